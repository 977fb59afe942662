"""Where a client is listened to, and answered: botocore's own events, as its Stubber has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from botocore.awsrequest import AWSResponse
from botocore.exceptions import BotoCoreError

from shapeproof.targets.fake.interface import Answer, Behaviour
from shapeproof.targets.fake.values import copied

_KEY = "shapeproof"
"""Where the context of a call keeps what belongs to that call."""


class NothingIsSent(BotoCoreError):  # type: ignore[misc]  # botocore has no types
    """Something other than a call wanted to send."""

    fmt = "a fake client sends nothing"


@dataclass
class _Passing:
    """One call on its way through the client."""

    given: Mapping[str, Any]
    sent: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer | None = None


def listen(events: Any, behaviour: Behaviour) -> None:
    """Answer the calls of a client before they are sent."""
    handlers = _Handlers(behaviour)
    events.register_first("provide-client-params", handlers.note_given)
    events.register_last("before-parameter-build", handlers.note_sent)
    events.register_first("before-call", handlers.answer)
    events.register_last("after-call", handlers.restore)
    events.register_first("before-send", _refuse)


class _Handlers:
    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._numbers = count(1)

    def note_given(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        context[_KEY] = _Passing(copied(params))

    def note_sent(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        """Handlers that follow change the same mapping."""
        if _KEY in context:
            context[_KEY].sent = params

    def answer(self, model: Any, context: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        passing: _Passing = context[_KEY]
        found = self._behaviour.answer(model.name, passing.given, passing.sent)
        passing.answer = Answer(found.status, self._whole(found), found.exact)
        # What is exact is put in at the end: botocore's own handlers must not decode it again.
        parsed = {} if found.exact else copied(passing.answer.parsed)
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
        passing: _Passing | None = context.get(_KEY)
        if passing is not None and passing.answer is not None and passing.answer.exact:
            parsed.clear()
            parsed.update(passing.answer.parsed)


def _refuse(**_: Any) -> None:
    raise NothingIsSent
