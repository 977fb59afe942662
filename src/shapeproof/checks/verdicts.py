"""Checks of the outcomes of cases. The run asks for them once it has confirmed the outcome."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks import texts
from shapeproof.checks.error_shape import COMMON_CODES
from shapeproof.checks.interface import Observation, Subject
from shapeproof.checks.refusals import RefusalKind, contradicts_model, kind_of_refusal
from shapeproof.checks.severities import of_accepted_fault, sure_if_reviewed
from shapeproof.checks.texts import at_place
from shapeproof.contract.model import ErrorContract, Schema
from shapeproof.contract.page_places import page_tokens
from shapeproof.contract.pointer import lookup, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Absence, Case, Family, Fault, Finding, FindingTexts, How, Severity

VALIDATION_STATUSES = frozenset({400, 422})
"""Statuses that say that the request itself is wrong."""
_SHORTEST_NAMED_VALUE = 4


class RejectsValid:
    """A valid variant of an accepted request is accepted as well."""

    name = "rejects_valid"
    judges = Subject.CASE
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a refused valid case; none where the refusal may be right."""
        case = seen.exchange.case
        if case is None or seen.exchange.accepted or seen.exchange.crashed:
            return
        severity = _of_refusal(seen, case)
        if severity is None:
            return
        place = case.label if case.family is Family.TOGETHER else case.pointer
        yield seen.finding(
            self.name, severity,
            f"request {place}".strip(), constraint_of(case),
            texts.rejects_valid(described(case), seen.exchange), pointer=case.pointer,
        )  # fmt: skip


class AcceptsInvalid:
    """A request with one fault is refused."""

    name = "accepts_invalid"
    judges = Subject.CASE
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for an accepted fault."""
        fault = _fault_of(seen)
        if fault is not None and seen.exchange.accepted:
            said = texts.accepts_invalid(fault, seen.exchange)
            yield _fault_finding(self.name, seen, fault, _of_fault(fault), said)


class WrongRejection:
    """A request with one fault is refused for this fault."""

    name = "wrong_rejection"
    judges = Subject.CASE
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a refusal with another status than a validation error's."""
        fault = _fault_of(seen)
        if fault is None or seen.exchange.accepted or seen.exchange.crashed:
            return
        if refused_for_another_reason(seen):
            said = texts.wrong_rejection(fault, seen.exchange)
            most = Severity.ERROR if seen.reviewed else Severity.WARNING
            yield _fault_finding(self.name, seen, fault, _of_fault(fault), said, most)


class SilentRejection:
    """The message of a validation error says what is wrong.

    It reports under the name of ``WrongRejection``, where that has found nothing.
    """

    name = WrongRejection.name
    judges = Subject.CASE
    severity = Severity.NOTE

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding per operation for messages that do not name the wrong member."""
        fault = _fault_of(seen)
        if fault is None or not fault.pointer or seen.exchange.accepted or seen.exchange.crashed:
            return
        if _names_the_place(seen, fault):
            return
        said = seen.codec.decode_error(seen.response)
        if not said.message:
            return  # another check reports an error without a message
        silent = texts.silent_rejection(parse(fault.pointer)[-1], said.message)
        yield seen.finding(self.name, self.severity, "error message", "names nothing", silent)


class TookEffect:
    """A refused request changes nothing.

    It reports under the name of ``WrongRejection``, for a refusal after which the request without
    the fault is refused as well.
    """

    name = WrongRejection.name
    judges = Subject.CASE
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a refusal that had an effect."""
        fault = _fault_of(seen)
        if fault is not None:
            said = texts.took_effect(fault, seen.exchange)
            yield seen.finding(
                self.name, sure_if_reviewed(seen.reviewed),
                f"request {fault.pointer}".strip(), f"took effect {_of_fault(fault)}",
                said, pointer=fault.pointer,
            )  # fmt: skip


class UnknownPath:
    """A path or method that no operation is bound to is not answered with success."""

    name = "unknown_path"
    judges = Subject.CASE
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a success."""
        case = seen.exchange.case
        if case is None or not seen.exchange.accepted:
            return
        is_slash = case.distortion is not None and case.distortion.path_suffix == "/"
        # Without its last label the path may be that of another operation, and a slash.
        is_doubtful = seen.exchange.request.target.endswith("/") and not seen.reviewed
        yield seen.finding(
            self.name, Severity.NOTE if is_slash or is_doubtful else Severity.ERROR,
            "request path", case.variation,
            texts.unknown_path(seen.exchange),
        )  # fmt: skip


class NotFound:
    """A resource that was never created is not there."""

    name = "not_found"
    judges = Subject.CASE
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding where the answer is not the modeled not-found error."""
        case = seen.exchange.case
        missing = [e for e in seen.contract.errors_of(seen.operation) if e.status == 404]
        if case is None or seen.exchange.crashed or not missing:
            return
        if seen.response.status == missing[0].status:
            yield from self._other_code(seen, missing)
            return
        # A made-up name may have another form than those that exist, and be refused for that.
        doubt = Severity.WARNING if seen.exchange.accepted else Severity.NOTE
        yield seen.finding(
            self.name, sure_if_reviewed(seen.reviewed, doubt), "response status",
            "success" if seen.exchange.accepted else "other error",
            texts.not_found(missing[0].code, seen.exchange),
        )  # fmt: skip

    def _other_code(self, seen: Observation, missing: list[ErrorContract]) -> Iterator[Finding]:
        """The status of a modeled error with a code that no error of the service has."""
        code = seen.codec.decode_error(seen.response).code
        known = any(code in each.codes for each in seen.contract.errors.values())
        if seen.reviewed or code is None or known or code in COMMON_CODES:
            return
        yield seen.finding(
            self.name, Severity.WARNING, "error response", "other code",
            texts.unknown_error(code, [each.code for each in missing]),
        )  # fmt: skip


class NotReached:
    """A valid request of each operation is accepted, so that the operation can be checked."""

    name = "not_reached"
    judges = Subject.CASE
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for the operation."""
        # The requests of a run may be to blame, unless somebody has seen them accepted.
        yield seen.finding(
            self.name, sure_if_reviewed(seen.reviewed, Severity.NOTE), "request", "baseline",
            texts.not_reached(seen.exchange),
        )  # fmt: skip


def _of_refusal(seen: Observation, case: Case) -> Severity | None:
    """How much the refusal of a legal case weighs.

    Only a review says what exists and which rules a service has beyond its model. Without one, a
    refusal is certain where it contradicts the model, and a note where it is about the form.
    """
    if seen.reviewed:
        return Severity.ERROR
    if contradicts_model(seen, case):
        return Severity.WARNING
    kind = kind_of_refusal(seen)
    is_path = kind is RefusalKind.NO_ROUTE and case.family is Family.LABEL
    return Severity.NOTE if kind is RefusalKind.FORM or is_path else None


def refused_for_another_reason(seen: Observation) -> bool:
    """Whether a refusal is not about the form of the request."""
    if seen.response.status in VALIDATION_STATUSES:
        return False
    said = seen.codec.decode_error(seen.response)
    # A service may model its validation error with another status than 400.
    return "validation" not in (said.code or "").lower()


def constraint_of(case: Case) -> str:
    """What a valid case varies, in a few stable words."""
    if case.family in (Family.LENGTH, Family.PAIRS, Family.TOGETHER):
        return case.family
    return f"{case.family} {case.label}".strip()


def described(case: Case) -> str:
    """A case without a fault in words."""
    if case.family is Family.ABSENT:
        beside = " beside one that does" if case.label == Absence.SIBLING else ""
        return f"for a resource that does not exist{beside}"
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


def _fault_finding(
    check: str,
    seen: Observation,
    fault: Fault,
    constraint: str,
    said: FindingTexts,
    most: Severity = Severity.ERROR,
) -> Finding:
    """A finding about a fault that was not refused as it must be; ``most`` bounds its severity."""
    severity = of_accepted_fault(seen.contract, fault.constraint, _stating(seen, fault))
    if not seen.reviewed:
        severity = min(severity, _most_severe(seen, fault))
    severity = min(severity, most)
    where = f"request {fault.pointer}".strip()
    return seen.finding(check, severity, where, constraint, said, pointer=fault.pointer)


def _most_severe(seen: Observation, fault: Fault) -> Severity:
    """The most that an accepted fault weighs where nobody has reviewed the contract."""
    if fault.how in (How.EMPTY, How.OTHER_CASE):
        return Severity.WARNING  # many servers take it for no value, or fold the case
    if fault.constraint == "type" and not seen.codec.traits.typed_values:
        return Severity.WARNING  # no SDK of a typed language can send it
    if fault.how is How.LEFT_OUT and _is_filled_in(seen, fault):
        return Severity.NOTE
    paginator = seen.contract.paginators.get(seen.operation.name)
    tokens = page_tokens(seen.operation.request, paginator)
    if parse(fault.pointer)[:1] and parse(fault.pointer)[0] in tokens:
        return Severity.NOTE  # only the server makes them
    return Severity.ERROR


def _is_filled_in(seen: Observation, fault: Fault) -> bool:
    """Whether every SDK fills in the member by itself."""
    try:
        return Shape.of(seen.operation.request).at(parse(fault.pointer)).is_idempotency_token
    except KeyError:
        return False


def _stating(seen: Observation, fault: Fault) -> Schema:
    """The schema that states the constraint that a fault breaks, empty where none does."""
    tokens = parse(fault.pointer)
    place = tokens[:-1] if fault.constraint == "required" else tokens
    try:
        return Shape.of(seen.operation.request).at(place).schema
    except KeyError:
        return {}


def _of_fault(fault: Fault) -> str:
    """The broken constraint, the same for all ways of breaking it at one place."""
    if fault.how is How.MALFORMED_BODY:
        return f"{fault.constraint}: {fault.sent}"
    if fault.how is How.API_NAME:
        return "name"
    return "null" if fault.how is How.NULL else fault.constraint


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
    is_long = isinstance(value, str) and len(value) >= _SHORTEST_NAMED_VALUE
    return is_long and value.lower() in message
