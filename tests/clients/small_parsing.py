"""From an HTTP reply to an output or an error, by the AWS restJson1 protocol."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from .small_model import Model, Operation, Shape, wire_name


@dataclass(frozen=True)
class Reply:
    """A reply as it came in."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """A header by name, in any case of letters."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(eq=False)
class CallFailed(Exception):
    """A call that failed.

    `kind`: the service said so (`service`), the parameters were refused (`validation`), or no
    reply came that can be understood (`transport`).
    """

    kind: str
    code: str | None = None
    message: str | None = None
    status: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind}: {self.code}: {self.message}"


def broken(why: str) -> CallFailed:
    """The failure of a reply that cannot be understood."""
    return CallFailed("transport", "BrokenReply", why)


class Parsing:
    """Reads replies. Each method is one decision, so that a defect can take it alone."""

    model: Model

    def parse(self, operation: Operation, reply: Reply) -> Any:
        """The output of a success. Raises CallFailed for errors and broken replies."""
        if self.is_error(operation, reply):
            raise self.error(operation, reply)
        return self.result(operation, reply)

    def is_error(self, operation: Operation, reply: Reply) -> bool:
        return not 200 <= reply.status < 300

    # --- Outputs -------------------------------------------------------------------------------

    def result(self, operation: Operation, reply: Reply) -> Any:
        return self.output(self.model.shape(operation.output), reply)

    def output(self, shape: Shape, reply: Reply) -> dict[str, Any]:
        """The members of an output or an error, wherever they travel."""
        output = dict(self.outside_body(shape, reply))
        if "payload" in shape:
            return output | self.read_payload(shape, reply)
        members = {n: m for n, m in shape["members"].items() if "location" not in m}
        if members:
            document = self.document(reply)
            if not isinstance(document, dict):
                raise broken("the body is no JSON object")
            output |= self.read_structure({**shape, "members": members}, document, 0)
        return output

    def outside_body(self, shape: Shape, reply: Reply) -> dict[str, Any]:
        """The members in headers and in the status."""
        output: dict[str, Any] = {}
        for name, member in shape["members"].items():
            place = member.get("location")
            text = reply.header(wire_name(name, member)) if place == "header" else None
            if text is not None:
                output[name] = self.from_text(member, text)
            elif place == "statusCode":
                output[name] = reply.status
            elif place == "headers":
                prefix = member.get("locationName", "").lower()
                output[name] = {
                    key[len(prefix) :]: value
                    for key, value in reply.headers
                    if key.lower().startswith(prefix)
                }
        return output

    def read_payload(self, shape: Shape, reply: Reply) -> dict[str, Any]:
        """The member that is the whole body."""
        name = shape["payload"]
        target = self.model.shape(shape["members"][name]["shape"])
        if target["type"] == "blob":
            return {name: reply.body}
        if target["type"] == "string":
            return {name: reply.body.decode()} if reply.body else {}
        value = self.read_value(shape["members"][name], self.document(reply), 0)
        return {} if value is None else {name: value}

    def document(self, reply: Reply) -> Any:
        """The body as JSON; an empty one is an empty object."""
        if not reply.body.strip():
            return {}
        try:
            return self.load(reply.body.decode())
        except (ValueError, RecursionError) as error:
            raise broken(f"the body is no JSON: {error}") from None

    def load(self, text: str) -> Any:
        return json.loads(text, parse_constant=_refuse)

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        """The members that the model knows and that are there; null counts as absent."""
        if not isinstance(document, dict):
            raise broken(f"an object was expected, not {document!r}")
        found = {}
        for name, member in shape["members"].items():
            key = self.read_name(name, member, depth)
            if key in document and self.is_there(document[key]):
                found[name] = self.read_value(member, document[key], depth + 1)
        return found

    def read_name(self, name: str, member: Mapping[str, Any], depth: int) -> str:
        return wire_name(name, member)

    def is_there(self, value: Any) -> bool:
        return value is not None

    def read_value(self, member: Mapping[str, Any], value: Any, depth: int) -> Any:
        """A value of the body. None is kept for lists and maps that may hold it."""
        shape = self.model.shape(member["shape"])
        kind = shape["type"]
        if value is None or shape.get("document"):
            return value
        if kind == "structure":
            return self.read_structure(shape, value, depth)
        if kind == "list":
            return self.read_items(shape, _expect(list, value), depth)
        if kind == "map":
            return {
                key: self.read_value(shape["value"], each, depth)
                for key, each in _expect(dict, value).items()
                if each is not None or shape.get("sparse")
            }
        return self.read_scalar(member, shape, value)

    def read_items(self, shape: Shape, items: list[Any], depth: int) -> Any:
        return [
            self.read_value(shape["member"], each, depth)
            for each in items
            if each is not None or shape.get("sparse")
        ]

    def read_scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        kind = shape["type"]
        if kind == "string":
            return self.read_string(shape, _expect(str, value))
        if kind == "boolean":
            return _expect(bool, value)
        if kind in ("integer", "long", "short", "byte"):
            return _whole(value)
        if kind in ("float", "double"):
            return self.read_real(value)
        if kind == "timestamp":
            return _moment(value)
        return _bytes(value)

    def read_string(self, shape: Shape, value: str) -> Any:
        return value

    def read_real(self, value: Any) -> Any:
        if isinstance(value, str) and value in ("NaN", "Infinity", "-Infinity"):
            return float(value)
        if not _is_number(value):
            raise broken(f"a number was expected, not {value!r}")
        return float(value)

    def from_text(self, member: Mapping[str, Any], text: str) -> Any:
        """A value from a header."""
        shape = self.model.shape(member["shape"])
        kind = shape["type"]
        if kind == "boolean":
            return text.strip().lower() == "true"
        if kind == "timestamp":
            return _moment(text)
        if kind == "list":
            return [self.from_text(shape["member"], each.strip()) for each in text.split(",")]
        try:
            return _CONVERSIONS.get("jsonvalue" if member.get("jsonvalue") else kind, str)(text)
        except ValueError:
            raise broken(f"{kind} was expected, not {text!r}") from None

    # --- Errors --------------------------------------------------------------------------------

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        """The failure of an error reply; what cannot be read is left out."""
        body = self.error_body(reply)
        code = self.code(reply, body)
        shape = self.model.error_shape(code) if code else None
        return CallFailed(
            kind="service",
            code=code or str(reply.status),
            message=self.message(body),
            status=self.status(reply),
            fields=self.fields(shape, reply) if shape else {},
        )

    def error_body(self, reply: Reply) -> dict[str, Any]:
        try:
            document = self.document(reply)
        except CallFailed:
            return {}
        return document if isinstance(document, dict) else {}

    def code(self, reply: Reply, body: Mapping[str, Any]) -> str | None:
        """What names the error: the header, or a member of the body."""
        for name in (self.code_in_header(reply), *self.codes_in_body(body)):
            if isinstance(name, str) and name:
                return self.plain_code(name)
        return None

    def code_in_header(self, reply: Reply) -> str | None:
        return reply.header("x-amzn-errortype")

    def codes_in_body(self, body: Mapping[str, Any]) -> tuple[Any, ...]:
        return (body.get("__type"), body.get("code"))

    def plain_code(self, name: str) -> str:
        """A code without what follows `:` and without its namespace (`ns#`)."""
        return name.partition(":")[0].rpartition("#")[2].strip()

    def message(self, body: Mapping[str, Any]) -> str | None:
        for name in ("message", "Message"):
            if isinstance(body.get(name), str):
                return body[name]
        return None

    def status(self, reply: Reply) -> int:
        return reply.status

    def fields(self, shape: Shape, reply: Reply) -> dict[str, Any]:
        """The members of a modeled error besides its message."""
        try:
            output = self.output(shape, reply)
        except CallFailed:
            return {}
        return {name: value for name, value in output.items() if name.lower() != "message"}


_CONVERSIONS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("integer", "long", "short", "byte"), int),
    **dict.fromkeys(("float", "double"), float),
    "jsonvalue": lambda text: json.loads(base64.b64decode(text)),
}


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _expect(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise broken(f"{kind.__name__} was expected, not {value!r}")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> int:
    if not _is_number(value) or not float(value).is_integer():
        raise broken(f"a whole number was expected, not {value!r}")
    return int(value)


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(_expect(str, value), validate=True)
    except ValueError:
        raise broken(f"base64 was expected, not {value!r}") from None


def _moment(value: Any) -> datetime:
    """Seconds since 1970, RFC 3339 or RFC 7231."""
    try:
        if _is_number(value):
            return datetime.fromtimestamp(value, UTC)
        with suppress(ValueError):
            return datetime.fromisoformat(value)
        return parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError, OSError):
        raise broken(f"a timestamp was expected, not {value!r}") from None
