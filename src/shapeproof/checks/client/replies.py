"""Checks of what a client makes of a reply: the output of a success, and an error."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from shapeproof.checks.client.comparison.values import Gap
from shapeproof.checks.client.comparison.views import api_gaps
from shapeproof.checks.client.interface import (
    ClientObservation,
    has_answered,
    is_refusal,
    saw_expected_reply,
)
from shapeproof.checks.client.leaks import is_kept
from shapeproof.checks.client.texts import NOTHING, answer_of, at, kind_of, told
from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import join
from shapeproof.exchange import ClientError, ExpectedError, Finding, Outcome, Severity

MOST = 5
"""How many places of one output are told."""

_CONSTRAINTS = {"missing": "lost", "unknown": "unknown-member"}
_MESSAGES = {
    "missing": "a member of the reply is not in the output",
    "extra": "the output has a member that the reply lacks",
    "unknown": "a member that the model does not know is in the output",
    "type": "a member is read as another type",
    "value": "a member is read as another value",
}


class Output:
    """The output of a success: each member, with its value and type, and nothing else."""

    name = "output"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for each place that differs, or one for a success that was not told."""
        if not expects_success(seen) or seen.case.paginate:
            return
        if not seen.result.succeeded:
            if not is_old_error(seen):
                yield failed(self.name, seen)
            return
        for gap in islice(seen.output_gaps, MOST):
            if not is_old_output(seen, gap):
                yield gap_finding(self.name, seen, gap, "output")


def expects_success(seen: ClientObservation) -> bool:
    """Whether the client has seen a success and had to tell its output."""
    is_due = has_answered(seen) and seen.case.outcome is Outcome.OUTPUT
    return is_due and not is_refusal(seen) and saw_expected_reply(seen)


def is_old_output(seen: ClientObservation, gap: Gap) -> bool:
    """Whether what is too much in an output was in that of the call before."""
    if seen.previous is None or gap.kind not in ("extra", "unknown"):
        return False
    return is_kept(seen.previous.case.output, gap.tokens, gap.actual)


def is_old_error(seen: ClientObservation) -> bool:
    """Whether the error that is told is not of this call, but of the one before."""
    before = seen.previous.case.error if seen.previous else None
    due, said = seen.case.error, seen.result.error
    if before is None or said is None or before.code is None or said.code != before.code:
        return False
    if due is None:
        return before.message in (None, said.message)
    # Of two errors that share their code, only the message is old.
    another = due.code != said.code and before.message not in (None, due.message)
    return another and said.message == before.message


def failed(check: str, seen: ClientObservation) -> Finding:
    """A success that the client tells as an error."""
    return seen.finding(
        check, Severity.ERROR, "output", "failed", "the reply is a success, but an error is told",
        expected="a success", actual=answer_of(seen.result),
    )  # fmt: skip


def gap_finding(check: str, seen: ClientObservation, gap: Gap, place: str) -> Finding:
    """A place where what the client tells differs from what it was sent."""
    pointer = join(gap.tokens)
    expected, actual = told(gap.expected), told(gap.actual)
    both_lists = isinstance(gap.expected, list) and isinstance(gap.actual, list)
    if gap.kind == "missing" and not both_lists:
        actual = f"told as {gap.other_name}" if gap.other_name else NOTHING
    elif gap.kind in ("extra", "unknown") and not both_lists:
        expected = NOTHING
    elif gap.kind == "type" and kind_of(gap.expected) != kind_of(gap.actual):
        expected = f"{kind_of(gap.expected)}: {expected}"
        actual = f"{kind_of(gap.actual)}: {actual}"
    return seen.finding(
        check, Severity.ERROR, at(place, pointer),
        _CONSTRAINTS.get(gap.kind, gap.kind), _MESSAGES[gap.kind],
        expected=expected, actual=actual, pointer=pointer,
    )  # fmt: skip


class Error:
    """Kind, code, message, status and members of an error."""

    name = "error"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for each part that differs; one where it is no error of the service at all."""
        due, said = seen.case.error, seen.result.error
        if due is None or not expects_error(seen):
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


def expects_error(seen: ClientObservation) -> bool:
    """Whether the client has seen the error of the case and had to tell it."""
    if not has_answered(seen) or seen.case.outcome is not Outcome.ERROR or is_refusal(seen):
        return False
    return saw_expected_reply(seen)


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
