"""Error documents of rest-xml (Smithy ``aws.protocols#restXml``, Operation error serialization).

Most services answer with an ``Error`` in an ``ErrorResponse``; those with ``noErrorWrapping``
answer with the ``Error`` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.model import ErrorContract
from shapeproof.exchange import HttpResponse
from shapeproof.wire.aws_xml.xml_bodies import error_element, parsed_xml
from shapeproof.wire.aws_xml.xml_deviations import shown
from shapeproof.wire.aws_xml.xml_tags import plain_tree
from shapeproof.wire.aws_xml.xml_text import XmlElement, write_xml
from shapeproof.wire.interface import Deviation, UnreadableError, Weight, WireError

REQUEST_ID = "00000000-0000-4000-8000-000000000000"
"""The id of a request in the documents that codecs write."""
MESSAGES = ("Message", "message")
_NO_MEMBERS = frozenset({"Code", "Type", "RequestId", "HostId"})
_TYPES = ("Sender", "Receiver")
Drops = Callable[[XmlElement], bool]
"""Whether an element is left out."""


def error_document(
    error: ErrorContract, members: XmlElement | None, namespace: str, *, wrapped: bool
) -> XmlElement:
    """The document of an error; ``members`` is an element that holds its members."""

    def leaf(name: str, text: str) -> XmlElement:
        return XmlElement(name, namespace, text=text)

    given = () if members is None else members.children
    attributes = () if members is None else members.attributes
    named = tuple(
        replace(each, name="Message") if each.name in MESSAGES else each for each in given
    )
    code, request_id = leaf("Code", error.code), leaf("RequestId", REQUEST_ID)
    if not wrapped:
        # In no namespace: botocore finds an ``Error`` that is the root by its whole name.
        children = tuple(map(_bare, (code, *named, request_id)))
        return XmlElement("Error", "", attributes, "", children)
    kind = leaf("Type", "Receiver" if error.fault == "server" else "Sender")
    inner = XmlElement("Error", namespace, attributes, "", (kind, code, *named))
    return XmlElement("ErrorResponse", namespace, children=(inner, request_id))


def _bare(element: XmlElement) -> XmlElement:
    """The element without its namespace."""
    return replace(element, namespace="", children=tuple(map(_bare, element.children)))


def decode_xml_error(response: HttpResponse) -> WireError:
    """What an error response says, with a wrapper or without. Never raises."""
    found = found_error(response.body)
    if found is None:
        return WireError(None, None)
    code = (found.text_at("Code") or "").strip() or None
    name = next((each for each in MESSAGES if found.child(each) is not None), None)
    tree = plain_tree(found)
    members: Mapping[str, Any] = tree if isinstance(tree, dict) else {}
    return WireError(
        code=code,
        message=None if name is None else found.text_at(name),
        source="" if code is None else "code",
        fields={key: each for key, each in members.items() if key not in {*_NO_MEMBERS, name}},
    )


def found_error(body: bytes) -> XmlElement | None:
    """The error that a body holds, None where it is no error document."""
    if not body:
        return None
    try:
        return error_element(parsed_xml(body))
    except UnreadableError:
        return None


def error_deviations(root: XmlElement, *, wrapped: bool) -> Iterator[Deviation]:
    """Another wrapper than the service has, and a type of error that there is not."""
    found = error_element(root)
    if found is None:
        expected = "<ErrorResponse> with <Error> in it" if wrapped else "<Error>"
        yield Deviation("", "wrapper", expected, shown(root))
        return
    if wrapped and found is root:
        yield Deviation("", "wrapper", "<ErrorResponse> around <Error>", "<Error> alone")
    if not wrapped and found is not root:
        yield Deviation("", "wrapper", "<Error> alone", "<ErrorResponse> around <Error>")
    if found is root and root.namespace:
        actual = f"namespace {root.namespace} for {shown(root)}"
        yield Deviation("", "namespace", "no namespace", actual)
    kind = found.text_at("Type")
    if wrapped and kind is not None and kind not in _TYPES:
        yield Deviation(
            "/Type", "error-type", "Sender or Receiver", repr(kind), weight=Weight.SUSPECT
        )
    for name in ("Code", *MESSAGES):
        if len([each for each in found.children if each.name == name]) > 1:
            yield Deviation(f"/{name}", "duplicate", "one element", f"a second <{name}>")


def lacking_documents(root: XmlElement) -> Iterator[tuple[str, XmlElement]]:
    """Error documents, with labels, that lack what clients do not need: the type, the id."""
    labelled = (
        ("no-type", _without(root, _is_type)),
        ("no-request-id", _without_children(root, _is_request_id)),
    )
    return ((label, each) for label, each in labelled if each != root)


def _is_type(element: XmlElement) -> bool:
    return element.name == "Type" and element.text in _TYPES


def _is_request_id(element: XmlElement) -> bool:
    return element.name.lower() == "requestid"


def _without(root: XmlElement, drops: Drops) -> XmlElement:
    """The document without some children of its ``Error``."""
    if root.name == "Error":
        return _without_children(root, drops)
    return replace(root, children=tuple(_without(each, drops) for each in root.children))


def _without_children(element: XmlElement, drops: Drops) -> XmlElement:
    return replace(element, children=tuple(each for each in element.children if not drops(each)))


def with_code(response: HttpResponse, code: str) -> HttpResponse:
    """An error response that names another code; one without a document as it is."""

    def changed(element: XmlElement) -> XmlElement:
        children = tuple(
            replace(each, text=code) if each.name == "Code" else each for each in element.children
        )
        return replace(element, children=children)

    try:
        root = parsed_xml(response.body)
    except UnreadableError:
        return response
    if root.name == "Error":
        return replace(response, body=write_xml(changed(root)))
    children = tuple(changed(each) if each.name == "Error" else each for each in root.children)
    return replace(response, body=write_xml(replace(root, children=children)))
