"""Other texts of the same XML document (XML 1.0, Namespaces in XML 1.0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shapeproof.wire.aws_xml.xml_text import DECLARATION, XmlElement

UNKNOWN_ATTRIBUTE = "shapeproof-unknown"
_COMMENT = "<!-- shapeproof: a comment -->"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;"})
_IN_ATTRIBUTE = str.maketrans({"\n": "&#xA;", "\t": "&#x9;"})


@dataclass(frozen=True)
class XmlStyle:
    """How a document is written.

    ``prefix`` binds the namespaces of the document to prefixes instead of making them the default;
    ``namespaces`` false leaves them out. ``references`` writes each character that is no letter and
    no digit as a number; ``tag_blanks`` puts blanks into tags.
    """

    declaration: bytes = DECLARATION
    indented: bool = False
    comments: bool = False
    cdata: bool = False
    references: bool = False
    attributes: bool = False
    reordered: bool = False
    prefix: str = ""
    namespaces: bool = True
    empty_tags: bool = True
    tag_blanks: bool = False
    encoding: str = "utf-8"


def write_styled(root: XmlElement, style: XmlStyle) -> bytes:
    """The document in another style."""
    text = "".join(_Writer(style).element(root, "", 0))
    end = "\n" if style.indented else ""
    return style.declaration + (text + end).encode(style.encoding, "surrogatepass")


def reordered(element: XmlElement) -> XmlElement:
    """The element with the members of each structure in the reverse order.

    Elements of one name keep their order: they are those of a list.
    """
    children = tuple(reordered(each) for each in element.children)
    names = {each.name for each in children}
    if len(names) == len(children):
        children = children[::-1]
    return with_children(element, children)


def with_children(element: XmlElement, children: tuple[XmlElement, ...]) -> XmlElement:
    """The element with other children."""
    return XmlElement(
        element.name,
        element.namespace,
        element.attributes,
        element.text,
        children,
        element.prefixes,
        element.line,
    )


class _Writer:
    """Writes elements in one style."""

    def __init__(self, style: XmlStyle) -> None:
        self._style = style

    def element(self, element: XmlElement, default: str, depth: int) -> Iterator[str]:
        """The parts of an element's text; ``default`` is the namespace around it."""
        style = self._style
        if style.reordered and depth == 0:
            element = reordered(element)
        name = self._name(element)
        head = name + "".join(self._attributes(element, default))
        blank = " " if style.tag_blanks else ""
        if not element.children and not element.text and style.empty_tags:
            yield f"<{head}{blank}/>"
            return
        yield f"<{head}{blank}>{self._text(element.text)}"
        for each in element.children:
            yield from self._gap(depth + 1)
            yield from self.element(each, element.namespace, depth + 1)
        if element.children:
            yield from self._gap(depth)
        yield f"</{name}{blank}>"

    def _gap(self, depth: int) -> Iterator[str]:
        """What stands between two tags with no text between them."""
        if self._style.indented:
            yield "\n" + "\t" * depth
        if self._style.comments:
            yield _COMMENT

    def _name(self, element: XmlElement) -> str:
        style = self._style
        is_prefixed = style.prefix and style.namespaces and element.namespace
        return f"{style.prefix}:{element.name}" if is_prefixed else element.name

    def _attributes(self, element: XmlElement, default: str) -> Iterator[str]:
        style = self._style
        if style.namespaces and element.namespace != default:
            name = f"xmlns:{style.prefix}" if style.prefix and element.namespace else "xmlns"
            yield _attribute(name, element.namespace)
        scope = {uri: prefix for prefix, uri in element.prefixes if prefix}
        for uri, prefix in scope.items():
            yield _attribute(f"xmlns:{prefix}", uri)
        for index, (name, value) in enumerate(element.attributes):
            uri, _, local = name[1:].rpartition("}") if name[:1] == "{" else ("", "", name)
            if uri and uri not in scope:
                scope[uri] = f"at{index}"
                yield _attribute(f"xmlns:{scope[uri]}", uri)
            yield _attribute(f"{scope[uri]}:{local}" if uri else local, value)
        if style.attributes:
            yield _attribute(UNKNOWN_ATTRIBUTE, "unknown")

    def _text(self, text: str) -> str:
        style = self._style
        if style.cdata and text and "\r" not in text:
            return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
        if style.references:
            return "".join(c if c.isascii() and c.isalnum() else f"&#x{ord(c):X};" for c in text)
        return text.translate(_ESCAPES)


def _attribute(name: str, value: str) -> str:
    return f' {name}="{value.translate(_ESCAPES).translate(_IN_ATTRIBUTE)}"'
