"""XML texts (XML 1.0, Namespaces in XML 1.0), read with their lines and written again.

Document types, entities and external references are refused (defusedxml): no AWS protocol has them,
and they make parsers read files and run out of memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from shapeproof.wire.interface import UnreadableError

MAX_DEPTH = 128
"""How deep elements may nest that are read."""
MAX_BYTES = 64 * 1024 * 1024
"""How long an XML text may be that is read."""
XML = "application/xml"
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document holds, not even as a reference (XML 1.0, 2.2)."""
NOT_KEPT = re.compile(UNWRITABLE.pattern + "|\r")
"""The same, and a carriage return: it is read as a line feed where it is not escaped, as botocore
and others mostly leave it (XML 1.0, 2.11)."""
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, init=False)
class XmlElement:
    """An element with its namespace resolved.

    An attribute in a namespace is named ``{namespace}name``. ``prefixes`` are the prefixes that the
    element declares, each with its namespace; the empty one makes it declare its own namespace even
    where it is that of the element around. ``text`` is all text directly in the element; between
    elements, where it is blank, it is left out. ``line`` is where the element begins, 0 where it
    has not been read.
    """

    name: str
    namespace: str = ""
    attributes: Pairs = ()
    text: str = ""
    children: tuple[XmlElement, ...] = ()
    prefixes: Pairs = ()
    line: int = 0

    def __init__(
        self,
        name: str,
        namespace: str = "",
        attributes: Pairs = (),
        text: str = "",
        children: tuple[XmlElement, ...] = (),
        prefixes: Pairs = (),
        line: int = 0,
    ) -> None:
        """Set all fields at once: documents have many elements."""
        vars(self).update(
            name=name, namespace=namespace, attributes=attributes, text=text, children=children,
            prefixes=prefixes, line=line,
        )  # fmt: skip

    def child(self, name: str) -> XmlElement | None:
        """The first child of a name, in any namespace."""
        return next((each for each in self.children if each.name == name), None)

    def text_at(self, name: str) -> str | None:
        """The text of the first child of a name."""
        found = self.child(name)
        return None if found is None else found.text


def parse_xml(body: bytes) -> XmlElement:
    """The root element of an XML text. Raises UnreadableError for any other bytes."""
    if len(body) > MAX_BYTES:
        raise UnreadableError(f"longer than {MAX_BYTES} bytes")
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.listen(parser.parser)
    try:
        parser.feed(body)
        parser.close()
    except ParseError as error:
        raise UnreadableError(f"not XML: {error}") from None
    except DefusedXmlException:
        raise UnreadableError("a document type or an entity, which is not read") from None
    except (LookupError, ValueError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"not XML: {error}") from None
    return builder.root()


class _Builder:
    """Makes elements of expat's events, without recursion.

    It is most of what reading a document costs, so that an open element is a plain list: name,
    namespace, attributes, text, children, prefixes and line, in the order of XmlElement.
    """

    def __init__(self) -> None:
        self._parser: Any = None
        self._open: list[list[Any]] = [["", "", (), "", [], (), 0]]
        self._prefixes: Pairs = ()

    def listen(self, parser: Any) -> None:
        """Take the events of an expat parser, without the steps that ElementTree puts between."""
        self._parser = parser
        parser.StartNamespaceDeclHandler = self._start_namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data

    def _start_namespace(self, prefix: str | None, uri: str | None) -> None:
        """A prefix is declared by the element that starts next."""
        if prefix:
            self._prefixes = (*self._prefixes, (prefix, uri or ""))

    def _start(self, tag: str, attributes: list[str]) -> None:
        """An element starts; its name is ``namespace}name``, attributes alternate with values."""
        if len(self._open) > MAX_DEPTH:
            raise UnreadableError(f"nested deeper than {MAX_DEPTH} levels")
        namespace, _, name = tag.rpartition("}")
        pairs = _pairs(attributes) if attributes else ()
        line, prefixes = self._parser.CurrentLineNumber, self._prefixes
        self._open.append([name, namespace, pairs, "", [], prefixes, line])
        if prefixes:
            self._prefixes = ()

    def _data(self, text: str) -> None:
        """Text, also that of CDATA sections."""
        self._open[-1][_TEXT] += text

    def _end(self, _: str) -> None:
        """An element ends."""
        done = self._open.pop()
        if done[_CHILDREN]:
            done[_TEXT] = done[_TEXT].strip()
        done[_CHILDREN] = tuple(done[_CHILDREN])
        self._open[-1][_CHILDREN].append(XmlElement(*done))

    def root(self) -> XmlElement:
        """The root of a document that is complete."""
        found: XmlElement = self._open[0][_CHILDREN][0]
        return found


_TEXT, _CHILDREN = 3, 4


def _pairs(attributes: list[str]) -> Pairs:
    names = (f"{{{each}" if "}" in each else each for each in attributes[::2])
    return tuple(zip(names, attributes[1::2], strict=True))


def write_xml(root: XmlElement) -> bytes:
    """The XML text of an element, in UTF-8, with an XML declaration.

    A namespace is declared as the default one where it differs from that of the element around.
    What XML cannot hold is written as it is, so that the text is not XML. Raises ValueError for a
    value that nests too deep.
    """
    try:
        text = "".join(_written(root, "", {_XML_NAMESPACE: "xml"}))
    except RecursionError:
        raise ValueError("the value nests too deep for XML") from None
    return DECLARATION + text.encode("utf-8", "surrogatepass")


def is_name(text: str) -> bool:
    """Whether a text can name an element without a prefix."""
    return _NAME.fullmatch(text) is not None


def local_name(attribute: str) -> str:
    """The name of an attribute without its namespace."""
    return attribute.rpartition("}")[2]


_XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;", "\x85": "&#x85;"}
_IN_TEXT_TABLE = str.maketrans({**_IN_TEXT, "\u2028": "&#x2028;"})
_IN_ATTRIBUTE = str.maketrans(
    {**_IN_TEXT, '"': "&quot;", "\n": "&#xA;", "\t": "&#x9;", "\u2028": "&#x2028;"}
)


def _written(element: XmlElement, default: str, scope: Mapping[str, str]) -> Iterator[str]:
    """The parts of an element's text; ``scope`` has the prefixes by namespace."""
    fields: list[tuple[str, str]] = []
    if element.namespace != default or ("", element.namespace) in element.prefixes:
        fields.append(("xmlns", element.namespace))
    if prefixes := {uri: prefix for prefix, uri in element.prefixes if prefix}:
        fields += [(f"xmlns:{prefix}", uri) for uri, prefix in prefixes.items()]
        scope = {**scope, **prefixes}
    for name, value in element.attributes:
        uri, _, local = name[1:].rpartition("}") if name[:1] == "{" else ("", "", name)
        if uri and uri not in scope:
            prefix = f"ns{len(scope)}"
            scope = {**scope, uri: prefix}
            fields.append((f"xmlns:{prefix}", uri))
        fields.append((f"{scope[uri]}:{local}" if uri else local, value))
    head = element.name + "".join(
        f' {name}="{value.translate(_IN_ATTRIBUTE)}"' for name, value in fields
    )
    if not element.text and not element.children:
        yield f"<{head}/>"
        return
    yield f"<{head}>{element.text.translate(_IN_TEXT_TABLE)}"
    for each in element.children:
        yield from _written(each, element.namespace, scope)
    yield f"</{element.name}>"
