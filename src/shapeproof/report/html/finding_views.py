"""Findings and their groups as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shapeproof.checks.catalogue import described
from shapeproof.exchange import Family
from shapeproof.report.document import FindingRecord, GroupRecord
from shapeproof.report.groups.faults import KINDS
from shapeproof.report.groups.kinds import constraint_of
from shapeproof.report.html.bodies import MessageView, request_view, response_view
from shapeproof.report.html.check_families import family_of_check
from shapeproof.report.html.differences import Segment, differences
from shapeproof.report.short_curl import before
from shapeproof.report.text import counted, shown, shown_apart, visible
from shapeproof.report.verdict import operation_of

MAX_TEXT = 1_500
"""Characters of what was expected and of what came instead."""


@dataclass(frozen=True)
class Fact:
    """A line about a finding."""

    label: str
    text: str


@dataclass(frozen=True)
class Program:
    """A program to copy; ``language`` names it."""

    language: str
    text: str


@dataclass(frozen=True)
class FindingView:
    """A finding with all that a page shows of it."""

    id: str
    severity: str
    check: str
    family: str
    operation: str
    where: str
    message: str
    known: bool
    expected: tuple[Segment, ...]
    actual: tuple[Segment, ...]
    facts: tuple[Fact, ...]
    request: MessageView | None
    response: MessageView | None
    earlier: int
    programs: tuple[Program, ...]


@dataclass(frozen=True)
class GroupView:
    """A root cause with its findings, new and known.

    ``left_out`` counts those for which a page has no room. ``is_later`` says that a script makes
    elements of the findings when they are asked for: a page of many elements opens slowly.
    """

    id: str
    severity: str
    title: str
    check: str
    family: str
    wrong: str
    remedy: str
    places: str
    operations: str
    new: tuple[FindingView, ...]
    known: tuple[FindingView, ...]
    left_out: int
    is_later: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the baseline has all of it."""
        return not self.new

    @property
    def is_mixed(self) -> bool:
        """Whether the baseline has a part of it."""
        return bool(self.new and self.known)

    @property
    def findings(self) -> tuple[FindingView, ...]:
        """All of them, new ones first."""
        return self.new + self.known


def group_views(
    groups: Iterable[GroupRecord], findings: Iterable[FindingRecord]
) -> Iterator[GroupView]:
    """The groups in their order, each with those of its findings that are given."""
    given = {each["id"]: each for each in findings}
    for group in groups:
        ids = dict.fromkeys((group["example"], *group["findings"]))
        own = [given[each] for each in ids if each in given]
        if own:
            yield _group_view(group, own)


def _group_view(group: GroupRecord, findings: Sequence[FindingRecord]) -> GroupView:
    of = f" of {group['of']:,}" if group["of"] is not None else ""
    places = f"{group['places']:,}{of} {'place' if group['places'] == 1 and not of else 'places'}"
    description = described(group["check"])
    operations = len(group["operations"])
    views = [finding_view(each) for each in findings]
    return GroupView(
        id=group["id"],
        severity=group["severity"],
        title=shown(group["title"], 400),
        check=visible(group["check"]),
        family=family_of_check(group["check"]),
        wrong=description.wrong,
        remedy=description.remedy,
        places=places,
        operations=views[0].operation if operations == 1 else counted(operations, "operation"),
        new=tuple(each for each in views if not each.known),
        known=tuple(each for each in views if each.known),
        left_out=len(group["findings"]) - len(views),
    )


def finding_view(finding: FindingRecord) -> FindingView:
    """One finding."""
    expected, actual = shown_apart(finding["expected"], finding["actual"], MAX_TEXT)
    marked = differences(expected, actual)
    programs = finding["reproduce"]
    listed = (("curl", programs["curl"]), ("Python", programs["python"]))
    return FindingView(
        id=finding["id"],
        severity=finding["severity"],
        check=visible(finding["check"]),
        family=family_of_check(finding["check"]),
        operation=shown(operation_of(finding)),
        where=shown(finding["where"]),
        message=shown(finding["message"], 1_000),
        known=finding["known"],
        expected=marked[0],
        actual=marked[1],
        facts=tuple(_facts(finding)),
        request=request_view(finding),
        response=response_view(finding),
        earlier=before(finding),
        programs=tuple(Program(name, _lines(text)) for name, text in listed if text),
    )


def _lines(text: str) -> str:
    return "\n".join(visible(each) for each in text.split("\n"))


def _facts(finding: FindingRecord) -> Iterator[Fact]:
    yield from _varied(finding)
    if "test" in finding:
        yield Fact("Test", shown(finding["test"], 400))
    if "source" in finding:
        yield Fact("Recorded in", shown(finding["source"], 400))
    if "location" in finding:
        location = finding["location"]
        yield Fact("Line", f"{shown(location['file'], 400)}:{location['line']}")
    if "test" not in finding and "source" not in finding:
        yield Fact("Phase", shown(finding["phase"]))
    if finding.get("protocol"):
        yield Fact("Protocol", shown(finding.get("protocol", "")))
    yield Fact("Seen", counted(finding["count"], "time"))


_FACTORS = frozenset(each.value for each in Family)
_FAULTS = frozenset(each for kind in KINDS.values() for each in kind.tried)


def _varied(finding: FindingRecord) -> Iterator[Fact]:
    """The one fault or factor by which the request differs from an accepted one."""
    case = finding.get("cause", {"case": ""})["case"]
    if case:
        yield Fact("Varied", shown(case))
        return
    place, slash, pointer = finding["where"].partition("/")
    if not place.startswith("request"):
        return
    constraint = constraint_of(finding)
    keyword = constraint.partition(":")[0]
    if keyword in _FAULTS | _FACTORS:
        at = f" at {shown(slash + pointer)}" if slash else ""
        yield Fact("Fault" if keyword in _FAULTS else "Varied", f"{shown(constraint)}{at}")
