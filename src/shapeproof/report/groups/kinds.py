"""What kind of defect a finding is, and what the places of that kind have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from shapeproof.exchange.findings import NOT_AGAIN
from shapeproof.report.document import FindingRecord
from shapeproof.report.groups.answers import ShownAnswer, answer_of, general
from shapeproof.report.groups.faults import VALID, ValidationKind, kind_of_fault
from shapeproof.report.groups.older import constraint_in_words


class Rule(Enum):
    """How the findings of one kind are divided into groups."""

    WHOLE = "whole"
    """All of them are one group: the answers themselves show that they have one cause."""
    FAULTS = "faults"
    """One group for the service, for an operation, or for a member: by how many fail."""
    MEMBER = "member"
    """One for each member, whichever operations have it."""
    COMMON = "common"
    """One group if several operations have it, else one for each operation."""
    CAUSE = "cause"
    """All of them are one group, unless only one or two members have it."""


@dataclass(frozen=True)
class DefectKind:
    """What findings of one cause share. ``fault`` is what was wrong with the requests, if any."""

    service: str
    check: str
    rule: Rule
    name: str
    detail: str = ""
    fault: ValidationKind | None = None


def kind_of(finding: FindingRecord) -> DefectKind:
    """The kind of a finding."""
    if "cause" in finding:
        what = finding["cause"]["what"]
        return DefectKind(finding["service"], finding["check"], Rule.CAUSE, what)
    judge = _JUDGES.get(finding["check"], _other)
    rule, name, detail, fault = judge(finding)
    return DefectKind(finding["service"], finding["check"], rule, name, detail, fault)


def member_of(finding: FindingRecord) -> str:
    """The member that a finding is about; the place itself where it is about none."""
    names = [each for each in tokens_of(finding) if not _is_index(each)]
    return names[-1] if names else finding["where"]


def holder_of(finding: FindingRecord) -> str:
    """The object that has the member, as a pointer without indices; empty for the whole body."""
    names = [each for each in tokens_of(finding) if not _is_index(each)]
    return "/".join(names[:-1])


def tokens_of(finding: FindingRecord) -> list[str]:
    """The parts of the pointer in the place of a finding."""
    _, slash, pointer = finding["where"].partition("/")
    return pointer.split("/") if slash else []


def constraint_of(finding: FindingRecord) -> str:
    """What is broken; of an older report, what the message says in general."""
    return finding.get("constraint") or constraint_in_words(finding)


_Judged = tuple[Rule, str, str, ValidationKind | None]
_ISO_TIME = re.compile(r'^"?\d{4}-\d\d-\d\d[T ]\d\d:\d\d')


def _is_index(token: str) -> bool:
    return token.isdigit() or token == "*"


def _accepted(finding: FindingRecord) -> _Judged:
    fault = kind_of_fault(constraint_of(finding))
    return Rule.FAULTS, fault.name, "", fault


def _failure(finding: FindingRecord) -> _Judged:
    """Failures with the same text are one; where the text says nothing, the faults tell more."""
    if constraint_of(finding) == NOT_AGAIN:
        return Rule.WHOLE, NOT_AGAIN, "", None
    answer = answer_of(finding)
    if not answer.is_generic:
        return Rule.WHOLE, "failure", _failed(answer) + _occasion(finding, answer), None
    fault = kind_of_fault(constraint_of(finding))
    if finding["where"] == "request" and fault is VALID:
        return Rule.COMMON, f"status {answer.status}", "", None
    return Rule.FAULTS, f"{answer.status} {fault.name}", "", fault


def _occasion(finding: FindingRecord, answer: ShownAnswer) -> str:
    """What the failing requests have in common, where one exception is raised for many reasons."""
    absent = constraint_of(finding).startswith("absent")
    return " for what does not exist" if answer.raised and absent else ""


def _failed(answer: ShownAnswer) -> str:
    if answer.raised:
        return f"{answer.code}: {answer.message}".removesuffix(": ")
    return str(answer)


def _refused(finding: FindingRecord) -> _Judged:
    return Rule.WHOLE, "refused", str(answer_of(finding)), None


def _wrongly_refused(finding: FindingRecord) -> _Judged:
    constraint = constraint_of(finding)
    if constraint == "names nothing" or finding["where"] == "error message":
        return Rule.WHOLE, "silent", "", None
    if constraint.startswith("took effect"):
        return Rule.COMMON, "took effect", "", None
    return Rule.WHOLE, "refused", str(answer_of(finding)), None


def _missing(finding: FindingRecord) -> _Judged:
    answer = answer_of(finding)
    said = " ".join(filter(None, (str(answer.status), answer.code)))
    return Rule.COMMON, constraint_of(finding), said, None


def _header(finding: FindingRecord) -> _Judged:
    return Rule.WHOLE, constraint_of(finding), finding["actual"], None


def _place(finding: FindingRecord) -> _Judged:
    """A place of a body: the same member has the same cause, timestamps of one form too."""
    constraint = constraint_of(finding)
    if not tokens_of(finding):
        return Rule.WHOLE, constraint, "", None
    if constraint == "type" and _is_time(finding):
        return Rule.WHOLE, "timestamp", _kinds_of(finding), None
    return Rule.MEMBER, constraint, "", None


def _is_time(finding: FindingRecord) -> bool:
    """Whether a text with a time came where a number is due."""
    return "number" in finding["message"] and bool(_ISO_TIME.match(finding["actual"]))


def _kinds_of(finding: FindingRecord) -> str:
    return general(finding["message"])


def _other(finding: FindingRecord) -> _Judged:
    rule = Rule.MEMBER if tokens_of(finding) else Rule.COMMON
    return rule, constraint_of(finding), "", None


_JUDGES: Mapping[str, Callable[[FindingRecord], _Judged]] = {
    "accepts_invalid": _accepted,
    "server_error": _failure,
    "rejects_valid": _refused,
    "not_reached": _refused,
    "wrong_rejection": _wrongly_refused,
    "not_found": _missing,
    "content_type": _header,
    "status": _header,
    "request_id": _header,
    "unknown_path": lambda _: (Rule.WHOLE, "route", "", None),
    "response_schema": _place,
    "error_shape": _place,
}
