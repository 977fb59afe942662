"""JSON reports: written in a stable order, and read again as untrusted data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shapeproof.contract.user_document import DocumentSchema, parsed_json, read_json
from shapeproof.contract.user_files import larger
from shapeproof.exceptions import BadUsage, UnfitDocument
from shapeproof.report.document import Report
from shapeproof.report.groups import with_groups
from shapeproof.report.interface import ReportContext
from shapeproof.report.size import limited
from shapeproof.report.text import encodable, shown

MAX_REPORT_BYTES = 64 * 1024 * 1024
"""Bytes of a report that is read: some 40,000 findings, as reports are written."""

REPORT_REMEDY = "give a file that was written by --report json=PATH"

_VERSION = 1
"""The version of the documents that are read and written here."""
_SCHEMA = DocumentSchema("shapeproof.report", "report-1.json")


_LISTS = frozenset({"operations", "groups", "findings"})
"""Members of a report whose elements have a line each."""


def render_json(report: Report, context: ReportContext) -> str:
    """The report as JSON text of a bounded size, the same bytes for the same report."""
    members = (
        f"{_dumped(name)}: {_member(name, value)}" for name, value in limited(report).items()
    )
    return encodable("{\n" + ",\n".join(members) + "\n}\n")


def _member(name: str, value: object) -> str:
    if name not in _LISTS or not isinstance(value, list) or not value:
        return _dumped(value)
    return "[\n" + ",\n".join(_dumped(each) for each in value) + "\n]"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_report(path: Path) -> Report:
    """Read a JSON report. Raises BadUsage, with file and pointer, for an invalid one.

    Where someone has removed findings, the others are grouped anew.
    """
    return _grouped(read_document(path, _SCHEMA, MAX_REPORT_BYTES, REPORT_REMEDY))


def parsed_report(path: Path, data: bytes) -> Report:
    """The JSON report in a file that has been read, as ``read_report`` reads it."""
    return _grouped(_checked(path, lambda: _parsed(path, data), _SCHEMA, REPORT_REMEDY))


def _parsed(path: Path, data: bytes) -> Any:
    if len(data) > MAX_REPORT_BYTES:
        raise UnfitDocument(str(path), "", larger(MAX_REPORT_BYTES))
    return parsed_json(str(path), data)


def _grouped(report: Report) -> Report:
    known = {each["id"] for each in report["findings"]}
    groups = report.get("groups", [])
    is_whole = all(known.issuperset((each["example"], *each["findings"])) for each in groups)
    return report if is_whole else with_groups(report)


def read_document(path: Path, schema: DocumentSchema, max_bytes: int, remedy: str) -> Any:
    """Read a JSON file and check it by a schema. Raises BadUsage.

    ``remedy`` says what to do if the file as a whole is not such a document.
    """
    return _checked(path, lambda: read_json(path, max_bytes), schema, remedy)


def _checked(path: Path, read: Callable[[], Any], schema: DocumentSchema, remedy: str) -> Any:
    try:
        document = read()
        _refuse_newer(path, document)
        schema.check(str(path), document)
    except UnfitDocument as error:
        if error.pointer:
            raise BadUsage(str(path), shown(f"at {error.pointer}: {error.reason}")) from None
        raise BadUsage(str(path), shown(error.reason), remedy) from None
    return document


def _refuse_newer(path: Path, document: Any) -> None:
    """Raises UnfitDocument for a version that only a later shapeproof can read."""
    version = document.get("version") if isinstance(document, dict) else None
    if isinstance(version, int) and version > _VERSION:
        reason = f"it is of version {shown(str(version), 20)}, later than {_VERSION}"
        raise UnfitDocument(str(path), "/version", f"{reason}; update shapeproof to read it")
