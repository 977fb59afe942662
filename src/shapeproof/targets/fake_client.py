"""A client of boto3 whose calls never leave the process.

It is a real client: the installed botocore checks its parameters and makes its exceptions,
paginators and waiters. Only what it would send is answered before it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from itertools import count
from threading import Lock
from typing import Any, Protocol
from uuid import UUID

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, UnknownServiceError
from botocore.response import StreamingBody

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.exceptions import BadUsage
from shapeproof.targets.client.values import to_python
from shapeproof.targets.environment import ACCESS_KEY, SECRET_KEY, own_session
from shapeproof.targets.fake_class import BEHAVIOUR, put_methods_in


@dataclass(frozen=True)
class Answer:
    """The result of a call: an output as boto3 gives it, or an error's response.

    An error has a status of 300 or more, and ``Error`` with code and message in ``parsed``. An
    ``exact`` output reaches the caller unchanged: boto3 does not decode its texts again.
    """

    status: int
    parsed: Mapping[str, Any]
    exact: bool = False


class Behaviour(Protocol):
    """Makes the answers and the methods of a client."""

    @property
    def calls(self) -> list[Any]:
        """The calls so far."""

    def method(self, name: str, operation: str, call: Callable[..., Any]) -> Any:
        """The method with the Python name of an operation; ``call`` is the client's own method.

        None if the client has no such method.
        """

    def extra(self, name: str) -> Any | None:
        """An attribute that boto3's client does not have, or None."""

    def hint(self, name: str, said: str) -> str:
        """The message of the AttributeError for a name; ``said`` is that of a client of boto3."""

    def helper_hint(self, method: str, name: str) -> str:
        """The same for an attribute of ``get_paginator`` or ``get_waiter``."""

    def answer(self, operation: str, given: Mapping[str, Any], sent: Mapping[str, Any]) -> Answer:
        """The answer to a call that the client accepts. May raise anything.

        ``given`` is what the caller passed, ``sent`` what the client made of it: it fills in tokens
        and renames some parameters.
        """


def as_boto3(schema: Schema, output: Mapping[str, Any]) -> dict[str, Any]:
    """A new output, from one in the API view or as boto3 has it; its streams are new as well."""
    made: dict[str, Any] = to_python(schema, output)
    shape = Shape.of(schema)
    for name, member in shape.members.items():
        if name in made:
            # botocore streams any blob that is the whole body (has_streaming_output).
            is_body = name == shape.payload and member.is_blob
            made[name] = _streamed(member, made[name], is_body or member.is_streaming)
    return made


def copied(value: Any) -> Any:
    """A copy of mappings and lists; other values, such as streams, are shared."""
    if isinstance(value, Mapping):
        return {key: copied(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [copied(each) for each in value]
    return value


class _Events:
    """The events of a stream, as botocore's EventStream gives them."""

    def __init__(self, events: list[Any]) -> None:
        self._events = iter(events)

    def __iter__(self) -> Iterator[Any]:
        return self._events

    def close(self) -> None:
        """No event follows."""
        self._events = iter(())


def _streamed(shape: Shape, value: Any, is_stream: bool) -> Any:
    if shape.is_event_stream and isinstance(value, list):
        return _Events(value)
    if not is_stream:
        return value
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, (bytes, bytearray)):
        return StreamingBody(BytesIO(value), len(value))
    if hasattr(value, "read") and not hasattr(value, "iter_chunks"):
        return StreamingBody(value, None)
    return value


_KEY = "shapeproof"
"""The key in a call's context for the state of that call."""


class NothingIsSent(BotoCoreError):  # type: ignore[misc]  # botocore has no types
    """Something other than a call tried to send."""

    fmt = "a fake client sends nothing"


@dataclass
class _CallInFlight:
    """One call on its way through the client."""

    given: Mapping[str, Any]
    sent: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer | None = None


def listen(events: Any, service_id: str, behaviour: Behaviour) -> None:
    """Answer the calls of a client before they are sent."""
    handlers = _Handlers(behaviour)
    events.register_first("provide-client-params", handlers.note_given)
    events.register_last("before-parameter-build", handlers.note_sent)
    events.register_first("before-call", handlers.answer)
    # After botocore's own handlers, and before those that a resource of boto3 adds later.
    events.register(f"after-call.{service_id}", handlers.restore)
    events.register_first("before-send", _refuse)


class _Handlers:
    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._numbers = count(1)

    def note_given(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        context[_KEY] = _CallInFlight(copied(params))

    def note_sent(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        """Later handlers change the same mapping."""
        if _KEY in context:
            context[_KEY].sent = params

    def answer(self, model: Any, context: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        call: _CallInFlight = context[_KEY]
        found = self._behaviour.answer(model.name, call.given, call.sent)
        read = replace(found, parsed=_as_read(model, found.parsed))
        call.answer = replace(read, parsed=self._whole(read))
        # An exact output is set at the end: botocore's own handlers must not decode it again.
        parsed = {} if found.exact else copied(call.answer.parsed)
        return AWSResponse(None, found.status, {}, None), parsed

    def _whole(self, answer: Answer) -> dict[str, Any]:
        metadata = {
            "RequestId": str(UUID(int=next(self._numbers))),
            "HTTPStatusCode": answer.status,
            "HTTPHeaders": {},
            "RetryAttempts": 0,
        }
        own = answer.parsed.get("ResponseMetadata", {})
        return {**answer.parsed, "ResponseMetadata": {**metadata, **own}}

    def restore(self, parsed: dict[str, Any], context: Mapping[str, Any], **_: Any) -> None:
        call: _CallInFlight | None = context.get(_KEY)
        if call is not None and call.answer is not None and call.answer.exact:
            parsed.clear()
            parsed.update(call.answer.parsed)


def _as_read(model: Any, parsed: Mapping[str, Any]) -> Mapping[str, Any]:
    """What botocore reads of an error: it finds the members by the code that it reports.

    A code of the query protocol (``awsQueryCompatible``) may have no shape in its model.
    """
    error = parsed.get("Error", {})
    if "QueryErrorCode" not in error or model.service_model.shape_for_error_code(error["Code"]):
        return parsed
    return {name: parsed[name] for name in ("Error", "ResponseMetadata") if name in parsed}


def _refuse(**_: Any) -> None:
    raise NothingIsSent


_MAKING = Lock()
"""Sessions of boto3 make one client at a time."""


def open_fake_client(service: str, region: str, behaviour: Behaviour) -> Any:
    """A client of a service with the given behaviour.

    Raises BadUsage if the installed botocore does not know the service.
    """
    with _MAKING:
        try:
            client = _session().client(
                service,
                region_name=region,
                aws_access_key_id=ACCESS_KEY,
                aws_secret_access_key=SECRET_KEY,
                config=Config(proxies={}, ignore_configured_endpoint_urls=True),
            )
        except UnknownServiceError:
            reason = "the installed botocore has no client of this service"
            raise BadUsage(service, reason, "give a service that boto3 knows") from None
    client.__dict__[BEHAVIOUR] = behaviour
    service_id = client.meta.service_model.service_id.hyphenize()
    listen(client.meta.events, service_id, behaviour)
    return client


def as_read(client: Any, operation: str, output: Mapping[str, Any]) -> dict[str, Any]:
    """A parsed output as the client returns it: it decodes the JSON in some texts."""
    model = client.meta.service_model.operation_model(operation)
    parsed = dict(output)
    client.meta.events.emit(
        f"after-call.{client.meta.service_model.service_id.hyphenize()}.{operation}",
        http_response=AWSResponse(None, 200, {}, None),
        parsed=parsed,
        model=model,
        context={},
    )
    return parsed


@cache
def _session() -> Any:
    """The session of all fake clients; it makes their classes."""
    session = boto3.session.Session(botocore_session=own_session())
    session.events.register_last("creating-client-class", put_methods_in)
    return session
