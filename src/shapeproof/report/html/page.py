"""The HTML report: the verdict first, then the root causes, and all that leads to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from shapeproof.report.document import FindingRecord, OperationRecord, Report
from shapeproof.report.groups import with_groups
from shapeproof.report.groups.answers import cause_of
from shapeproof.report.html.finding_views import GroupView, group_views
from shapeproof.report.html.heat_map import heat_map
from shapeproof.report.html.lifecycles import lifecycle_pictures
from shapeproof.report.interface import ReportContext
from shapeproof.report.size import limited
from shapeproof.report.summary import available
from shapeproof.report.text import counted, shown
from shapeproof.report.verdict import (
    COVERAGE_WORDS,
    baseline_lines,
    ending_lines,
    heading,
    is_of_tests,
    limit_lines,
    opening,
    operation_of,
    reach_lines,
    reached_of,
)

FIRST_CAUSES = 10
MAX_BYTES = 14_000_000
"""A page has fewer bytes; what is least needed of findings is left out until it has."""
FIRST_LIMIT = 10_000_000
"""Bytes of the report up to which nothing is left out of it for a page."""
AT_ONCE = 300
"""Findings that are elements of a page from the beginning."""
MAX_FINDINGS = 6_000
"""So many findings are on a page; of each root cause, the same number at most."""
_LEAST_FINDINGS = 3


@dataclass(frozen=True)
class Bar:
    """How much of a whole, for a bar and its text."""

    label: str
    done: int
    total: int

    @property
    def percent(self) -> float:
        """The length of the bar."""
        return round(100 * min(1.0, self.done / self.total), 1) if self.total else 0.0


@dataclass(frozen=True)
class Unreached:
    """Operations that were not reached for one reason; each with what the target said last."""

    title: str
    operations: tuple[tuple[str, str], ...]

    @property
    def said_of_all(self) -> str:
        """What the target said of each of them, if there are several and it said the same."""
        said = {each for _, each in self.operations}
        return said.pop() if len(said) == 1 and len(self.operations) > 1 else ""


def render_html(report: Report, context: ReportContext) -> str:
    """The report as an HTML file of a bounded size."""
    # jinja2 takes a while to import: only those who want a page wait for it.
    from shapeproof.report.html.templating import render_page

    whole = report if "groups" in report else with_groups(report)
    limit, most = FIRST_LIMIT, _most_findings(whole)
    while True:
        chosen = limited(_with_first_findings(whole, most), limit)
        page = render_page("report.html", _view(whole, chosen["findings"], context))
        if len(page.encode()) <= MAX_BYTES or most <= 1:
            return page
        limit, most = int(limit * 0.7), max(1, int(most * 0.8))


def _most_findings(report: Report) -> int:
    """How many findings of each root cause are shown, so that there are not too many in all."""
    sizes = [len(each["findings"]) for each in report.get("groups", [])]
    most = max(sizes, default=1)
    while most > _LEAST_FINDINGS and sum(min(each, most) for each in sizes) > MAX_FINDINGS:
        most = int(most * 0.9)
    return most


def _with_first_findings(report: Report, most: int) -> Report:
    """The report with so many findings of each root cause: its example, then new ones first."""
    known = {each["id"]: each["known"] for each in report["findings"]}
    chosen: set[str] = set()
    for group in report.get("groups", []):
        ids = (each for each in group["findings"] if each in known)
        first = sorted(ids, key=lambda each: (each != group["example"], known[each]))
        chosen.update(first[:most])
    return {**report, "findings": [each for each in report["findings"] if each["id"] in chosen]}


def _view(
    report: Report, chosen: Iterable[FindingRecord], context: ReportContext
) -> dict[str, object]:
    """What the template shows; ``chosen`` are the findings that it shows."""
    views = _in_turn(group_views(report.get("groups", []), chosen))
    outcome, how_far = opening(report)
    new = [each for each in views if not each.is_known]
    return {
        "title": f"{shown(report['service'] or report['target']['kind'])}, {outcome}",
        "heading": shown(heading(report), 400),
        "status": report["status"],
        "outcome": outcome,
        "how_far": how_far,
        "lacking": report["stats"]["operations"] - available(report["stats"]),
        "endings": [shown(each, 400) for each in ending_lines(report)],
        "reach": _reach_bar(report),
        "reach_lines": [shown(each, 4_000) for each in _lines(report, context)],
        "left_out": [shown(each) for each in report["stats"]["left_out"]],
        "unreached": list(_unreached(report)),
        "coverage": list(_coverage(report)),
        "groups": new,
        "first": new[:FIRST_CAUSES],
        "known": [each for each in views if each.is_known],
        "heat": heat_map(report),
        "choices": _choices(report),
        "about": list(_about(report)),
        "pictures": lifecycle_pictures(report),
        "shown_findings": counted(sum(len(each.findings) for each in views), "finding"),
        "later": _later(views),
    }


def _in_turn(views: Iterable[GroupView]) -> list[GroupView]:
    """The groups, new ones first; the findings of those at the end come later."""
    found: list[GroupView] = []
    at_once = 0
    for each in sorted(views, key=lambda each: each.is_known):
        at_once += len(each.findings)
        found.append(replace(each, is_later=at_once > AT_ONCE))
    return found


def _later(views: Iterable[GroupView]) -> Markup | None:
    """The findings that come later, as data: by group, each as HTML and what is filtered by."""
    from shapeproof.report.html.templating import embedded, render_part

    later = {
        f"group-{group.id}": [
            (
                render_part("parts.html", "finding", each),
                f"finding-{each.id}",
                each.severity,
                each.check,
                each.family,
                each.operation,
            )
            for each in group.findings
        ]
        for group in views
        if group.is_later
    }
    return embedded(later) if later else None


def _lines(report: Report, context: ReportContext) -> Iterator[str]:
    unsupported = report["stats"].get("unsupported")
    yield from reach_lines(report) if unsupported else limit_lines(report)
    yield from baseline_lines(report, None)
    yield from context.demands.unmet(report)


def _reach_bar(report: Report) -> Bar | None:
    traffic = report["stats"].get("traffic")
    if traffic is not None:
        return Bar("exchanges judged", traffic["judged"], traffic["exchanges"])
    if is_of_tests(report):
        return None
    return Bar(
        "operations reached", report["stats"]["operations_reached"], available(report["stats"])
    )


def _coverage(report: Report) -> Iterator[Bar]:
    for kind, tally in report["coverage"].items():
        if tally["total"]:
            yield Bar(COVERAGE_WORDS.get(kind, kind), tally["exercised"], tally["total"])


def _unreached(report: Report) -> Iterator[Unreached]:
    """The operations that were not reached, by their reasons, the most frequent first."""
    by_reason: dict[str | None, list[OperationRecord]] = {}
    for each in report["operations"]:
        if not each["reached"]:
            reason = cause_of(each["reason"]) if each.get("available", True) else None
            by_reason.setdefault(reason, []).append(each)
    for reason, listed in sorted(by_reason.items(), key=lambda each: -len(each[1])):
        operations = tuple(
            (shown(each["name"]), shown(each.get("refusal") or each["reason"], 500))
            for each in listed
        )
        number = counted(len(listed), "operation")
        title = f"{number} not reached: {shown(reason or 'no reason is known')}"
        yield Unreached(f"{number} not in the target" if reason is None else title, operations)


def _choices(report: Report) -> dict[str, list[str]]:
    """What the filter offers."""
    findings = report["findings"]
    return {
        "severities": [
            each for each in ("error", "warning", "note")
            if any(finding["severity"] == each for finding in findings)
        ],
        "checks": sorted({each["check"] for each in findings}),
        "operations": sorted({shown(operation_of(each)) for each in findings}),
    }  # fmt: skip


def _about(report: Report) -> Iterator[tuple[str, str]]:
    """The facts of a run that its verdict does not tell."""
    tool, target, stats = report["tool"], report["target"], report["stats"]
    yield "Program", f"{tool['name']} {tool['version']}"
    if report["service"]:
        yield "Service", f"{report['service']} {report['api_version'] or ''}".strip()
    if report.get("protocol"):
        yield "Protocol", report.get("protocol", "")
    yield "Target", f"{target['kind']} {target['address']}".strip()
    yield "Started", report["started"]
    yield "Duration", f"{report['seconds']:.1f} s"
    if report["service"]:
        yield "Seed", str(report["seed"])
    shard = report.get("shard")
    if shard:
        yield "Shards", f"{', '.join(map(str, shard['parts']))} of {shard['of']}"
    yield "Phases", ", ".join(report["phases"])
    cases = [f"{name} {number:,}" for name, number in stats["cases"].items() if number]
    if cases:
        yield "Cases", ", ".join(cases)
    yield "Requests", f"{stats['requests']:,}"
    if stats.get("search_requests"):
        yield "Of these, to find accepted requests", f"{stats['search_requests']:,}"
    yield "Checks", f"{stats['checks']:,}"
    if stats.get("unread"):
        yield "Answers that could not be read", f"{stats.get('unread', 0):,}"
    yield "Fails on", report.get("fail_on", "error")
    yield "Reached", reached_of(report)
    yield "Findings", counted(len(report["findings"]), "finding")
