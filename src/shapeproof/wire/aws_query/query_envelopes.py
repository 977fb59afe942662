"""What stands around the values in responses of the query and ec2 protocols.

query::

    <OpResponse><OpResult>…</OpResult>
      <ResponseMetadata><RequestId/></ResponseMetadata></OpResponse>
    <ErrorResponse><Error><Type/><Code/><Message/></Error><RequestId/></ErrorResponse>

ec2::

    <OpResponse><requestId/>…</OpResponse>
    <Response><Errors><Error><Code/><Message/></Error></Errors><RequestID/></Response>
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shapeproof.contract.model import ErrorContract, Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.wire.aws_xml.xml_deviations import duplicated, shown
from shapeproof.wire.aws_xml.xml_text import XmlElement
from shapeproof.wire.interface import Deviation, Weight

REQUEST_ID = "00000000-0000-4000-8000-000000000000"
"""The id of a request in the responses that a codec makes."""
FAULTS = ("Sender", "Receiver")
ERROR = "Error"
_ERROR_PATHS: tuple[Tokens, ...] = ((ERROR,), ("Errors", ERROR))


@dataclass(frozen=True)
class Envelope:
    """Where the parts of responses stand; each path leads from the root element.

    ``request_id`` is that of successes, ``error_request_id`` that of errors. ``wraps`` is true
    where an output stands in an element of its own (``x-result-wrapper``), ``has_fault`` where an
    error says whose fault it is, ``namespaced_errors`` where it has the service's namespace.
    """

    error_root: str
    error: Tokens
    request_id: Tokens
    error_request_id: Tokens
    wraps: bool
    has_fault: bool
    namespaced_errors: bool

    def wrapper(self, schema: Schema) -> str | None:
        """The name of the element around an output, None where there is none."""
        return schema.get("x-result-wrapper") if self.wraps else None

    def success(self, operation: str, namespace: str, content: XmlElement) -> XmlElement:
        """The root around the element of an output; without a wrapper it holds its children."""
        root = XmlElement(f"{operation}Response", namespace)
        inside = (content,) if content.name else content.children
        metadata = _nested(self.request_id, namespace, REQUEST_ID)
        return replace(root, children=(*inside, metadata))

    def failure(self, error: ErrorContract, message: str | None, content: XmlElement) -> XmlElement:
        """The root around the members of an error, in the namespace of their element."""
        namespace = content.namespace
        head = [("Type", FAULTS[error.fault == "server"])] if self.has_fault else []
        head.append(("Code", error.code))
        if message is not None:
            head.append(("Message", message))
        leaves = (XmlElement(name, namespace, text=text) for name, text in head)
        element = XmlElement(ERROR, namespace, children=(*leaves, *content.children))
        for name in reversed(self.error[:-1]):
            element = XmlElement(name, namespace, children=(element,))
        request_id = _nested(self.error_request_id, namespace, REQUEST_ID)
        return XmlElement(self.error_root, namespace, children=(element, request_id))

    def output_in(self, schema: Schema, root: XmlElement) -> XmlElement:
        """The element that holds an output: the wrapper, or the root where that is missing."""
        wrapper = self.wrapper(schema) or root.name.removesuffix("Response") + "Result"
        found = root.child(wrapper) if self.wraps else None
        return self._bare(schema, root) if found is None else found

    def _bare(self, schema: Schema, root: XmlElement) -> XmlElement:
        """The root without the request's id, unless that is a member."""
        own = self.request_id[0]
        names = {
            each.get("x-location-name", name) for name, each in schema.get("properties", {}).items()
        }
        kept = (each for each in root.children if each.name != own or own in names)
        return replace(root, children=tuple(kept))

    def error_in(self, root: XmlElement) -> XmlElement | None:
        """The element of an error, where one of the two protocols has it."""
        found = (_at(root, path) for path in (self.error, *_ERROR_PATHS))
        return next((each for each in found if each is not None), None)

    def request_id_in(self, root: XmlElement) -> str | None:
        """The id of the request in a success or an error, None where there is none."""
        found = (_at(root, path) for path in (self.request_id, self.error_request_id))
        return next((each.text.strip() for each in found if each is not None), None) or None

    def output_deviations(
        self, operation: str, namespace: str, schema: Schema, root: XmlElement
    ) -> Iterator[Deviation]:
        """What is not as it should be around an output."""
        yield from _root_deviations(root, f"{operation}Response")
        if namespace and root.namespace != namespace:
            yield Deviation(
                "", "namespace", f"namespace {namespace}",
                f"namespace {root.namespace}" if root.namespace else "no namespace",
                weight=Weight.HARMLESS,
            )  # fmt: skip
        wrapper = self.wrapper(schema)
        if wrapper is not None:
            found = [each for each in root.children if each.name == wrapper]
            if not found:
                held = ", ".join(f"<{each.name}>" for each in root.children[:5]) or "nothing"
                yield Deviation("", "result-wrapper", f"<{wrapper}>", f"{held} in {shown(root)}")
            elif len(found) > 1:
                yield duplicated(found[1], ())
        yield from _request_id_deviations(root, self.request_id)

    def error_deviations(self, root: XmlElement) -> Iterator[Deviation]:
        """What is not as it should be around and in an error, where one is found."""
        yield from _root_deviations(root, self.error_root)
        found = self.error_in(root)
        path = f"<{'><'.join(self.error)}>"
        if found is None or _at(root, self.error) is None:
            held = ", ".join(f"<{each.name}>" for each in root.children[:5]) or "nothing"
            yield Deviation("", "error-shape", path, f"{held} in {shown(root)}")
        if found is not None:
            yield from self._part_deviations(found)
        yield from _request_id_deviations(root, self.error_request_id)

    def _part_deviations(self, error: XmlElement) -> Iterator[Deviation]:
        for name in ("Code", "Message"):
            other = next((each for each in error.children if each.name == name.lower()), None)
            if error.child(name) is None and other is not None:
                yield Deviation("", f"error-{name.lower()}", f"<{name}>", shown(other))
        fault = error.text_at("Type")
        if self.has_fault and fault not in FAULTS:
            stated = "no <Type>" if fault is None else f"<Type>{fault[:40]}</Type>"
            # boto3 hands it on; where there is none, nobody misses it.
            yield Deviation(
                "", "error-type", " or ".join(f"<Type>{each}</Type>" for each in FAULTS), stated,
                weight=Weight.HARMLESS if fault is None else Weight.SUSPECT,
            )  # fmt: skip


QUERY_ENVELOPE = Envelope(
    error_root="ErrorResponse",
    error=(ERROR,),
    request_id=("ResponseMetadata", "RequestId"),
    error_request_id=("RequestId",),
    wraps=True,
    has_fault=True,
    namespaced_errors=True,
)
"""Smithy ``aws.protocols#awsQuery``."""
EC2_ENVELOPE = Envelope(
    error_root="Response",
    error=("Errors", ERROR),
    request_id=("requestId",),
    error_request_id=("RequestID",),
    wraps=False,
    has_fault=False,
    namespaced_errors=False,
)
"""Smithy ``aws.protocols#ec2Query``."""


def _nested(path: Tokens, namespace: str, text: str) -> XmlElement:
    element = XmlElement(path[-1], namespace, text=text)
    for name in reversed(path[:-1]):
        element = XmlElement(name, namespace, children=(element,))
    return element


def _at(root: XmlElement, path: Tokens) -> XmlElement | None:
    found: XmlElement | None = root
    for name in path:
        found = None if found is None else found.child(name)
    return found


def _root_deviations(root: XmlElement, name: str) -> Iterator[Deviation]:
    """A root element of another name. AWS's SDKs only look at what stands in it."""
    if root.name != name:
        yield Deviation("", "root", f"<{name}>", shown(root), Weight.SUSPECT)


def _request_id_deviations(root: XmlElement, path: Tokens) -> Iterator[Deviation]:
    """The request's id, which SDKs find in one place and do without elsewhere."""
    found = _at(root, path)
    if found is None or not found.text.strip():
        other = "no request id" if found is None else f"an empty <{path[-1]}>"
        elsewhere = next(_called_request_id(root, ()), None)
        if found is None and elsewhere is not None:
            other = f"<{'><'.join(elsewhere)}>"
        expected = f"<{'><'.join(path)}>"
        yield Deviation("", "request-id", expected, other, weight=Weight.HARMLESS)


def _called_request_id(element: XmlElement, path: Tokens) -> Iterator[Tokens]:
    for each in element.children:
        below = (*path, each.name)
        if each.name.lower() == "requestid" and not each.children:
            yield below
        elif each.name in ("ResponseMetadata", ERROR, "Errors"):
            yield from _called_request_id(each, below)
