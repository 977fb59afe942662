"""From parameters to an HTTP request, by the AWS restJson1 protocol (Smithy 2.0)."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from .small_model import Model, Operation, Shape, wire_name

_LABEL = re.compile(r"\{([^}+]+)(\+?)\}")
_FORMAT_OF_PLACE = {"header": "rfc822", "querystring": "iso8601", "uri": "iso8601"}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """A request as it goes out. `body` is None where there is none."""

    method: str
    target: str
    headers: Pairs
    body: bytes | None


class Encoding:
    """Encodes requests. Each method is one decision, so that a defect can take it alone."""

    model: Model

    def encode(self, operation: Operation, params: Mapping[str, Any]) -> Request:
        """The request for a call. The parameters are valid."""
        shape = self.model.shape(operation.input)
        body, content_type = self.body(operation, shape, params)
        headers = list(self.headers(shape, params))
        if content_type is not None and "content-type" not in {k.lower() for k, _ in headers}:
            headers.insert(0, ("Content-Type", content_type))
        return Request(
            method=self.method(operation),
            target=self.path(operation, shape, params) + self.query(operation, shape, params),
            headers=tuple(headers),
            body=body,
        )

    def method(self, operation: Operation) -> str:
        return operation.method

    # --- Path and query ------------------------------------------------------------------------

    def path(self, operation: Operation, shape: Shape, params: Mapping[str, Any]) -> str:
        """The path with its labels filled in."""
        values = {
            wire_name(name, member): self.text(member, params[name], "uri")
            for name, member in shape["members"].items()
            if member.get("location") == "uri" and name in params
        }
        template = operation.uri.partition("?")[0]
        return _LABEL.sub(
            lambda found: self.label(values.get(found[1], ""), greedy=bool(found[2])), template
        )

    def label(self, text: str, *, greedy: bool) -> str:
        """A label percent-encoded; only a greedy one keeps its slashes (RFC 3986, 2.3)."""
        return quote(text, safe="/" if greedy else "")

    def query(self, operation: Operation, shape: Shape, params: Mapping[str, Any]) -> str:
        """The query with its question mark, or nothing."""
        fixed = operation.uri.partition("?")[2]
        parts = [fixed] if fixed else []
        parts += [
            f"{quote(name, safe='')}={quote(value, safe='')}"
            for name, value in self.query_pairs(shape, params)
        ]
        return "?" + "&".join(parts) if parts else ""

    def query_pairs(self, shape: Shape, params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name, member in shape["members"].items():
            if member.get("location") != "querystring" or name not in params:
                continue
            value = params[name]
            if isinstance(value, Mapping):
                for key, one in value.items():
                    yield from ((key, str(each)) for each in _as_list(one))
            else:
                element = self.model.shape(member["shape"]).get("member", member)
                for one in _as_list(value):
                    yield self.query_name(name, member), self.text(element, one, "querystring")

    def query_name(self, name: str, member: Mapping[str, Any]) -> str:
        return wire_name(name, member)

    # --- Headers -------------------------------------------------------------------------------

    def headers(self, shape: Shape, params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The headers that members are bound to."""
        for name, member in shape["members"].items():
            if name not in params:
                continue
            if member.get("location") == "header":
                yield wire_name(name, member), self.header_value(member, params[name])
            elif member.get("location") == "headers":
                prefix = member.get("locationName", "")
                yield from ((prefix + key, str(value)) for key, value in params[name].items())

    def header_value(self, member: Mapping[str, Any], value: Any) -> str:
        if member.get("jsonvalue"):
            return base64.b64encode(json.dumps(value).encode()).decode()
        element = self.model.shape(member["shape"]).get("member", member)
        return ",".join(self.text(element, each, "header") for each in _as_list(value))

    def text(self, member: Mapping[str, Any], value: Any, place: str) -> str:
        """A value in a label, a query or a header."""
        shape = self.model.shape(member["shape"])
        if shape["type"] == "boolean":
            return "true" if value else "false"
        if shape["type"] == "timestamp":
            form = member.get("timestampFormat") or shape.get("timestampFormat")
            return str(_timestamp(value, form or _FORMAT_OF_PLACE[place]))
        if shape["type"] == "blob":
            return base64.b64encode(value).decode()
        if isinstance(value, float):
            return str(_number(value))
        return str(value)

    # --- Body ----------------------------------------------------------------------------------

    def body(
        self, operation: Operation, shape: Shape, params: Mapping[str, Any]
    ) -> tuple[bytes | None, str | None]:
        """The body and its content type; neither where no member travels in the body."""
        if "payload" in shape:
            return self.payload(shape, params)
        members = {n: m for n, m in shape["members"].items() if "location" not in m}
        if not members:
            return None, None
        document = self.structure({**shape, "members": members}, params, 0)
        return self.dump(self.finished(operation, document, params)), self.content_type(operation)

    def payload(self, shape: Shape, params: Mapping[str, Any]) -> tuple[bytes | None, str | None]:
        """The member that is the whole body."""
        name = shape["payload"]
        if name not in params:
            return None, None
        target = self.model.shape(shape["members"][name]["shape"])
        if target["type"] == "blob":
            return params[name], "application/octet-stream"
        if target["type"] == "string":
            return params[name].encode(), "text/plain"
        document = self.value(shape["members"][name], params[name], 0)
        return self.dump(document), "application/json"

    def content_type(self, operation: Operation) -> str | None:
        return "application/json"

    def finished(
        self, operation: Operation, document: dict[str, Any], params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The document of a body, as it is sent."""
        return document

    def dump(self, document: Any) -> bytes:
        """JSON as bytes; only ASCII, so that half a surrogate pair passes, too."""
        return json.dumps(document, allow_nan=False).encode()

    def structure(self, shape: Shape, value: Mapping[str, Any], depth: int) -> dict[str, Any]:
        """The members given, under their wire names."""
        return {
            self.member_name(name, member, depth): self.value(member, value[name], depth + 1)
            for name, member in shape["members"].items()
            if name in value and self.is_sent(value[name], depth)
        }

    def member_name(self, name: str, member: Mapping[str, Any], depth: int) -> str:
        return wire_name(name, member)

    def is_sent(self, value: Any, depth: int) -> bool:
        """Whether a member that was given goes into the body: always."""
        return True

    def value(self, member: Mapping[str, Any], value: Any, depth: int) -> Any:
        """A value of the body, as JSON."""
        shape = self.model.shape(member["shape"])
        kind = shape["type"]
        if kind == "structure" and not shape.get("document"):
            return self.structure(shape, value, depth)
        if kind == "list":
            return self.items([self.value(shape["member"], each, depth) for each in value])
        if kind == "map":
            return {key: self.value(shape["value"], each, depth) for key, each in value.items()}
        return self.scalar(member, shape, value)

    def items(self, items: list[Any]) -> Any:
        """A list of the body, its elements encoded."""
        return items

    def scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        kind = shape["type"]
        if kind == "blob":
            return base64.b64encode(value).decode()
        if kind == "timestamp":
            form = member.get("timestampFormat") or shape.get("timestampFormat")
            return _timestamp(value, form or "unixTimestamp")
        if kind in ("float", "double"):
            return _number(value)
        return self.string(shape, value) if isinstance(value, str) else value

    def string(self, shape: Shape, value: str) -> Any:
        return value


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _number(value: float) -> Any:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _timestamp(value: Any, form: str) -> str | int | float:
    """A point in time in one of the three formats; `value` is a datetime or RFC 3339."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if form == "rfc822":
        return format_datetime(moment.replace(microsecond=0), usegmt=True)
    if form == "iso8601":
        return moment.isoformat().replace("+00:00", "Z")
    seconds = moment.timestamp()
    return int(seconds) if seconds == int(seconds) else seconds
