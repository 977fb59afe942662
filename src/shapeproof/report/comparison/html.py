"""A comparison as an HTML page, made of the parts of the HTML report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from shapeproof.exchange import Severity
from shapeproof.report.comparison.facts import (
    CauseChange,
    CauseState,
    ComparedReport,
    Comparison,
)
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
from shapeproof.report.size import limited
from shapeproof.report.text import shown
from shapeproof.report.verdict import operation_of

MAX_BYTES = 14_000_000
MAX_FINDINGS = 2_000
"""So many findings are on a page."""
_STYLES = ("base.css", "report.css", "comparison.css")
_SCRIPTS = ("theme.js", "copy.js", "findings.js", "filter.js", "links.js")
_STATES = {"new": "new", "gone": "gone", "same": "same", "not_looked_at": "unseen"}


def render_comparison_html(comparison: Comparison, fail_on: Severity | None) -> str:
    """The comparison as an HTML file of a bounded size."""
    # jinja2 takes a while to import: only those who want a page wait for it.
    from shapeproof.report.html.templating import render_page

    limit, most = MAX_BYTES // 3, MAX_FINDINGS
    while True:
        view = _view(comparison, fail_on, limit, most)
        page = render_page("comparison.html", view, styles=_STYLES, scripts=_SCRIPTS)
        if len(page.encode()) <= MAX_BYTES or most <= 1:
            return page
        limit, most = int(limit * 0.7), int(most * 0.7)


def _view(
    comparison: Comparison, fail_on: Severity | None, limit: int, most: int
) -> dict[str, object]:
    old, new = (_findings(each, limit) for each in (comparison.old, comparison.new))
    added = {each.record["id"] for each in comparison.added}
    vanished = {each["id"] for each in comparison.gone}
    changed = [each for each in comparison.causes if each.is_changed]
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
        "added": _changes(comparison.causes_in(CauseState.NEW), new, added, most),
        "changed": _changes(changed, {**old, **new}, added, most, with_figures=True),
        "gone": _changes(comparison.causes_in(CauseState.GONE), old, vanished, most),
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


def _findings(side: ComparedReport, limit: int) -> dict[str, FindingRecord]:
    """The findings of a report, shortened where they are too long for a page."""
    return {each["id"]: each for each in limited(side.report, limit)["findings"]}


def _numbers(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(_STATES[name], each) for name, each in counts.items()]


def _warnings(comparison: Comparison) -> Iterator[str]:
    yield from (setting_line(each) for each in comparison.settings)
    yield from filter(None, (unseen_before(comparison),))


def _changes(
    causes: Sequence[CauseChange],
    findings: dict[str, FindingRecord],
    chosen: set[str],
    most: int,
    *,
    with_figures: bool = False,
) -> list[GroupView]:
    """Root causes with those of their findings that are chosen."""
    found: list[GroupView] = []
    room = max(1, most // max(1, len(causes)))
    for cause in causes:
        group = _narrowed(cause, chosen, findings)
        ids = dict.fromkeys((group["example"], *group["findings"]))
        for view in group_views([group], [findings[each] for each in list(ids)[:room]]):
            found.append(replace(view, places=cause_figures(cause)) if with_figures else view)
    return found


def _narrowed(
    cause: CauseChange, chosen: set[str], findings: Mapping[str, FindingRecord]
) -> GroupRecord:
    """The root cause with the chosen findings only, or its example where it has none of them."""
    kept = [each for each in cause.group["findings"] if each in chosen]
    kept = kept or [cause.example["id"]]
    example = cause.example["id"] if cause.example["id"] in kept else kept[0]
    operations = list(dict.fromkeys(findings[each]["operation"] for each in kept))
    return {**cause.group, "findings": kept, "example": example, "operations": operations}


def _place(record: FindingRecord) -> str:
    return shown(f"{operation_of(record)}, {record['where']}: {record['message']}", 300)


def _figures(comparison: Comparison) -> Iterator[tuple[str, str, str]]:
    for figure in comparison.figures:
        yield figure_word(figure), number(figure.old), number(figure.new)
    for tally in comparison.coverage:
        yield f"{coverage_word(tally)} exercised", _tally(tally.old), _tally(tally.new)


def _tally(tally: TallyRecord) -> str:
    return f"{tally['exercised']:,} of {tally['total']:,}"
