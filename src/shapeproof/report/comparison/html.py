"""A comparison as an HTML page, made of the parts of the HTML report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shapeproof.exchange import Severity
from shapeproof.report.comparison.facts import CauseChange, CauseState, Comparison
from shapeproof.report.comparison.wording import (
    cause_figures,
    coverage_word,
    figure_word,
    number,
    run_line,
    setting_line,
    summary,
    title,
    unreached_text,
    unseen_before,
    unseen_groups,
    unseen_text,
    verdict,
)
from shapeproof.report.document import FindingRecord, GroupRecord, TallyRecord
from shapeproof.report.html.finding_views import GroupView, group_views
from shapeproof.report.html.page import MAX_BYTES
from shapeproof.report.size import limited
from shapeproof.report.text import shown
from shapeproof.report.verdict import operation_of

MAX_FINDINGS = 2_000
"""So many findings are on a page."""
_STYLES = ("base.css", "report.css", "comparison.css")
_STATES = {"new": "new", "gone": "gone", "same": "same", "not_looked_at": "unseen"}


def render_comparison_html(comparison: Comparison, fail_on: Severity | None) -> str:
    """The comparison as an HTML file of a bounded size."""
    # jinja2 takes a while to import: only those who want a page wait for it.
    from shapeproof.report.html.templating import render_page

    limit, most = MAX_BYTES // 3, MAX_FINDINGS
    while True:
        view = _view(comparison, fail_on, limit, most)
        page = render_page("comparison.html", view, styles=_STYLES)
        if len(page.encode()) <= MAX_BYTES or most <= 1:
            return page
        limit, most = int(limit * 0.7), int(most * 0.7)


def _view(
    comparison: Comparison, fail_on: Severity | None, limit: int, most: int
) -> dict[str, object]:
    sections = _sections(comparison, most)
    findings = _shortened(comparison, sections, limit)
    return {
        "title": title(comparison),
        "heading": title(comparison),
        "state": _state(comparison, fail_on),
        "summary": summary(comparison.counts),
        "outcome": verdict(comparison, fail_on),
        "counts": [
            ("Root causes", _numbers(comparison.cause_counts)),
            ("Findings", _numbers(comparison.counts)),
        ],
        "warnings": [shown(each, 1_000) for each in _warnings(comparison)],
        **{name: list(_views(section, findings)) for name, section in sections.items()},
        "unseen": [
            (
                shown(reason),
                [(_place(each.record), unseen_text(each.unseen)) for each in found[:most]],
            )
            for reason, found in unseen_groups(comparison.not_looked_at)
        ],
        "severities": [
            (_place(each.record), f"{each.old} → {each.new}")
            for each in comparison.severities[:most]
        ],
        "reached": [shown(each.operation) for each in comparison.reached],
        "lost": [
            (shown(each.operation), shown(unreached_text(each.unseen), 500))
            for each in comparison.lost
        ],
        "runs": [
            ("OLD", shown(run_line(comparison.old), 500)),
            ("NEW", shown(run_line(comparison.new), 500)),
        ],
        "figures": list(_figures(comparison)),
    }


def _state(comparison: Comparison, fail_on: Severity | None) -> str:
    """What the colour of the verdict says."""
    if comparison.failing(fail_on):
        return "fails"
    return "unsure" if comparison.not_looked_at else "passes"


def _numbers(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(_STATES[name], each) for name, each in counts.items()]


def _warnings(comparison: Comparison) -> Iterator[str]:
    yield from (setting_line(each) for each in comparison.settings)
    yield from filter(None, (unseen_before(comparison),))


@dataclass(frozen=True)
class _Shown:
    """A root cause with those of its findings that a section is about; some of them are shown."""

    group: GroupRecord
    ids: tuple[str, ...]
    places: str


def _sections(comparison: Comparison, most: int) -> dict[str, list[_Shown]]:
    """The root causes of each section of the page."""
    findings = _all_findings(comparison)
    added = {each.record["id"] for each in comparison.added}
    vanished = {each["id"] for each in comparison.gone}
    changed = [each for each in comparison.causes if each.is_changed]

    def narrowed(causes: Sequence[CauseChange], chosen: set[str], figures: bool) -> list[_Shown]:
        room = max(1, most // max(1, len(causes)))
        return [_narrowed(each, chosen, findings, room, figures) for each in causes]

    return {
        "added": narrowed(comparison.causes_in(CauseState.NEW), added, False),
        "changed": narrowed(changed, added, True),
        "gone": narrowed(comparison.causes_in(CauseState.GONE), vanished, False),
    }


def _narrowed(
    cause: CauseChange,
    chosen: set[str],
    findings: Mapping[str, FindingRecord],
    room: int,
    figures: bool,
) -> _Shown:
    """The root cause with the chosen findings only, or its example where it has none of them."""
    kept = [each for each in cause.group["findings"] if each in chosen]
    kept = kept or [cause.example["id"]]
    example = cause.example["id"] if cause.example["id"] in kept else kept[0]
    operations = list(dict.fromkeys(findings[each]["operation"] for each in kept))
    group: GroupRecord = {
        **cause.group,
        "findings": kept,
        "example": example,
        "operations": operations,
    }
    ids = tuple(dict.fromkeys((example, *kept)))[:room]
    return _Shown(group, ids, cause_figures(cause) if figures else "")


def _all_findings(comparison: Comparison) -> dict[str, FindingRecord]:
    """The findings of both reports by their ids; those of NEW for what both have."""
    both = (comparison.old.report, comparison.new.report)
    return {each["id"]: each for report in both for each in report["findings"]}


def _shortened(
    comparison: Comparison, sections: Mapping[str, Sequence[_Shown]], limit: int
) -> dict[str, FindingRecord]:
    """The findings that are shown, shortened where they are too long for a page."""
    findings = _all_findings(comparison)
    ids = dict.fromkeys(key for each in sections.values() for one in each for key in one.ids)
    shown_here = [findings[each] for each in ids]
    shorter = limited({**comparison.new.report, "findings": shown_here}, limit)
    return {each["id"]: each for each in shorter["findings"]}


def _views(section: Sequence[_Shown], findings: Mapping[str, FindingRecord]) -> Iterator[GroupView]:
    for each in section:
        for view in group_views([each.group], [findings[key] for key in each.ids]):
            yield replace(view, places=each.places or view.places)


def _place(record: FindingRecord) -> str:
    return shown(f"{operation_of(record)}, {record['where']}: {record['message']}", 300)


def _figures(comparison: Comparison) -> Iterator[tuple[str, str, str]]:
    for figure in comparison.figures:
        yield figure_word(figure), number(figure.old), number(figure.new)
    for tally in comparison.coverage:
        yield f"{coverage_word(tally)} exercised", _tally(tally.old), _tally(tally.new)


def _tally(tally: TallyRecord) -> str:
    return f"{tally['exercised']:,} of {tally['total']:,}"
