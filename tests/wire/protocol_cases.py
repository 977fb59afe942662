"""botocore's protocol tests as contracts and messages.

The files hold a service model per suite and, per case, an operation with its parameters or its
result. A case is compiled like any service model, so that the compiler is judged as well.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shapeproof.compile.service import compile_model
from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.exchange import HttpResponse
from shapeproof.wire.event_streams.event_bodies import has_events

IGNORED = "protocol-tests-ignore-list.json"
FOLDED = ("location", "locationName", "jsonvalue", "streaming")
FOLDERS = ("input", "output", "legacy/input", "legacy/output")


@dataclass(frozen=True)
class ProtocolCase:
    """One case: its file, its id there, and what its suite says of the service.

    ``is_ignored`` says whether botocore leaves it out of its own tests.
    """

    file: str
    name: str
    suite: dict[str, Any]
    case: dict[str, Any]
    is_ignored: bool

    @property
    def id(self) -> str:
        """The id of the case, as in the exceptions."""
        return f"{self.file}/{self.name}"

    @property
    def is_input(self) -> bool:
        """Whether the case is about a request; all others are about a response."""
        return "serialized" in self.case

    @property
    def protocol(self) -> str:
        return str(self.suite["metadata"]["protocol"])

    @property
    def host(self) -> str:
        """The host of the client's endpoint, empty where the suite states none."""
        return urlsplit(str(self.suite.get("clientEndpoint", ""))).netloc

    @property
    def base_path(self) -> str:
        """The path of the client's endpoint, which stands before the path of a request."""
        return urlsplit(str(self.suite.get("clientEndpoint", ""))).path or "/"

    @cached_property
    def contract(self) -> Contract:
        given = {"http": {"method": "POST", "requestUri": "/"}, **self.case["given"]}
        metadata = {"apiVersion": "2014-01-01", **self.suite["metadata"]}
        shapes = folded(self.suite.get("shapes", {}))
        for part in ("input", "output"):
            shapes = with_payload(shapes, given.get(part, {}))
        model = {"metadata": metadata, "operations": {given["name"]: given}, "shapes": shapes}
        return compile_model("test", metadata["apiVersion"], model, {})

    @property
    def operation(self) -> Operation:
        return next(iter(self.contract.operations.values()))

    @property
    def response(self) -> HttpResponse:
        stated = self.case["response"]
        headers = tuple(stated.get("headers", {}).items())
        return HttpResponse(stated["status_code"], headers, self.bytes_of(stated.get("body", "")))

    def bytes_of(self, body: str) -> bytes:
        """The bytes of a body: those of CBOR and of event streams are in base64."""
        is_binary = self.protocol == "smithy-rpc-v2-cbor" or has_events(self.operation.response)
        return base64.b64decode(body) if is_binary else body.encode()

    def error(self, code: str | None) -> ErrorContract | None:
        """The modeled error of a code, among all errors of the suite."""
        errors = self.contract.errors.values()
        return next((each for each in errors if code in (each.name, each.code)), None)


def load_cases(folder: Path) -> tuple[ProtocolCase, ...]:
    """All cases, those that botocore calls legacy included."""
    ignored = json.loads((folder / IGNORED).read_text(encoding="utf-8"))
    paths = [path for each in FOLDERS for path in sorted((folder / each).glob("*.json"))]
    return tuple(case for path in paths for case in _cases_of(folder, path, ignored))


def _cases_of(folder: Path, path: Path, ignored: dict[str, Any]) -> Iterator[ProtocolCase]:
    file = path.relative_to(folder).with_suffix("").as_posix()
    out = ignored_in(ignored, path.parent.name, path.stem)
    for number, suite in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        for index, case in enumerate(suite["cases"]):
            name = case.get("id", f"{number}:{index}")
            is_ignored = bool(out & {name, suite.get("description")})
            yield ProtocolCase(file, name, suite, case, is_ignored)


def ignored_in(ignored: dict[str, Any], direction: str, stem: str) -> set[str]:
    """The ids of cases and the titles of suites that botocore ignores in a file."""
    places = (ignored["general"], ignored["protocols"].get(stem, {}))
    kinds = [place.get(direction, {}) for place in places]
    return {each for kind in kinds for names in kind.values() for each in names}


def with_payload(shapes: dict[str, Any], reference: dict[str, Any]) -> dict[str, Any]:
    """Shapes with the payload moved to the structure; some legacy cases put it at the reference."""
    if "payload" not in reference:
        return shapes
    name = reference["shape"]
    return {**shapes, name: {**shapes[name], "payload": reference["payload"]}}


def folded(shapes: dict[str, Any]) -> dict[str, Any]:
    """Shapes with the traits of scalars and lists moved to the members that refer to them.

    Legacy cases put bindings on the target, which no model does.
    """

    def member(reference: dict[str, Any]) -> dict[str, Any]:
        target = shapes[reference["shape"]]
        if target["type"] == "structure":
            return reference
        return {key: target[key] for key in FOLDED if key in target} | reference

    return {
        name: {**shape, "members": {key: member(each) for key, each in shape["members"].items()}}
        if "members" in shape
        else shape
        for name, shape in shapes.items()
    }


def schema_of(case: ProtocolCase) -> Schema:
    """The schema of what a case is about: the request or the response."""
    return case.operation.request if case.is_input else case.operation.response
