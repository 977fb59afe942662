"""Error responses of the query and ec2 protocols, changed in ways that cases try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shapeproof.exchange import HttpResponse
from shapeproof.wire.aws_query.query_envelopes import ERROR, Envelope
from shapeproof.wire.aws_xml.xml_errors import lacking_documents
from shapeproof.wire.aws_xml.xml_text import XmlElement, parse_xml, write_xml
from shapeproof.wire.interface import ErrorNaming, UnreadableError

CODE = "Code"
_OTHER_NAMESPACE = "https://example.com/doc/"
Change = Callable[[XmlElement], XmlElement]


def named_in_code(envelope: Envelope) -> ErrorNaming:
    """The code of an error as the protocol has it."""

    def apply(response: HttpResponse, code: str) -> HttpResponse:
        def change(error: XmlElement) -> XmlElement:
            head = XmlElement(CODE, error.namespace, text=code)
            others = (each for each in error.children if each.name != CODE)
            return replace(error, children=(head, *others))

        return _with_error(response, change)

    return ErrorNaming("code", apply, in_body=True)


def without_code(response: HttpResponse) -> HttpResponse:
    """An error response without its code."""
    return _with_error(
        response,
        lambda error: replace(
            error, children=tuple(each for each in error.children if each.name != CODE)
        ),
    )


def equal_errors(response: HttpResponse) -> tuple[tuple[str, HttpResponse], ...]:
    """Other responses, with labels, that clients read as the same error."""
    return (
        ("no-namespace", _with_root(response, lambda root: _in_namespace(root, ""))),
        (
            "other-namespace",
            _with_root(response, lambda root: _in_namespace(root, _OTHER_NAMESPACE)),
        ),
        ("reordered", _with_error(response, _reversed)),
        ("unknown-element", _with_error(response, _with_unknown)),
        *_lacking(response),
    )


def _lacking(response: HttpResponse) -> tuple[tuple[str, HttpResponse], ...]:
    try:
        documents = lacking_documents(parse_xml(response.body))
    except UnreadableError:
        return ()
    return tuple((label, replace(response, body=write_xml(each))) for label, each in documents)


def _in_namespace(element: XmlElement, namespace: str) -> XmlElement:
    children = tuple(_in_namespace(each, namespace) for each in element.children)
    return replace(element, namespace=namespace, children=children)


def _reversed(error: XmlElement) -> XmlElement:
    return replace(error, children=error.children[::-1])


def _with_unknown(error: XmlElement) -> XmlElement:
    unknown = XmlElement("ShapeproofUnknown", error.namespace, text="x")
    return replace(error, children=(*error.children, unknown))


def _with_root(response: HttpResponse, change: Change) -> HttpResponse:
    try:
        return replace(response, body=write_xml(change(parse_xml(response.body))))
    except UnreadableError:
        return response


def _with_error(response: HttpResponse, change: Change) -> HttpResponse:
    return _with_root(response, lambda root: _changed(root, change))


def _changed(element: XmlElement, change: Change) -> XmlElement:
    """The element with the first ``Error`` in it changed."""
    children = tuple(
        change(each) if each.name == ERROR else _changed(each, change) for each in element.children
    )
    return replace(element, children=children)
