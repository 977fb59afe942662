"""The Markdown report: a summary, a table of operations, and the findings with their curl lines.

Values of the target are escaped, so that they cannot break the table or add markup.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from shapeproof.report.document import FindingRecord, OperationRecord, Report
from shapeproof.report.interface import ReportContext
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
MAX_GROUPS = 50
SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#$&!])")
_TICKS = re.compile("`+")


def render_markdown(report: Report, context: ReportContext) -> str:
    """The report as GitHub Flavored Markdown, of a bounded size."""
    parts = [_opening(report)]
    size = len(parts[0].encode())
    for index, finding in enumerate(report["findings"]):
        part = _finding(finding, fails(finding, context.fail_on))
        size += len(part.encode("utf-8", "replace"))
        if size > MAX_BYTES:
            more = counted(len(report["findings"]) - index, "more finding")
            parts.append(f"{more}: too long to list here; the JSON report has all of them.\n")
            break
        parts.append(part)
    return "\n".join(parts)


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


def _opening(report: Report) -> str:
    lines = [
        f"# Conformance of {_plain(report['service'] or 'all services')}: {report['status']}",
        "",
        f"{_plain(heading(report))}  ",
        _plain(verdict(report)),
        "",
    ]
    for text in (*reach_lines(report), *baseline_lines(report), coverage_line(report)):
        lines += [_plain(shown(text[:1].upper() + text[1:], 1_000)), ""] if text else []
    lines += [*_causes(report)]
    lines += ["## Operations", "", *_table(report), ""]
    if report["findings"]:
        lines += ["## Findings", ""]
    return "\n".join(lines)


def _causes(report: Report) -> Iterator[str]:
    """The root causes, the most useful first."""
    groups = report.get("groups", [])
    if not groups:
        return
    yield from ("## Root causes", "")
    yield "| | What one change would mend | Places | Operations | Example | Root cause |"
    yield "|---|---|---:|---:|---|---|"
    for each in groups[:MAX_GROUPS]:
        of = f" of {each['of']:,}" if each["of"] is not None else ""
        figures = f"{each['places']:,}{of} | {len(each['operations']):,}"
        title = _plain(shown(each["title"]))
        yield f"| {each['severity']} | {title} | {figures} | {each['example']} | {each['id']} |"
    yield ""
    if len(groups) > MAX_GROUPS:
        more = counted(len(groups) - MAX_GROUPS, "more root cause")
        yield from (f"{more}: the JSON report has all of them.", "")


def _table(report: Report) -> Iterator[str]:
    if not report["operations"]:
        yield "None."
        return
    yield "| Operation | Cases | Requests | Reached | Findings |"
    yield "|---|---:|---:|---|---:|"
    for each in report["operations"]:
        figures = f"{each['cases']:,} | {each['requests']:,}"
        yield f"| {_plain(each['name'])} | {figures} | {_reached(each)} | {each['findings']:,} |"


def _reached(operation: OperationRecord) -> str:
    word = "yes" if operation["reached"] else "no"
    return f"{word}: {_plain(shown(operation['reason']))}" if operation["reason"] else word


def _finding(finding: FindingRecord, failing: bool) -> str:
    marks = [finding["severity"], finding["check"], operation_of(finding)]
    known = " (known)" if finding["known"] else "" if failing else " (does not fail the run)"
    lines = [
        f"### {' · '.join(map(_plain, marks))}{known}",
        "",
        f"{_code(shown(finding['where']))}: {_plain(shown(finding['message'], 1_000))}",
        "",
    ]
    texts = shown_apart(finding["expected"], finding["actual"], 400)
    for name, value in zip(("expected", "actual"), texts, strict=True):
        lines += [f"- {name}: {_code(value)}"] if value else []
    lines.append(f"- {_seen(finding)}")
    return "\n".join([*lines, "", *_curl(finding), ""])


def _seen(finding: FindingRecord) -> str:
    times = counted(finding["count"], "time")
    response = finding["response"]
    answer = f"answered {response['status']}" if response else "no answer"
    where = f"in the {_plain(finding['phase'])} phase"
    if "test" in finding:
        where = f"in the tests, first in {_code(shown(finding['test']))}"
    if "source" in finding:
        where = f"in the traffic, first in {_code(shown(finding['source']))}"
    cause = f", root cause {finding['group']}" if "group" in finding else ""
    return f"seen {times} {where}, {answer}; {finding['id']}{cause}"


def _curl(finding: FindingRecord) -> Iterator[str]:
    curl = finding["reproduce"]["curl"]
    if not curl:
        return
    if len(curl) > MAX_CURL:
        yield f"The curl lines are {len(curl):,} characters long; the JSON report has them."
        return
    fence = "`" * max(3, 1 + _longest_run(curl))
    yield f"{fence}bash"
    yield from (visible(line) for line in curl.split("\n"))
    yield fence


def _code(text: str) -> str:
    """A code span; the text may contain backticks."""
    ticks = "`" * (1 + _longest_run(text))
    pad = " " if not text or text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(text))


def _longest_run(text: str) -> int:
    return max((len(each) for each in _TICKS.findall(text)), default=0)
