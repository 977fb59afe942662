"""What a client makes of an error of the service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.checks.client.api_view import api_gaps
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.judging import is_refusal, is_told, saw_the_due_reply
from shapeproof.checks.client.leaks import is_kept
from shapeproof.checks.client.output import is_old_error
from shapeproof.checks.client.trees import Gap
from shapeproof.checks.client.words import NOTHING, answer_of, at, told
from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import join
from shapeproof.exchange import ClientError, ExpectedError, Finding, Outcome, Severity


class Error:
    """Kind, code, message, status and members of an error."""

    name = "error"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for each part that differs; one where it is no error of the service at all."""
        due, said = seen.case.error, seen.result.error
        if due is None or not is_error_due(seen):
            return
        if said is None:
            message = "the reply is an error, but a success is told"
            yield self._found(seen, "not-raised", message, _named(due), answer_of(seen.result))
        elif said.kind != "service":
            if not (said.kind == "transport" and due.code is None and due.message is None):
                message = "the error of the service is told as one of another kind"
                yield self._found(seen, "kind", message, _named(due), answer_of(seen.result))
        elif not is_old_error(seen):
            yield from self._parts(seen, due, said)
            yield from self._fields(seen)

    def _parts(
        self, seen: ClientObservation, due: ExpectedError, said: ClientError
    ) -> Iterator[Finding]:
        parts = (
            ("code", due.code, said.code),
            ("message", due.message, said.message),
            ("status", due.status, said.status),
        )
        for name, wanted, got in parts:
            if (
                wanted in (None, "")
                or wanted == got
                or (name == "message" and is_old_message(seen))
            ):
                continue
            message = f"the error is told without its {name}"
            if got is not None:
                message = f"the error is told with another {name}"
            yield self._found(seen, name, message, told(wanted), _value(got))

    def _fields(self, seen: ClientObservation) -> Iterator[Finding]:
        for gap in field_gaps(seen):
            if gap.kind in ("extra", "unknown") and len(gap.tokens) == 1:
                continue  # tolerance own-words
            actual = f"told as {gap.other_name}" if gap.other_name else _value(gap.actual)
            name = gap.tokens[0] if gap.tokens else ""
            yield self._found(
                seen, f"fields/{name}", "a member of the error is not told as it was sent",
                _value(gap.expected), actual, join(gap.tokens),
            )  # fmt: skip

    def _found(
        self,
        seen: ClientObservation,
        constraint: str,
        message: str,
        expected: str,
        actual: str,
        pointer: str = "",
    ) -> Finding:
        # The status is not in the error types of all languages.
        is_untold_status = constraint == "status" and actual == NOTHING
        return seen.finding(
            self.name, Severity.WARNING if is_untold_status else Severity.ERROR,
            at(f"error {code_of(seen)}", pointer), constraint, message,
            expected=expected, actual=actual, pointer=pointer,
        )  # fmt: skip


def is_error_due(seen: ClientObservation) -> bool:
    """Whether the client has seen the error of the case and had to tell it."""
    if not is_told(seen) or seen.case.outcome is not Outcome.ERROR or is_refusal(seen):
        return False
    return saw_the_due_reply(seen)


def code_of(seen: ClientObservation) -> str:
    """The code of the error that is due, or its status where nothing names it."""
    due = seen.case.error
    return "" if due is None else due.code or str(due.status or "")


def field_gaps(seen: ClientObservation) -> Iterator[Gap]:
    """Where the members of the error differ, its message left out."""
    due, said = seen.case.error, seen.result.error
    if due is not None and said is not None:
        schema = _schema_of(seen, due)
        yield from api_gaps(schema, _without_message(due.fields), _without_message(said.fields))


def is_old_field(seen: ClientObservation, gap: Gap) -> bool:
    """Whether a member that the error lacks was one of the error before."""
    before = seen.previous.case.error if seen.previous else None
    if before is None or gap.kind not in ("extra", "unknown"):
        return False
    return is_kept(dict(before.fields), gap.tokens, gap.actual)


def is_old_message(seen: ClientObservation) -> bool:
    """Whether the message that is told is not that of the error, but of the one before."""
    before = seen.previous.case.error if seen.previous else None
    due, said = seen.case.error, seen.result.error
    if not (before and due and said and before.message):
        return False
    return due.message is not None and due.message != said.message == before.message


def _schema_of(seen: ClientObservation, due: ExpectedError) -> Schema:
    errors = seen.contract.errors.values()
    return next((each.schema for each in errors if each.code == due.code), {})


def _without_message(fields: Any) -> dict[str, Any]:
    return {name: each for name, each in fields.items() if name.lower() != "message"}


def _named(due: ExpectedError) -> str:
    parts = ("service error", due.code or "", due.message or "")
    return " ".join(part for part in parts if part)[:300]


def _value(value: Any) -> str:
    return NOTHING if value is None else told(value)
