"""Verdicts on cases: was it right to accept, or to refuse? Asked once it is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shapeproof.checks.interface import Observation
from shapeproof.checks.severities import of_accepted_fault, sure_if_reviewed
from shapeproof.checks.texts import at_place, shown
from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import lookup, parse
from shapeproof.exchange import Case, Exchange, Family, Fault, Finding, How, Severity, Text
from shapeproof.generate.cases.places import schema_at

VALIDATION_STATUSES = frozenset({400, 422})
"""Statuses that tell that the request itself is at fault."""


class RejectsValid:
    """A legal variant of an accepted request is refused."""

    name = "rejects_valid"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a refused legal case."""
        case = seen.exchange.case
        if case is None or seen.exchange.accepted or seen.exchange.crashed:
            return
        place = case.label if case.family is Family.TOGETHER else case.pointer
        yield seen.finding(
            self.name,
            sure_if_reviewed(seen.reviewed),
            f"request {place}".strip(),
            constraint_of(case),
            f"a legal request is refused: {described(case)}",
            expected="a success",
            actual=_answer(seen.exchange),
            pointer=case.pointer,
        )


class AcceptsInvalid:
    """A request with one fault is accepted."""

    name = "accepts_invalid"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for an accepted fault."""
        fault = _fault_of(seen)
        if fault is not None and seen.exchange.accepted:
            what = Text.of("an invalid request is accepted: {fault}", fault=fault.text)
            yield _about(self.name, seen, fault, what)


class WrongRejection:
    """A request with one fault is refused, but not for the fault."""

    name = "wrong_rejection"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a refusal with another status than a validation error's."""
        fault = _fault_of(seen)
        if fault is None or seen.exchange.accepted or seen.exchange.crashed:
            return
        if refused_for_another_reason(seen):
            what = Text.of(
                "a request with a fault ({fault}) is refused for another reason, "
                "though the same request without the fault is accepted",
                fault=fault.text,
            )
            yield _about(self.name, seen, fault, what)


class SilentRejection:
    """A validation error whose message does not say what is wrong: a note."""

    name = "wrong_rejection"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding an operation for messages that name nothing."""
        fault = _fault_of(seen)
        if fault is None or not fault.pointer or seen.exchange.accepted or seen.exchange.crashed:
            return
        if _names_the_place(seen, fault):
            return
        said = seen.codec.decode_error(seen.response)
        if not said.message:
            return  # an error without a message is another check's business
        yield seen.finding(
            self.name,
            Severity.NOTE,
            "error message",
            "names nothing",
            "the message does not name the member that is wrong",
            expected=f"a message that names {parse(fault.pointer)[-1]}",
            actual=shown(said.message),
        )


class TookEffect:
    """A refused request has changed something all the same."""

    name = "wrong_rejection"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a refusal after which the valid request is refused, too."""
        fault = _fault_of(seen)
        if fault is None:
            return
        what = Text.of(
            "a request with a fault ({fault}) is refused, but it changed something: "
            "the same request without the fault is refused afterwards",
            fault=fault.text,
        )
        finding = _about(self.name, seen, fault, what)
        yield replace(
            finding,
            severity=sure_if_reviewed(seen.reviewed),
            constraint=f"took effect {finding.constraint}",
            texts=replace(finding.texts, expected=Text("a request that fails changes nothing")),
        )


class UnknownPath:
    """A path or method that no operation is bound to is answered with success."""

    name = "unknown_path"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a success."""
        case = seen.exchange.case
        if case is None or not seen.exchange.accepted:
            return
        request = seen.exchange.request
        is_slash = case.distortion is not None and case.distortion.path_suffix == "/"
        # Without its last label the path may be that of another operation, and a slash.
        is_doubtful = request.target.endswith("/") and not seen.reviewed
        yield seen.finding(
            self.name,
            Severity.NOTE if is_slash or is_doubtful else Severity.ERROR,
            "request path",
            case.variation,
            f"no operation is bound to {request.method} {request.target}, "
            "yet it is answered with success",
            expected="a 4xx",
            actual=_answer(seen.exchange),
        )


class NotFound:
    """What was never made is not there."""

    name = "not_found"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding where the answer is not the modeled not-found error."""
        case = seen.exchange.case
        missing = [e for e in seen.contract.errors_of(seen.operation) if e.status == 404]
        if case is None or seen.exchange.crashed or not missing or seen.response.status == 404:
            return
        yield seen.finding(
            self.name,
            sure_if_reviewed(seen.reviewed),
            "response status",
            "success" if seen.exchange.accepted else "other error",
            "a request for what was never made is not answered with the not-found error",
            expected=f"{missing[0].code} (status 404)",
            actual=_answer(seen.exchange),
        )


class NotReached:
    """No legal request of an operation was accepted, so nothing could be checked."""

    name = "not_reached"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for the operation."""
        yield seen.finding(
            self.name,
            sure_if_reviewed(seen.reviewed),
            "request",
            "baseline",
            "no legal request was accepted, so this operation was not checked",
            expected="a success for a plain legal request",
            actual=_answer(seen.exchange),
        )


def refused_for_another_reason(seen: Observation) -> bool:
    """Whether a refusal is none of the request's form."""
    if seen.response.status in VALIDATION_STATUSES:
        return False
    said = seen.codec.decode_error(seen.response)
    # A service may model its validation error with another status than 400.
    return "validation" not in (said.code or "").lower()


def constraint_of(case: Case) -> str:
    """What a legal case varies, in a few stable words."""
    if case.family in (Family.LENGTH, Family.PAIRS, Family.TOGETHER):
        return case.family
    return f"{case.family} {case.label}".strip()


def described(case: Case) -> str:
    """A legal case in words."""
    if case.family in (Family.MINIMAL, Family.OTHER):
        more = ", other values" if case.family is Family.OTHER else ""
        return f"required members only{more}"
    if case.family is Family.FULL:
        return "every optional member set"
    if case.family is Family.TOGETHER:
        return f"{case.label} together"
    return f"{constraint_of(case)}{at_place(case.pointer)}"


def _fault_of(seen: Observation) -> Fault | None:
    return seen.exchange.case.fault if seen.exchange.case else None


def _about(check: str, seen: Observation, fault: Fault, message: Text) -> Finding:
    """A finding about a planted fault."""
    return seen.finding(
        check,
        of_accepted_fault(seen.contract, fault.constraint, _stating(seen, fault)),
        f"request {fault.pointer}".strip(),
        _of_fault(fault),
        message,
        expected="a validation error (status 400)",
        actual=_answer(seen.exchange),
        pointer=fault.pointer,
    )


def _stating(seen: Observation, fault: Fault) -> Schema:
    """The schema that states the constraint that a fault breaks, empty where none does."""
    tokens = parse(fault.pointer)
    try:
        return schema_at(
            seen.operation.request, tokens[:-1] if fault.constraint == "required" else tokens
        )
    except (KeyError, TypeError):
        return {}


def _of_fault(fault: Fault) -> str:
    """The broken constraint, the same for all ways of breaking it at one place."""
    if fault.how is How.MALFORMED_BODY:
        return f"{fault.constraint}: {fault.sent}"
    return "null" if fault.how is How.NULL else fault.constraint


def _answer(exchange: Exchange) -> str:
    if exchange.response is None:
        return exchange.failure or "no answer"
    text = exchange.response.body[:300].decode("utf-8", "replace")
    return f"status {exchange.response.status} {shown(text) if text else ''}".strip()


def _names_the_place(seen: Observation, fault: Fault) -> bool:
    message = (seen.codec.decode_error(seen.response).message or "").lower()
    tokens = parse(fault.pointer)
    names = [token for token in tokens if not token.isdigit()]
    if any(name.lower() in message for name in names[-2:]):
        return True
    try:
        value = lookup(seen.exchange.params, tokens)
    except KeyError:
        return False
    return isinstance(value, str) and len(value) > 3 and value.lower() in message
