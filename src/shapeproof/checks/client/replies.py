"""Checks of what a client makes of a reply: the output of a success, and an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from shapeproof.checks.client import texts
from shapeproof.checks.client.comparison.values import ValueGap
from shapeproof.checks.client.comparison.views import api_gaps
from shapeproof.checks.client.interface import (
    ClientObservation,
    has_answered,
    is_refusal,
    saw_expected_reply,
)
from shapeproof.checks.client.leeway import MESSAGE_RECASED, RECASED, Leeway, is_text_for_number
from shapeproof.checks.client.requests import is_kept
from shapeproof.checks.client.texts import difference_of, place_of
from shapeproof.checks.interface import Subject
from shapeproof.contract.pointer import join
from shapeproof.contract.shape import Shape
from shapeproof.exchange import ClientError, ExpectedError, Finding, FindingTexts, Outcome, Severity
from shapeproof.exchange.traits import ClientTrait

MOST_PLACES = 5
"""How many places of one output are reported."""

SPECIAL = "special-number"
"""The constraint of a number that is read as the text that JSON has for it; told once."""
_CONSTRAINTS = {"missing": "lost", "unknown": "unknown-member"}


class Output:
    """The output of a success: each member, with its value and type, and nothing else."""

    name = "output"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for each place that differs, or one for a success reported as an error."""
        if not expects_success(seen) or seen.case.paginate:
            return
        leeway = Leeway.of(seen)
        if not seen.result.succeeded:
            if not is_old_error(seen) and leeway.failure is not None:
                yield success_as_error(self.name, seen, leeway.failure)
            return
        for gap in islice(seen.output_gaps, MOST_PLACES):
            severity = leeway.of_gap(gap)
            if severity is not None and not is_old_output(seen, gap):
                yield self._differs(seen, gap, severity)

    def _differs(self, seen: ClientObservation, gap: ValueGap, severity: Severity) -> Finding:
        pointer = join(gap.tokens)
        expected, actual = difference_of(
            gap.kind, gap.expected, gap.actual, gap.other_name, verb="read"
        )
        constraint = SPECIAL if is_text_for_number(gap) else _CONSTRAINTS.get(gap.kind, gap.kind)
        return seen.finding(
            self.name, severity, place_of("output", pointer), constraint,
            texts.output_differs(gap.kind, expected, actual),
            pointer=pointer,
        )  # fmt: skip


def expects_success(seen: ClientObservation) -> bool:
    """Whether the client has seen a success and had to return its output."""
    is_due = has_answered(seen) and seen.case.outcome is Outcome.OUTPUT
    return is_due and not is_refusal(seen) and saw_expected_reply(seen)


def is_old_output(seen: ClientObservation, gap: ValueGap) -> bool:
    """Whether an additional value of an output was in that of the previous call.

    One that is in the parameters as well, or in this reply under another name, may be from there.
    """
    if seen.previous is None or gap.kind not in ("extra", "unknown"):
        return False
    if seen.case.label == RECASED:
        return False
    if gap.tokens and seen.case.params.get(gap.tokens[-1]) == gap.actual:
        return False
    return is_kept(seen.previous.case.output, gap.tokens, gap.actual)


def is_old_error(seen: ClientObservation) -> bool:
    """Whether the reported error is not of this call, but of the previous one."""
    before = seen.previous.case.error if seen.previous else None
    expected, said = seen.case.error, seen.result.error
    if before is None or said is None or before.code is None or said.code != before.code:
        return False
    if expected is None:
        return before.message in (None, said.message)
    # Of two errors that share their code, only the message is old.
    another = expected.code != said.code and before.message not in (None, expected.message)
    return another and said.message == before.message


def success_as_error(
    check: str, seen: ClientObservation, severity: Severity = Severity.ERROR
) -> Finding:
    """A finding for a success that the client reports as an error."""
    said = texts.success_as_error(seen.result)
    return seen.finding(check, severity, "output", "failed", said)


class Error:
    """Kind, code, message, status and members of an error."""

    name = "error"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for each part that differs; one where it is no error of the service at all."""
        expected, said = seen.case.error, seen.result.error
        if expected is None or not expects_error(seen):
            return
        if said is None:
            yield self._found(seen, "not-raised", texts.not_raised(expected, seen.result))
        elif said.kind != "service":
            is_nameless = expected.code is None and expected.message is None
            if not (said.kind == "transport" and is_nameless):
                yield self._found(seen, "kind", texts.wrong_kind(expected, seen.result))
        elif not is_old_error(seen):
            yield from self._parts(seen, expected, said)
            yield from self._fields(seen)

    def _parts(
        self, seen: ClientObservation, expected: ExpectedError, said: ClientError
    ) -> Iterator[Finding]:
        parts = (
            ("code", expected.code, said.code),
            ("message", expected.message, said.message),
            ("status", expected.status, said.status),
        )
        for name, wanted, got in parts:
            if wanted in (None, "") or wanted == got:
                continue
            if name == "code" and _is_same_error(seen, expected, said):
                continue
            if name == "message" and (is_old_message(seen) or _is_prefixed(seen, wanted, got)):
                continue
            # The status is not in the error types of all languages.
            is_minor = name == "status" and got is None
            is_minor |= name == "message" and seen.case.label.endswith(MESSAGE_RECASED)
            yield self._found(
                seen, name, texts.error_part_differs(name, wanted, got),
                severity=Severity.WARNING if is_minor else Severity.ERROR,
            )  # fmt: skip

    def _fields(self, seen: ClientObservation) -> Iterator[Finding]:
        for gap in field_gaps(seen):
            if gap.kind in ("extra", "unknown") and len(gap.tokens) == 1:
                continue  # tolerance own-words
            said = texts.error_member_differs(gap.expected, gap.actual, gap.other_name)
            name = gap.tokens[0] if gap.tokens else ""
            yield self._found(seen, f"fields/{name}", said, join(gap.tokens))

    def _found(
        self,
        seen: ClientObservation,
        constraint: str,
        said: FindingTexts,
        pointer: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        place = place_of(f"error {code_of(seen)}", pointer)
        return seen.finding(self.name, severity, place, constraint, said, pointer=pointer)


def expects_error(seen: ClientObservation) -> bool:
    """Whether the client has seen the error of the case and had to report it."""
    if not has_answered(seen) or seen.case.outcome is not Outcome.ERROR or is_refusal(seen):
        return False
    return saw_expected_reply(seen)


def code_of(seen: ClientObservation) -> str:
    """The code of the expected error, or its status where nothing names it."""
    expected = seen.case.error
    return "" if expected is None else expected.code or str(expected.status or "")


def field_gaps(seen: ClientObservation) -> Iterator[ValueGap]:
    """Where the members of the error differ, its message left out."""
    expected, said = seen.case.error, seen.result.error
    if expected is not None and said is not None:
        shape = _shape_of(seen, expected)
        wanted, there = _without_message(expected.fields), _without_message(said.fields)
        yield from api_gaps(shape, wanted, there, seen.traits)


def is_old_field(seen: ClientObservation, gap: ValueGap) -> bool:
    """Whether a member that the error lacks was one of the error before."""
    before = seen.previous.case.error if seen.previous else None
    if before is None or gap.kind not in ("extra", "unknown"):
        return False
    return is_kept(dict(before.fields), gap.tokens, gap.actual)


def is_old_message(seen: ClientObservation) -> bool:
    """Whether the reported message is not that of the error, but of the previous one."""
    before = seen.previous.case.error if seen.previous else None
    expected, said = seen.case.error, seen.result.error
    if not (before and expected and said and before.message):
        return False
    return expected.message is not None and expected.message != said.message == before.message


def _is_same_error(seen: ClientObservation, expected: ExpectedError, said: ClientError) -> bool:
    """Whether two codes are those of one error (Smithy ``awsQueryCompatible``, ``awsQueryError``).

    SDKs in some languages report the name of the shape, those in others the code.
    """
    errors = seen.contract.errors_of(seen.operation)
    return any({expected.code, said.code} <= each.codes for each in errors)


def _is_prefixed(seen: ClientObservation, wanted: Any, got: Any) -> bool:
    """Whether a message stands behind words of the client (tolerance ``message-prefix``)."""
    if ClientTrait.MESSAGE_PREFIX not in seen.traits:
        return False
    return isinstance(got, str) and isinstance(wanted, str) and got.endswith(wanted)


def _shape_of(seen: ClientObservation, expected: ExpectedError) -> Shape:
    """The shape of an error, unknown where the service does not model it."""
    errors = seen.contract.errors.values()
    schema = next((each.schema for each in errors if expected.code in each.codes), None)
    return Shape.of(seen.operation.response).unknown if schema is None else Shape.of(schema)


def _without_message(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in fields.items() if name.lower() != "message"}
