"""XML bodies that cases try: which say the same, and which cannot be read."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from shapeproof.exchange import Expect, Outcome
from shapeproof.wire.aws_xml.xml_styles import XmlStyle, write_styled
from shapeproof.wire.aws_xml.xml_text import XmlElement, parse_xml
from shapeproof.wire.aws_xml.xml_variants import XML_VARIANTS
from shapeproof.wire.interface import UnreadableError

BODY = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<GetThingResponse xmlns="http://things.example/">'
    b"<Name>a &lt;b&gt; &amp; \xc3\xa9 ]]&gt; c&#xD;</Name><Empty/>"
    b"<Tags><member>x</member><member>y</member></Tags>"
    b'<Owner xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><Id>1</Id>'
    b"<Blank> </Blank></Owner></GetThingResponse>"
)


def sorted_tree(element: XmlElement) -> object:
    """What an element says, without its line, and with members by name."""
    children = [sorted_tree(each) for each in element.children]
    if len({each.name for each in element.children}) == len(children):
        children.sort(key=str)
    return element.namespace, element.name, sorted(element.attributes), element.text, children


@pytest.mark.parametrize("label", [label for label, _ in XML_VARIANTS.encodings(BODY)])
def test_encodings_say_the_same(label: str) -> None:
    body = dict(XML_VARIANTS.encodings(BODY))[label]

    assert body != BODY
    assert sorted_tree(parse_xml(body)) == sorted_tree(parse_xml(BODY))
    root = ElementTree.fromstring(body)
    assert root.findtext("{http://things.example/}Name") == "a <b> & é ]]> c\r"


def test_of_a_body_that_is_not_xml_there_are_no_encodings() -> None:
    assert XML_VARIANTS.encodings(b"") == ()


@pytest.mark.parametrize("label", [each.label for each in XML_VARIANTS.distortions(True)])
@pytest.mark.parametrize("body", [BODY, b"", b"<Sample/>"])
def test_distortions_of_requests(label: str, body: bytes) -> None:
    found = {each.label: each for each in XML_VARIANTS.distortions(True)}[label]
    rewrite = found.distortion.rewrite
    if rewrite is None:
        assert found.distortion.content_type is not None
        return
    sent = rewrite(body)
    if found.expect is Expect.REJECT and label != "wrong-root":
        with pytest.raises(UnreadableError):
            parse_xml(sent)
    if label not in ("empty", "truncated", "mismatched-tags", "trailing-text", "two-roots"):
        assert sent != body


@pytest.mark.parametrize("each", XML_VARIANTS.broken, ids=lambda each: each.label)
def test_broken_successes(each: object) -> None:
    found = {one.label: one for one in XML_VARIANTS.broken}[each.label]  # type: ignore[attr-defined]
    sent = found.change(BODY)

    assert sent != BODY
    if found.outcome is Outcome.FAILURE:
        with pytest.raises(UnreadableError):
            parse_xml(sent)


def test_a_page_and_broken_errors_are_no_errors_of_a_service() -> None:
    with pytest.raises(UnreadableError):
        parse_xml(XML_VARIANTS.page)
    for _, body in XML_VARIANTS.broken_errors:
        assert b"Message" not in body


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("duplicate-members", rb"(<Name>.*</Name>){2}<Empty"),
        ("text-beside-elements", rb">shapeproof: text beside elements<Name>"),
        ("other-list-elements", rb"<shapeproof>x</shapeproof><shapeproof>y"),
        ("wrong-root", rb"<ShapeproofWrongRoot xmlns"),
        ("no-namespace", rb"<GetThingResponse><Name>"),
        ("prefixed", rb"<sp:GetThingResponse xmlns:sp=\"http://things.example/\"><sp:Name>"),
        ("entity", rb"<!ENTITY shapeproof .*&shapeproof;</sample></GetThingResponse>$"),
    ],
)
def test_what_is_changed(label: str, found: bytes) -> None:
    body = {each.label: each for each in XML_VARIANTS.broken}[label].change(BODY)

    assert re.search(found, body, re.DOTALL), body


def test_a_member_gets_another_name() -> None:
    rewrite = XML_VARIANTS.renaming("Name", "name")
    assert rewrite is not None
    assert parse_xml(rewrite(BODY)).text_at("name") == "a <b> & é ]]> c\r"


def test_attributes_in_namespaces_keep_them() -> None:
    root = parse_xml(BODY)
    bare = replace(root.children[3], prefixes=())
    assert parse_xml(write_styled(bare, XmlStyle())).attributes == bare.attributes
