"""What AWS's JSON protocols have in common: bodies and errors (Smithy, awsJson and restJson1)."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire.aws_json.json_text import JSON, dump_json, parse_json
from shapeproof.wire.aws_json.json_variants import JSON_VARIANTS
from shapeproof.wire.error_codes import bare_code
from shapeproof.wire.event_streams.event_bodies import StreamBody
from shapeproof.wire.interface import (
    Codec,
    Deviation,
    ErrorNaming,
    MessageKind,
    UnreadableError,
    WireError,
)
from shapeproof.wire.repeats import Repeating, repeated_places

ERROR_HEADER = "x-amzn-errortype"
_CODES = ("__type", "code", "Code")
_MESSAGES = ("message", "Message", "errorMessage")
SUFFIX = ":http://internal.amazon.com/coral/com.amazonaws.sample/"


class JsonCodec(Codec):
    """The part of a codec that is the same in all JSON protocols."""

    variants = JSON_VARIANTS

    @abstractmethod
    def stream_of(self, schema: Schema) -> StreamBody | None:
        """The body of a message that is a stream of events, None where it is none."""

    def is_own_form(self, media_type: str) -> bool:
        """Whether a media type says that a body is JSON."""
        starts = media_type.startswith("application/x-amz-json")
        return starts or media_type == JSON or media_type.endswith("+json")

    def equal_errors(self, response: HttpResponse) -> tuple[tuple[str, HttpResponse], ...]:
        """``message`` as ``Message`` and the reverse: services write both."""
        return (("message-recased", _with_body(response, _recased)),)

    def unnamed_error(self, response: HttpResponse) -> HttpResponse:
        """An error response without its code, in the header and as ``__type``."""
        bare = _with_error_header(response, None)
        return _with_body(bare, _without_type) if b'"__type"' in bare.body else bare

    def parse_body(self, schema: Schema, body: bytes, kind: MessageKind) -> Any:
        """The JSON value, or a list of events; no body is an empty object."""
        stream = self.stream_of(schema)
        if stream is not None:
            return stream.tree(body)
        return parse_json(body) if body else {}

    def response_deviations(
        self,
        contract: Contract,
        operation: Operation,
        response: HttpResponse,
        schema: Schema,
        kind: MessageKind,
    ) -> Iterator[Deviation]:
        """What is wrong with the frames of an event stream; the tree shows all else."""
        stream = self.stream_of(schema)
        return iter(()) if stream is None else stream.deviations(response.body)

    def request_deviations(
        self, contract: Contract, operation: Operation, request: HttpRequest
    ) -> Iterator[Deviation]:
        """The same for a request."""
        stream = self.stream_of(operation.request)
        return iter(()) if stream is None else stream.deviations(request.body)

    def repeated_members(self, body: bytes) -> Iterator[Tokens]:
        """The places of names that an object has more than once (RFC 8259, 4)."""
        if not body:
            return iter(())
        return repeated_places(json.loads(body.decode(), object_pairs_hook=_repeating))

    def canonical_body(self, body: bytes) -> object:
        """The JSON text in one way of writing it."""
        try:
            return json.dumps(json.loads(body), sort_keys=True)
        except (ValueError, RecursionError):
            return body


def named_in_header(label: str, template: str, field: str = ERROR_HEADER) -> ErrorNaming:
    """The code in a header field, whose name may be written in any case."""
    return ErrorNaming(
        label, lambda response, code: _with_error_header(response, template.format(code), field)
    )


def named_in_body(codec: JsonCodec, label: str, key: str, template: str) -> ErrorNaming:
    """The code in a member of the body, and nowhere else."""

    def apply(response: HttpResponse, code: str) -> HttpResponse:
        def change(body: Any) -> Any:
            return {key: template.format(code), **body}

        return _with_body(codec.unnamed_error(response), change)

    return ErrorNaming(label, apply, in_body=True)


def _with_error_header(
    response: HttpResponse, value: str | None, field: str = ERROR_HEADER
) -> HttpResponse:
    kept = tuple(each for each in response.headers if each[0].lower() != ERROR_HEADER)
    added = () if value is None else ((field, value),)
    return replace(response, headers=(*added, *kept))


def _with_body(response: HttpResponse, change: Callable[[Any], Any]) -> HttpResponse:
    return replace(response, body=dump_json(change(json.loads(response.body))))


def _recased(body: Any) -> Any:
    other = {"message": "Message", "Message": "message"}
    return {other.get(key, key): value for key, value in body.items()}


def _without_type(body: Any) -> Any:
    return {name: each for name, each in body.items() if name != "__type"}


def _repeating(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = Repeating(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        found.repeated = tuple(name for name in found if counts[name] > 1)
    return found


def decode_json_error(response: HttpResponse) -> WireError:
    """What an error response says; the header goes before the body. Never raises."""
    body = _object(response.body)
    header = bare_code(response.header(ERROR_HEADER))
    code_key, code = _first(body, _CODES, bare_code)
    message_key, message = _first(body, _MESSAGES, _text)
    used = {"__type", message_key, None if header else code_key}
    return WireError(
        code=header or code,
        message=message,
        source="header" if header else (code_key or "").lower(),
        fields={key: value for key, value in body.items() if key not in used},
    )


def _first(
    body: Mapping[str, Any], keys: Iterable[str], read: Any
) -> tuple[str | None, str | None]:
    for key in keys:
        found = read(body.get(key))
        if found is not None:
            return key, found
    return None, None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = parse_json(body) if body else {}
    except UnreadableError:
        return {}
    return value if isinstance(value, dict) else {}
