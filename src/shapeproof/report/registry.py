"""The formats of ``--report FORMAT=PATH``: those built in, and those of installed packages."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from shapeproof.exceptions import BadUsage
from shapeproof.report.added_formats import loaded_format
from shapeproof.report.har.formats import HAR, HAR_FINDINGS
from shapeproof.report.html.page import render_html
from shapeproof.report.interface import (
    DocumentFormat,
    OutputFile,
    ReportFormat,
)
from shapeproof.report.json_report import render_json
from shapeproof.report.jsonl_report import JsonlFormat
from shapeproof.report.junit_report import render_junit
from shapeproof.report.markdown_report import render_markdown
from shapeproof.report.sarif.log import render_sarif

GROUP = "shapeproof.reports"
"""The entry point group of formats that other packages add."""

_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)

BUILT_IN: Mapping[str, ReportFormat] = {
    "har": HAR,
    "har-findings": HAR_FINDINGS,
    "html": DocumentFormat(render_html),
    "json": DocumentFormat(render_json),
    "jsonl": JsonlFormat(),
    "junit": DocumentFormat(render_junit),
    "markdown": DocumentFormat(render_markdown),
    "sarif": DocumentFormat(render_sarif),
}
"""The formats that come with shapeproof."""


def format_names() -> list[str]:
    """The names of all formats: those built in, and those of installed packages."""
    return sorted({*BUILT_IN, *entry_points(group=GROUP).names})


def report_format(name: str, what: str) -> ReportFormat:
    """The format of a name. Raises BadUsage, about the option ``what``, for an unknown one."""
    found = _found(name, what)
    if found is None:
        raise _unknown(name, what, format_names())
    return found


def document_format(name: str, what: str) -> DocumentFormat:
    """The format of a name, if it is written as a whole from a report. Raises BadUsage."""
    found = _found(name, what)
    if isinstance(found, DocumentFormat):
        return found
    streams = {each for each, form in BUILT_IN.items() if not isinstance(form, DocumentFormat)}
    documents = [each for each in format_names() if each not in streams]
    if found is None:
        raise _unknown(name, what, ["terminal", *documents])
    reason = f"{name} reports are written while a run goes"
    raise BadUsage(what, reason, f"choose one of {', '.join(documents)}")


def _found(name: str, what: str) -> ReportFormat | None:
    """The format of a name, built in or of an installed package; None for an unknown one."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    entry = next(iter(entry_points(group=GROUP, name=name)), None)
    return None if entry is None else _loaded(entry, what)


def _unknown(name: str, what: str, choices: Sequence[str]) -> BadUsage:
    remedy = f"choose one of {', '.join(choices)}"
    return BadUsage(what, f"unknown format {name!r}", remedy)


def _loaded(entry: EntryPoint, what: str) -> ReportFormat:
    found = loaded_format(entry, what)
    if found is None:
        remedy = "see docs/how-to/write-a-report-format.md"
        raise BadUsage(what, f"{entry.value} is not a ReportFormat", remedy)
    return found


def open_outputs(specs: Sequence[str], option: str = "--report") -> list[tuple[str, OutputFile]]:
    """The requested formats, each with its file. Raises BadUsage as ``open_reports``."""
    outputs = [_output(spec, f"{option} {spec}") for spec in specs]
    paths = [os.path.realpath(each.path) for _, each in outputs]
    for index, path in enumerate(paths):
        if path in paths[:index]:
            raise BadUsage(f"{option} {specs[index]}", "two reports cannot share a path")
    return outputs


def require_unread(what: str, path: Path, read: Iterable[tuple[str, Path]]) -> None:
    """Raise BadUsage where a file that is to be written is one that the same command reads.

    ``what`` is the option that names it; ``read`` has the files that are read, and who reads each.
    """
    for reader, each in read:
        if _is_same_file(path, each):
            raise BadUsage(what, f"{reader} reads the same file", "give another file")


def _is_same_file(one: Path, other: Path) -> bool:
    if one.exists() and not one.is_file():  # devices and pipes are not overwritten
        return False
    with suppress(OSError):
        return one.samefile(other)
    return os.path.realpath(one) == os.path.realpath(other)


def _output(spec: str, what: str) -> tuple[str, OutputFile]:
    form, equals, path = spec.partition("=")
    report_format(form, what)
    if not equals or not path:
        raise BadUsage(what, "no path is given", f"write {form}=PATH")
    _require_one_path(what, path)
    return form, OutputFile.open(what, Path(path))


def _require_one_path(what: str, path: str) -> None:
    """Raise BadUsage for what looks like a path, and is none by intention."""
    if _URL.match(path):
        raise BadUsage(what, "it is a URL, no path", "write a file, and send that")
    _, comma, second = path.partition(",")
    form, equals, _ = second.partition("=")
    if comma and equals and form.strip() in format_names():
        raise BadUsage(what, "it is more than one report", "repeat the option for each")
