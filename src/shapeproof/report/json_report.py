"""JSON reports: written in a stable order, and read again as untrusted data."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator

from shapeproof.contract.pointer import join
from shapeproof.exceptions import BadUsage
from shapeproof.report.document import Report
from shapeproof.report.interface import ReportContext
from shapeproof.report.text import encodable, shown


def render_json(report: Report, context: ReportContext) -> str:
    """The report as JSON text, the same bytes for the same report."""
    return encodable(json.dumps(report, indent=1, ensure_ascii=False)) + "\n"


MAX_REPORT_BYTES = 512 * 1024 * 1024


def read_report(path: Path) -> Report:
    """Read a JSON report. Raises BadUsage, with file and pointer, for an invalid one."""
    remedy = "give a file that was written by --report json=PATH"
    return cast("Report", read_document(path, "report-1.json", MAX_REPORT_BYTES, remedy))


def read_document(path: Path, schema: str, max_bytes: int, remedy: str) -> Any:
    """Read a JSON file and check it by a schema of this package. Raises BadUsage."""
    document = _parse(path, max_bytes, remedy)
    error = next(validator(schema).iter_errors(document), None)
    if error is not None:
        pointer = join([str(each) for each in error.absolute_path])
        place = f"at {pointer}: " if pointer else ""
        raise BadUsage(str(path), place + shown(error.message), remedy)
    return document


@lru_cache(maxsize=8)
def validator(schema: str) -> Draft202012Validator:
    """The validator of a schema of this package, by its file's name."""
    text = files("shapeproof.report").joinpath("schemas", schema).read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def _parse(path: Path, max_bytes: int, remedy: str) -> Any:
    try:
        if path.stat().st_size > max_bytes:
            raise BadUsage(str(path), f"larger than {max_bytes:,} bytes", remedy)
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise BadUsage(str(path), error.strerror or "cannot be read", remedy) from None
    if len(data) > max_bytes:
        raise BadUsage(str(path), f"larger than {max_bytes:,} bytes", remedy)
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadUsage(str(path), f"not UTF-8 text (byte {error.start})", remedy) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadUsage(str(path), f"not JSON ({place}: {error.msg})", remedy) from None
    except ValueError:
        raise BadUsage(str(path), "not JSON (a number is too long)", remedy) from None
    except RecursionError:
        raise BadUsage(str(path), "nested too deeply", remedy) from None
