"""XML texts: what is read, what is refused, what is written."""

import pytest

from shapeproof.wire.aws_xml.xml_text import DECLARATION, XmlElement, parse_xml, write_xml
from shapeproof.wire.interface import UnreadableError

XSI = "http://www.w3.org/2001/XMLSchema-instance"


def test_reading_resolves_namespaces_and_knows_lines() -> None:
    root = parse_xml(b'<A xmlns="urn:a" xmlns:b="urn:b">\n  <b:B b:c="1" d="2">x</b:B>\n</A>')
    inner = XmlElement("B", "urn:b", (("{urn:b}c", "1"), ("d", "2")), "x", line=2)
    assert root == XmlElement("A", "urn:a", (), "", (inner,), (("b", "urn:b"),), 1)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"<a>x<![CDATA[<y>]]>z</a>", "x<y>z"),
        (b"<a>&lt;&#65;<!-- no --><?and no?>b</a>", "<Ab"),
        (b"<a> x </a>", " x "),
        (b"<a>x\r\ny&#xD;</a>", "x\ny\r"),
        (b"\xef\xbb\xbf<a>\xc3\xa4</a>", "\xe4"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe4</a>', "\xe4"),
        ("<a>\u2713</a>".encode("utf-16"), "\u2713"),
        (b"<a>\n <b/>\n</a>", ""),
        (b"<a> x <b/> y </a>", "x  y"),
    ],
)
def test_text(body: bytes, text: str) -> None:
    assert parse_xml(body).text == text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not XML: no element found"),
        (b"<a>", "not XML: no element found"),
        (b"<a></b>", "not XML: mismatched tag"),
        (b"<a><b:c/></a>", "not XML: unbound prefix"),
        (b"<a/>x", "not XML: junk after document element"),
        (b'{"a": 1}', "not XML: not well-formed"),
        (b"<a>\xff</a>", "not XML: not well-formed"),
        (b"<a>\x01</a>", "not XML: not well-formed"),
        (b"<a>&b;</a>", "not XML: undefined entity"),
        (b'<?xml version="1.0" encoding="no"?><a/>', "not XML: unknown encoding"),
        (b"<!DOCTYPE a><a/>", "a document type or an entity"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a document type or an entity"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "a document type or an entity"),
        (b"<a>" * 200 + b"</a>" * 200, "nested deeper than 128 levels"),
    ],
)
def test_what_cannot_be_read(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{reason}"):
        parse_xml(body)


@pytest.mark.parametrize(
    ("element", "text"),
    [
        (XmlElement("A"), "<A/>"),
        (XmlElement("A", text="<&>\r\n"), "<A>&lt;&amp;&gt;&#xD;\n</A>"),
        (XmlElement("A", attributes=(("b", '"\n<'),)), '<A b="&quot;&#xA;&lt;"/>'),
        (XmlElement("A", "u", children=(XmlElement("B", "u"),)), '<A xmlns="u"><B/></A>'),
        (XmlElement("A", "u", children=(XmlElement("B"),)), '<A xmlns="u"><B xmlns=""/></A>'),
        (
            XmlElement("A", attributes=((f"{{{XSI}}}type", "T"),), prefixes=(("xsi", XSI),)),
            f'<A xmlns:xsi="{XSI}" xsi:type="T"/>',
        ),
        (XmlElement("A", attributes=(("{u}b", "c"),)), '<A xmlns:ns1="u" ns1:b="c"/>'),
    ],
)
def test_writing(element: XmlElement, text: str) -> None:
    assert write_xml(element) == DECLARATION + text.encode()


@pytest.mark.parametrize("text", ["a\r\nb", "\t x \n", "\x85\u2028", "]]>", "\U0001f600"])
def test_what_is_written_reads_the_same(text: str) -> None:
    assert parse_xml(write_xml(XmlElement("A", text=text))).text == text
    written = write_xml(XmlElement("A", attributes=(("b", text),)))
    assert parse_xml(written).attributes == (("b", text),)
