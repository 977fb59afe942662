"""What came of a run or of several: files of reports, exit statuses, outputs of the step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from github_steps.steps import SERVICE, BadInput, flag, set_output, show_error, text, words

SEVERITIES = ("error", "warning", "note")
WORDS = {0: "conforms", 1: "findings", 3: "incomplete"}
GRAVEST_FIRST = (70, 2, 1, 3, 0)
"""A run that could not check anything says more than one with findings."""
FORMATS = "html junit sarif"
"""What is written where the input ``formats`` is empty, besides json."""
SUFFIXES = {"junit": "xml", "markdown": "md"}
"""Of formats whose files have another suffix than their name."""


def reports_folder() -> Path:
    """The folder of the reports, which is made where it is missing."""
    folder = Path(text("reports", "shapeproof-reports")).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput("reports", f"cannot make the folder {folder}: {error.strerror}") from None
    return folder


def report_path(folder: Path, service: str, form: str) -> Path:
    """Where a report is written. SARIF files have a folder, as code scanning takes one."""
    name = f"{service}.{SUFFIXES.get(form, form)}"
    return folder / form / name if form == "sarif" else folder / name


def formats() -> list[str]:
    """The formats to write besides json, each once. They are names of files. Raises BadInput."""
    named = list(dict.fromkeys(words("formats", FORMATS)))
    for each in named:
        if not SERVICE.fullmatch(each):
            raise BadInput("formats", f"{each!r} is not the name of a format")
    return [each for each in named if each != "json"]


def fail_on() -> str:
    """The minimum severity that fails the run. Raises BadInput."""
    value = text("fail-on", "error")
    if value not in SEVERITIES:
        raise BadInput("fail-on", f"expected {', '.join(SEVERITIES)}, found {value!r}")
    return value


def failing(report: Mapping[str, Any], minimum: str) -> int:
    """How many findings of a JSON report are new, and at or above a severity."""
    grave = SEVERITIES[: SEVERITIES.index(minimum) + 1]
    findings = report.get("findings", [])
    return sum(not each.get("known") and each["severity"] in grave for each in findings)


def failing_in(path: Path) -> int:
    """The same of a file; none where there is no report."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    return failing(report, fail_on())


def conclude(statuses: Mapping[str, int], folder: Path) -> int:
    """Set the outputs from the exit status of each service; return the status of the step."""
    for service, status in statuses.items():
        if status:
            show_error(f"{service}: {WORDS.get(status, 'error')} (exit status {status})")
    status = min(statuses.values(), key=_gravity)
    sarif = folder / "sarif"
    set_output("status", WORDS.get(status, "error"))
    set_output("findings", sum(failing_in(folder / f"{each}.json") for each in statuses))
    set_output("reports", folder)
    set_output("sarif", sarif if sarif.is_dir() else "")
    return 0 if status in (1, 3) and not flag("fail", "true") else status


def _gravity(status: int) -> int:
    """Its rank; a status that shapeproof does not have, of a killed process, is the gravest."""
    return GRAVEST_FIRST.index(status) if status in GRAVEST_FIRST else -1
