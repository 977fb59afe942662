"""XML bodies that cases try: other texts of the same document, and broken ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shapeproof.exchange import Outcome
from shapeproof.wire.aws_xml.xml_styles import XmlStyle, with_children, write_styled
from shapeproof.wire.aws_xml.xml_text import DECLARATION, XmlElement, parse_xml, write_xml
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.variants import (
    NO_BODY,
    BodyDistortion,
    BodyVariants,
    BrokenBody,
    LabelledBodies,
    Rewrite,
    allowed,
    malformed,
)

_BIG = 1_500_000
_UNKNOWN = "ShapeproofUnknownMember"
_BOM = b"\xef\xbb\xbf"
_UTF_16 = '<?xml version="1.0" encoding="UTF-16"?>\n'.encode("utf-16")
_DOCTYPE = b"<!DOCTYPE sample>"
_ENTITY = b'<!DOCTYPE sample [<!ENTITY shapeproof "an expanded entity">]>'
_LIST_ELEMENTS = frozenset({"member", "item"})
"""How elements of lists are called where no model says otherwise (query, rest-xml, and ec2)."""


def root_of(body: bytes) -> XmlElement:
    """The document of a body; an empty one where there is none."""
    try:
        return parse_xml(body)
    except UnreadableError:
        return XmlElement("Sample")


def changed(change: Callable[[XmlElement], XmlElement]) -> Rewrite:
    """The body with another document."""
    return lambda body: write_xml(change(root_of(body)))


def styled(style: XmlStyle) -> Rewrite:
    """The same document in another style."""
    return lambda body: write_styled(root_of(body), style)


def _grown(child: XmlElement) -> Rewrite:
    return changed(lambda root: with_children(root, (*root.children, child)))


def _with_inner(inner: bytes) -> Rewrite:
    """The body with some bytes before the end tag of its root."""

    def rewrite(body: bytes) -> bytes:
        whole = write_styled(root_of(body), XmlStyle(empty_tags=False))
        start, slash, end = whole.rpartition(b"</")
        return start + inner + slash + end

    return rewrite


def _with_doctype(doctype: bytes, inner: bytes = b"") -> Rewrite:
    """The body with a document type, and something before the end tag of its root."""

    def rewrite(body: bytes) -> bytes:
        return DECLARATION + doctype + _with_inner(inner)(body).removeprefix(DECLARATION)

    return rewrite


def _unknown(text: bytes) -> bytes:
    """An element that the contract does not know."""
    return b"<%b>%b</%b>" % (_UNKNOWN.encode(), text, _UNKNOWN.encode())


def _repeated(element: XmlElement) -> XmlElement:
    """The first element without children stands there twice."""
    for index, child in enumerate(element.children):
        twice = (child, child) if not child.children else (_repeated(child),)
        children = (*element.children[:index], *twice, *element.children[index + 1 :])
        return with_children(element, children)
    return element


def _with_text(element: XmlElement) -> XmlElement:
    """Text beside the elements of the root, or of its only child."""
    if len(element.children) == 1 and element.children[0].children:
        return with_children(element, (_with_text(element.children[0]),))
    return replace(element, text="shapeproof: text beside elements")


def _other_elements(element: XmlElement) -> XmlElement:
    """The elements of lists with another name."""
    children = (_other_elements(each) for each in element.children)
    renamed = (
        replace(each, name="shapeproof") if each.name in _LIST_ELEMENTS else each
        for each in children
    )
    return with_children(element, tuple(renamed))


def _other_root(root: XmlElement) -> XmlElement:
    return replace(root, name="ShapeproofWrongRoot")


def _whole(body: bytes) -> bytes:
    """A body that has a root element."""
    return body or write_xml(root_of(body))


def _cut(body: bytes) -> bytes:
    return _whole(body).rstrip()[:-1]


def _mismatched(body: bytes) -> bytes:
    body = _whole(body)
    start, slash, _ = body.rpartition(b"</")
    return start + slash + b"Mismatched>" if slash else body.replace(b"/>", b"></Mismatched>")


_DEEP_2000 = b"<x>" * 2000 + b"</x>" * 2000
_ALWAYS = (
    malformed("truncated", "XML that ends too early", _cut),
    malformed("mismatched-tags", "an element with the end tag of another one", _mismatched),
    malformed("two-roots", "two root elements", lambda body: _whole(body) + b"<Sample/>"),
    malformed("trailing-text", "text after the root element", lambda body: _whole(body) + b" x"),
    malformed("not-xml", "a body that is not XML", lambda _: b'{"sample": 1}'),
    malformed("undeclared-prefix", "a prefix without a namespace",
              _with_inner(b"<sp:sample>unknown</sp:sample>")),
    malformed("bare-ampersand", "an & that begins no reference",
              _with_inner(_unknown(b"a & b"))),
    malformed("wrong-root", "another root element", changed(_other_root)),
    allowed("document-type", _with_doctype(_DOCTYPE)),
    allowed("entity", _with_doctype(_ENTITY, _unknown(b"&shapeproof;"))),
    allowed("duplicate-members", changed(_repeated)),
    allowed("text-beside-elements", changed(_with_text)),
    allowed("other-list-elements", changed(_other_elements)),
    allowed("no-namespace", styled(XmlStyle(namespaces=False))),
    allowed("prefixed", styled(XmlStyle(prefix="sp"))),
    allowed("attributes", styled(XmlStyle(attributes=True))),
    allowed("comments", styled(XmlStyle(comments=True))),
    allowed("cdata", styled(XmlStyle(cdata=True))),
    allowed("references", styled(XmlStyle(references=True))),
    allowed("indented", styled(XmlStyle(indented=True))),
    allowed("byte-order-mark", styled(XmlStyle(declaration=_BOM + DECLARATION))),
    allowed("utf-16", styled(XmlStyle(declaration=_UTF_16, encoding="utf-16-le"))),
    allowed("not-utf-8", _with_inner(_unknown(b"\xff\xfe"))),
    allowed("nested-2000", _with_inner(_DEEP_2000)),
    allowed("nested-100000", _with_inner(b"<x>" * 100_000)),
    allowed("large", _grown(XmlElement(_UNKNOWN, text="x" * _BIG))),
    allowed("content-type-text", content_type="text/plain"),
    allowed("content-type-json", content_type="application/json"),
    allowed("content-type-none", content_type=""),
)  # fmt: skip


def _distortions(body_required: bool) -> tuple[BodyDistortion, ...]:
    """All ways of changing an XML body. An empty one is a fault where members are required."""
    if body_required:
        empty = malformed(NO_BODY, "no body where members are required", lambda _: b"")
    else:
        empty = allowed(NO_BODY, lambda _: b"")
    return (*_ALWAYS, empty)


def _renaming(name: str, other: str) -> Rewrite:
    def renamed(root: XmlElement) -> XmlElement:
        children = (
            replace(each, name=other) if each.name == name else each for each in root.children
        )
        return with_children(root, tuple(children))

    return changed(renamed)


_READ_ALIKE: tuple[tuple[str, XmlStyle], ...] = (
    ("undeclared", XmlStyle(declaration=b"")),
    ("indented", XmlStyle(indented=True)),
    ("comments", XmlStyle(comments=True)),
    ("cdata", XmlStyle(cdata=True)),
    ("references", XmlStyle(references=True)),
    ("reordered", XmlStyle(reordered=True)),
    ("start-and-end-tags", XmlStyle(empty_tags=False)),
    ("tag-blanks", XmlStyle(tag_blanks=True)),
)
"""What every reader of XML takes for the same document."""


def encodings(body: bytes) -> LabelledBodies:
    """Other texts of the same document; none of a body that is not XML."""
    try:
        root = parse_xml(body)
    except UnreadableError:
        return ()
    return tuple((label, write_styled(root, style)) for label, style in _READ_ALIKE)


BROKEN = (
    BrokenBody("truncated", Outcome.FAILURE, _cut),
    BrokenBody("half", Outcome.FAILURE, lambda body: body[: len(body) // 2]),
    BrokenBody("mismatched-tags", Outcome.FAILURE, _mismatched),
    BrokenBody("no-xml", Outcome.FAILURE, lambda _: b"not XML"),
    BrokenBody("json", Outcome.FAILURE, lambda _: b'{"sample": 1}'),
    # Smithy asks for no answer to a body that is missing, and some clients take it for no members.
    BrokenBody("empty", Outcome.OPEN, lambda _: b""),
    # Tolerance open-replies: what readers of XML differ in.
    BrokenBody("trailing-text", Outcome.OPEN, lambda body: body + b" and more"),
    BrokenBody("wrong-root", Outcome.OPEN, changed(_other_root)),
    BrokenBody("undeclared-prefix", Outcome.OPEN,
               _with_inner(b"<sp:sample>unknown</sp:sample>")),
    BrokenBody("no-utf-8", Outcome.OPEN, _with_inner(b"<sample>\xff\xfe</sample>")),
    BrokenBody("document-type", Outcome.OPEN, _with_doctype(_DOCTYPE)),
    BrokenBody("entity", Outcome.OPEN, _with_doctype(_ENTITY, b"<sample>&shapeproof;</sample>")),
    BrokenBody("duplicate-members", Outcome.OPEN, changed(_repeated)),
    BrokenBody("text-beside-elements", Outcome.OPEN, changed(_with_text)),
    BrokenBody("other-list-elements", Outcome.OPEN, changed(_other_elements)),
    BrokenBody("no-namespace", Outcome.OPEN, styled(XmlStyle(namespaces=False))),
    BrokenBody("prefixed", Outcome.OPEN, styled(XmlStyle(prefix="sp"))),
    BrokenBody("attributes", Outcome.OPEN, styled(XmlStyle(attributes=True))),
    BrokenBody("byte-order-mark", Outcome.OPEN,
               styled(XmlStyle(declaration=_BOM + DECLARATION))),
    BrokenBody("utf-16", Outcome.OPEN, styled(XmlStyle(declaration=_UTF_16, encoding="utf-16-le"))),
)  # fmt: skip
BROKEN_ERRORS = (
    ("error-text", b"Service Unavailable"),
    ("error-json", b'{"__type": "ShapeproofError", "message": "JSON from a service of XML"}'),
    ("error-empty-root", b"<Response/>"),
    ("error-truncated", b"<ErrorResponse><Error><Code>ShapeproofErr"),
)

PAGE = (
    b'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Gateway</title></head>\n'
    b"<body>Sorry.<br>Try again &mdash; later.</body></html>\n"
)
"""A page of a gateway, which is not XML as most such pages are not."""

XML_VARIANTS = BodyVariants(
    distortions=_distortions,
    renaming=_renaming,
    encodings=encodings,
    unexpected=(("none", b""), ("empty-root", b"<Sample/>"),
                ("unknown", b"<Sample><unknown>1</unknown></Sample>")),
    broken=BROKEN,
    broken_errors=BROKEN_ERRORS,
    page=PAGE,
)  # fmt: skip
