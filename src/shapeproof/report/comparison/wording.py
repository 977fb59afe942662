"""The words for a comparison, which all formats share. Values are not escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from shapeproof.exchange import Severity
from shapeproof.report.comparison.facts import (
    CauseChange,
    ComparedReport,
    Comparison,
    FigureChange,
    ReachChange,
    SettingChange,
    SettingKind,
    TallyChange,
    Unseen,
    UnseenFinding,
    UnseenKind,
)
from shapeproof.report.text import counted
from shapeproof.report.verdict import COVERAGE_WORDS, heading, severities

_STATES = {"new": "new", "gone": "gone", "same": "the same", "not_looked_at": "not looked at"}
_FIGURE_WORDS = {
    "operations": "operations",
    "operations_reached": "operations reached",
    "requests": "requests",
    "checks": "checks",
    "seconds": "seconds",
}
_WITH_DETAIL = frozenset({UnseenKind.NO_PHASE, UnseenKind.NO_CHECK, UnseenKind.NO_CASE})
"""Reasons whose detail is a name, so that findings with another one have another reason."""


def title(comparison: Comparison) -> str:
    """What is compared."""
    service = comparison.new.report["service"]
    return f"Comparison of two reports{f' of {service}' if service else ''}"


def run_line(side: ComparedReport) -> str:
    """One of the runs: its report, what was tested, and when."""
    report = side.report
    return f"{side.path}: {heading(report)} · {report['started']}"


def summary(counts: Mapping[str, int]) -> str:
    """``3 new, 12 gone, 40 the same``; what was not looked at is named where there is any."""
    return ", ".join(
        f"{number:,} {_STATES[name]}"
        for name, number in counts.items()
        if number or name != "not_looked_at"
    )


def verdict(comparison: Comparison, fail_on: Severity | None) -> str:
    """What the comparison means for the exit status."""
    failing, added = comparison.failing(fail_on), [each.record for each in comparison.added]
    if not added:
        return "no new findings"
    found = f"{counted(len(added), 'new finding')}: {severities(added)}"
    if failing:
        return found
    return f"{found}; none that fails" if fail_on is not None else found


def setting_line(change: SettingChange) -> str:
    """How two runs differ in one setting, and what follows from it."""
    match change.kind:
        case SettingKind.ORDER:
            return f"OLD ({change.old}) has started after NEW ({change.new})"
        case SettingKind.WHOLE:
            runs = (("OLD", change.old), ("NEW", change.new))
            return ", ".join(f"{name} is not complete ({why})" for name, why in runs if why)
        case SettingKind.SEED:
            return f"another seed: {change.old} → {change.new}"
        case SettingKind.PHASES:
            return f"other phases: {change.old} → {change.new}"
        case _:
            old, new = change.old or "none", change.new or "none"
            return f"another {change.kind.value}: {old} → {new}"


def cause_line(cause: CauseChange) -> str:
    """A root cause, and how many places it has gained and lost."""
    return f"{cause.group['title']}: {cause_figures(cause)}"


def cause_figures(cause: CauseChange) -> str:
    """How many places of a root cause are new, gone, the same, and not looked at."""
    numbers = {
        "new": cause.new,
        "gone": cause.gone,
        "same": cause.same,
        "not_looked_at": cause.not_looked_at,
    }
    return ", ".join(f"{each:,} {_STATES[name]}" for name, each in numbers.items() if each)


def unseen_text(unseen: Unseen) -> str:
    """Why a run does not show a finding, with what the run itself says."""
    return f"{unseen.kind.value} ({unseen.detail})" if unseen.detail else unseen.kind.value


def unreached_text(unseen: Unseen) -> str:
    """Why an operation was not reached, in the words of the run itself."""
    return unseen.detail or unseen.kind.value


def unseen_groups(findings: Iterable[UnseenFinding]) -> list[tuple[str, list[UnseenFinding]]]:
    """Findings that were not looked at by the reason, the most frequent first."""
    found: dict[str, list[UnseenFinding]] = {}
    for each in findings:
        kind = each.unseen.kind
        reason = unseen_text(each.unseen) if kind in _WITH_DETAIL else kind.value
        found.setdefault(reason, []).append(each)
    return sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))


def operations_of(findings: Iterable[UnseenFinding]) -> list[str]:
    """The operations of findings, each once."""
    return list(dict.fromkeys(each.record["operation"] for each in findings))


def unseen_before(comparison: Comparison) -> str:
    """How many of the new findings are where OLD has not looked; empty for none."""
    number = sum(each.unseen is not None for each in comparison.added)
    if not number:
        return ""
    if number == len(comparison.added):
        whole = "the new finding is" if number == 1 else "all new findings are"
        return f"{whole} where OLD has not looked"
    are = "is" if number == 1 else "are"
    return f"{number:,} of the new findings {are} where OLD has not looked"


def lost_lines(changes: Sequence[ReachChange]) -> Iterator[str]:
    """Operations that are no longer reached, each with the reason."""
    for each in changes:
        yield f"{each.operation}: {unreached_text(each.unseen)}"


def tally_text(change: TallyChange) -> str:
    """One kind of coverage in both runs."""
    old, new = change.old, change.new
    totals = f"/{old['total']:,} → {new['exercised']:,}/{new['total']:,}"
    return f"{coverage_word(change)} {old['exercised']:,}{totals}"


def coverage_word(change: TallyChange) -> str:
    """The kind of a coverage."""
    return COVERAGE_WORDS.get(change.kind, change.kind)


def is_changed(change: TallyChange) -> bool:
    """Whether the coverage of a kind differs."""
    return change.old != change.new


def figure_text(change: FigureChange) -> str:
    """One figure in both runs."""
    return f"{_FIGURE_WORDS[change.name]} {number(change.old)} → {number(change.new)}"


def has_another_text(change: FigureChange) -> bool:
    """Whether a figure differs as it is shown."""
    return number(change.old) != number(change.new)


def figure_word(change: FigureChange) -> str:
    """The name of a figure."""
    return _FIGURE_WORDS[change.name]


def number(value: float) -> str:
    """A figure of a report: seconds have a fraction."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
