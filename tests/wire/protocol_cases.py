"""botocore's protocol tests as contracts and values in the API view.

The files hold a service model per suite and, per case, an operation with its parameters or result.
Values there are in another form than in the API view: blobs are plain text, timestamps are epoch
seconds, non-finite numbers are strings, and a ``jsonvalue`` may be the JSON text.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shapeproof.compile.shapes import ShapeCompiler
from shapeproof.contract.model import Contract, ErrorContract, HttpBinding, Operation, Schema
from shapeproof.contract.resolve import resolve
from shapeproof.wire.json_text import to_base64
from shapeproof.wire.timestamps import decode_timestamp

FILES = ("rest-json", "json", "json_1_0", "json_1_0-query-compatible")
EMPTY: Schema = {"type": "object", "properties": {}}
FOLDED = ("location", "locationName", "jsonvalue", "streaming")
NON_FINITE = {"NaN", "Infinity", "-Infinity"}


@dataclass(frozen=True)
class ProtocolCase:
    """One case: its id (as in the exceptions), what its suite says of the service, and the case."""

    id: str
    metadata: dict[str, Any]
    shapes: dict[str, Any]
    case: dict[str, Any]

    @property
    def given(self) -> dict[str, Any]:
        return self.case["given"]

    @property
    def protocol(self) -> str:
        return str(self.metadata["protocol"])

    @property
    def contract(self) -> Contract:
        return Contract(
            "test", "2014-01-01", self.protocol, "Test", "Test", {}, metadata=self.metadata
        )

    @property
    def operation(self) -> Operation:
        http = self.given.get("http", {})
        binding = HttpBinding(http.get("method", "POST"), http.get("requestUri", "/"))
        request, response = self.schema("input"), self.schema("output")
        return Operation(self.given["name"], "operation_name", binding, request, response)

    def schema(self, part: str) -> Schema:
        """The schema of the operation's ``input`` or ``output``."""
        reference = self.given.get(part)
        if reference is None:
            return EMPTY
        shapes = folded(self.shapes)
        if "payload" in reference:
            name = reference["shape"]
            shapes = {**shapes, name: {**shapes[name], "payload": reference["payload"]}}
        return ShapeCompiler(shapes, self.protocol).document(reference["shape"])

    def error(self, code: str | None) -> ErrorContract | None:
        """The modeled error of a code, among all errors of the suite."""
        shape = self.shapes.get(code or "", {})
        if not shape.get("exception"):
            return None
        schema = ShapeCompiler(folded(self.shapes), self.protocol).document(code)
        return ErrorContract(code, code, 400, "client", schema)


@cache
def load_cases(folder: Path, direction: str) -> tuple[ProtocolCase, ...]:
    """All cases of a direction, those that botocore calls legacy included."""
    named = (f"{prefix}{direction}/{file}" for prefix in ("", "legacy/") for file in FILES)
    return tuple(case for name in named for case in _cases_of(folder, name))


def _cases_of(folder: Path, name: str) -> Iterator[ProtocolCase]:
    path = folder / f"{name}.json"
    if not path.is_file():
        return  # there are no legacy cases of the younger files
    for number, suite in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        for index, case in enumerate(suite["cases"]):
            yield ProtocolCase(
                f"{name}/{case.get('id', f'{number}:{index}')}",
                suite["metadata"],
                suite.get("shapes", {}),
                case,
            )


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


def to_api_view(root: Schema, schema: Schema, value: Any) -> Any:
    """A value of the files, in the API view."""
    schema = resolve(root, schema)
    match value:
        case None:
            return None
        case dict() if "properties" in schema:
            properties = schema["properties"]
            return {
                key: to_api_view(root, properties.get(key, {}), each) for key, each in value.items()
            }
        case dict() if "additionalProperties" in schema:
            entry = schema["additionalProperties"]
            return {key: to_api_view(root, entry, each) for key, each in value.items()}
        case list() if "items" in schema:
            return [to_api_view(root, schema["items"], each) for each in value]
    return scalar_to_api_view(schema, value)


def scalar_to_api_view(schema: Schema, value: Any) -> Any:
    if schema.get("x-timestamp"):
        return decode_timestamp(value)
    if schema.get("x-blob"):
        return to_base64(value.encode())
    if schema.get("x-jsonvalue") and isinstance(value, str):
        return json.loads(value)
    if schema.get("type") == "number" and value in NON_FINITE:
        return float(value)
    return value


def comparable(value: Any) -> Any:
    """A value in which not-a-number equals itself, and numbers do not equal booleans."""
    if isinstance(value, dict):
        return {key: comparable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [comparable(each) for each in value]
    return (type(value).__name__, value) if isinstance(value, bool) else _number(value)


def _number(value: Any) -> Any:
    return "NaN" if isinstance(value, float) and math.isnan(value) else value
