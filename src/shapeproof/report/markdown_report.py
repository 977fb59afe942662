"""The Markdown report: the verdict and the first root causes, then everything else, folded.

Values of the target are escaped, so that they cannot break a table or add markup.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from shapeproof.report.document import FindingRecord, GroupRecord, OperationRecord, Report
from shapeproof.report.groups import with_groups
from shapeproof.report.interface import ReportContext
from shapeproof.report.markdown_text import BoundedText, code, html_text, longest_run, plain
from shapeproof.report.summary import fails
from shapeproof.report.text import counted, shown, shown_apart, visible
from shapeproof.report.verdict import (
    baseline_lines,
    coverage_line,
    heading,
    operation_of,
    reach_lines,
    verdict,
)

MAX_BYTES = 900_000
"""GitHub refuses a step summary of more than a mebibyte."""
MAX_CURL = 4_000
MAX_FIRST = 10
"""Root causes that are not folded."""
MAX_PLACES = 30
"""Places of a root cause that are listed besides its example."""
SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"


def render_markdown(report: Report, context: ReportContext) -> str:
    """The report as GitHub Flavored Markdown, of a bounded size."""
    if "groups" not in report:
        report = with_groups(report)
    text = BoundedText(MAX_BYTES)
    text.close(*_opening(report))
    _causes(report["groups"], text)
    listed = sum(each["reached"] for each in report["operations"])
    total = len(report["operations"])
    _folded(f"Operations: {listed:,} of {total:,} reached", [*_table(report)], text)
    if report["findings"]:
        text.add("## Findings", "")
    shown_here = _findings(report, context, text)
    if (more := len(report["findings"]) - shown_here) > 0:
        left = counted(more, "more finding")
        text.close("", f"{left}: too long to list here; the JSON report has all of them.")
    return text.whole()


def append_step_summary(
    report: Report, context: ReportContext, environ: Mapping[str, str] = os.environ
) -> None:
    """Append the report to the summary of a GitHub step, if there is one.

    A summary that cannot be written does not fail the run, as no option requests it.
    """
    path = environ.get(SUMMARY_VARIABLE)
    if path:
        with suppress(OSError), Path(path).open("ab") as file:
            file.write(render_markdown(report, context).encode("utf-8", "backslashreplace"))
            file.write(b"\n")


def _opening(report: Report) -> Iterator[str]:
    yield f"# Conformance of {plain(report['service'] or 'all services')}: {report['status']}"
    yield ""
    yield f"{plain(heading(report))}  "
    yield plain(verdict(report))
    yield ""
    for text in (*reach_lines(report), *baseline_lines(report), coverage_line(report)):
        if text:
            yield plain(shown(text[:1].upper() + text[1:], 1_000))
            yield ""


_CAUSE_COLUMNS = (
    "| | What one change would fix | Places | Operations | Example | Root cause |",
    "|---|---|---:|---:|---|---|",
)


def _causes(groups: Sequence[GroupRecord], text: BoundedText) -> None:
    """The root causes, the most useful first; those behind the first ones are folded."""
    if not groups:
        return
    first, rest = groups[:MAX_FIRST], groups[MAX_FIRST:]
    text.add("## Root causes", "", *_CAUSE_COLUMNS, *map(_cause, first), "")
    if rest:
        rows = [*_CAUSE_COLUMNS, *map(_cause, rest)]
        _folded(counted(len(rest), "more root cause"), rows, text)


def _cause(group: GroupRecord) -> str:
    figures = f"{_places(group)} | {len(group['operations']):,}"
    title = plain(shown(group["title"]))
    return f"| {group['severity']} | {title} | {figures} | {group['example']} | {group['id']} |"


def _places(group: GroupRecord) -> str:
    of = f" of {group['of']:,}" if group["of"] is not None else ""
    return f"{group['places']:,}{of}"


def _folded(summary: str, lines: Sequence[str], text: BoundedText) -> bool:
    """Lines that a reader unfolds; whether there was room for the first of them.

    A table row that has no room is left out, with all behind it.
    """
    if not text.add(f"<details><summary>{html_text(summary)}</summary>", ""):
        return False
    for line in lines:
        text.add(line)
    text.close("", "</details>", "")
    return True


def _table(report: Report) -> Iterator[str]:
    if not report["operations"]:
        yield "None."
        return
    yield "| Operation | Cases | Requests | Reached | Findings |"
    yield "|---|---:|---:|---|---:|"
    for each in report["operations"]:
        figures = f"{each['cases']:,} | {each['requests']:,}"
        yield f"| {plain(each['name'])} | {figures} | {_reached(each)} | {each['findings']:,} |"


def _reached(operation: OperationRecord) -> str:
    word = "yes" if operation["reached"] else "no"
    return f"{word}: {plain(shown(operation['reason']))}" if operation["reason"] else word


def _findings(report: Report, context: ReportContext, text: BoundedText) -> int:
    """The findings by root cause, as many as there is room for; returns how many those are."""
    by_id, listed = {each["id"]: each for each in report["findings"]}, 0
    for number, group in enumerate(report["groups"], start=1):
        example = by_id[group["example"]]
        others = [by_id[each] for each in group["findings"] if each != group["example"]]
        known = " (known)" if all(by_id[each]["known"] for each in group["findings"]) else ""
        title = f"{number}. {group['severity']}: {shown(group['title'])}"
        summary = f"{title}: {_places(group)}{known}"
        places = [_other(each) for each in others[:MAX_PLACES]]
        part = [_finding(example, fails(example, context.fail_on)), *places]
        opening = f"<details><summary>{html_text(summary)}</summary>"
        if not text.add(opening, "", *part, "", "</details>", ""):
            break
        listed += 1 + len(places)
    return listed


def _other(finding: FindingRecord) -> str:
    """Another place of a root cause in one line."""
    known = ", known" if finding["known"] else ""
    place = f"{operation_of(finding)}, {finding['where']}"
    message = plain(shown(finding["message"], 300))
    first = finding.get("test") or finding.get("source", "")
    seen = f", in {code(shown(first))}" if first else ""
    return f"- {code(shown(place))}: {message} ({finding['id']}{known}){seen}"


def _finding(finding: FindingRecord, failing: bool) -> str:
    marks = [finding["severity"], finding["check"], operation_of(finding)]
    known = " (known)" if finding["known"] else "" if failing else " (does not fail the run)"
    lines = [
        f"### {' · '.join(map(plain, marks))}{known}",
        "",
        f"{code(shown(finding['where']))}: {plain(shown(finding['message'], 1_000))}",
        "",
    ]
    texts = shown_apart(finding["expected"], finding["actual"], 400)
    for name, value in zip(("expected", "actual"), texts, strict=True):
        lines += [f"- {name}: {code(value)}"] if value else []
    lines.append(f"- {_seen(finding)}")
    return "\n".join([*lines, "", *_curl(finding), ""])


def _seen(finding: FindingRecord) -> str:
    times = counted(finding["count"], "time")
    response = finding["response"]
    answer = f"answered {response['status']}" if response else "no answer"
    where = f"in the {plain(finding['phase'])} phase"
    if "test" in finding:
        where = f"in the tests, first in {code(shown(finding['test']))}"
    if "source" in finding:
        where = f"in the traffic, first in {code(shown(finding['source']))}"
    cause = f", root cause {finding['group']}" if "group" in finding else ""
    return f"seen {times} {where}, {answer}; {finding['id']}{cause}"


def _curl(finding: FindingRecord) -> Iterator[str]:
    curl = finding["reproduce"]["curl"]
    if not curl:
        return
    if len(curl) > MAX_CURL:
        yield f"The curl lines are {len(curl):,} characters long; the JSON report has them."
        return
    fence = "`" * max(3, 1 + longest_run(curl))
    yield f"{fence}bash"
    yield from (visible(line) for line in curl.split("\n"))
    yield fence
