"""Findings in words: as the failure of a test, and as blocks of lines."""

from __future__ import annotations

import linecache
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from _pytest._code.code import (
    ExceptionChainRepr,
    ReprEntryNative,
    ReprFileLocation,
    ReprTraceback,
)

from shapeproof.report.document import FindingRecord
from shapeproof.report.text import counted, shown, shown_apart

_REMEDIES = (
    "Fix the call or the mock. If the model is wrong, ignore the finding:",
    '  @pytest.mark.shapeproof(ignore=["{id}"])  for a test, a class or a module',
    "  --shapeproof-baseline FILE --shapeproof-update-baseline  permanently",
)


def failure_of(findings: Sequence[dict[str, Any]], nodeid: str) -> ExceptionChainRepr:
    """The findings as pytest represents a failure, at the line that made the first call."""
    first = findings[0]
    path, line = (first["sites"] or [(nodeid.partition("::")[0], 0)])[0]
    record: FindingRecord = first["record"]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    message = (
        f"{operation_name(record)}: {shown(record['message'])}{more}, {shown(record['where'])}"
    )
    lines = [*_failure_lines(findings)]
    location = ReprFileLocation(path, line, message)
    entries = [ReprEntryNative([f"{each}\n" for each in lines])]
    traceback = ReprTraceback(entries, None, "native")
    return ExceptionChainRepr([(traceback, location, None)])


def finding_lines(entry: dict[str, Any]) -> Iterator[str]:
    """One finding: what is wrong and where, what is expected, and the line that made the call."""
    record: FindingRecord = entry["record"]
    times = f"  ({record['count']:,} times)" if record["count"] > 1 else ""
    known = "  (known)" if record["known"] else ""
    yield f"{record['severity'].upper()}  {_title(record)}{times}{known}"
    yield f"  {shown(record['message'], 400)}"
    expected, actual = shown_apart(record["expected"], record["actual"], 300)
    if expected:
        yield f"  expected {expected}"
    if actual:
        yield f"  actual   {actual}"
    label = "call"
    for path, line in entry["sites"]:
        source = shown(linecache.getline(path, line).strip())
        yield f"  {label:8} {_relative(path)}:{line}  {source}".rstrip()
        label = "in"
    yield f"  id       {record['id']}"


def _failure_lines(findings: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield f"{counted(len(findings), 'violation')} of AWS's contract by the calls of this test"
    for each in findings:
        yield ""
        yield from finding_lines(each)
    yield ""
    yield from (each.format(id=findings[0]["record"]["id"]) for each in _REMEDIES)


def _title(record: FindingRecord) -> str:
    return f"{record['check']}  {operation_name(record)}  {shown(record['where'])}"


def operation_name(record: FindingRecord) -> str:
    """The operation with its service."""
    return f"{record['service']}.{record['operation']}"


def _relative(path: str) -> str:
    """A path as pytest shows it: relative to the working directory if it is below it."""
    try:
        here = Path.cwd()
    except OSError:  # a test has removed it
        return path
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
