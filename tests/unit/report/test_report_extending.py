from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.report.interface import ReportContext
from shapeproof.report.json_report import render_json
from shapeproof.report.registry import format_names, report_format

from .report_samples import finding, report_of

PAGE = Path(__file__).parents[3] / "docs/how-to/write-a-report-format.md"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which the package of the documentation is installed."""
    page = PAGE.read_text(encoding="utf-8")
    module, entries = re.findall(r"```(?:python|toml)\n(.*?)```", page, re.DOTALL)
    (tmp_path / "csv_report.py").write_text(module)
    metadata = tmp_path / "csv_report-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: csv-report\nVersion: 1.0\n")
    group, line = entries.strip().split("\n")[-2:]
    assert group == '[project.entry-points."shapeproof.reports"]'
    (metadata / "entry_points.txt").write_text(
        f"[shapeproof.reports]\n{line.replace(chr(34), '')}\n"
    )
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def shapeproof(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shapeproof", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=250
    )


@pytest.mark.slow
def test_the_format_of_the_documentation_prints_a_report(
    environment: dict[str, str], tmp_path: Path
) -> None:
    one = finding(message="a message, with a comma")
    path = tmp_path / "report.json"
    path.write_text(render_json(report_of(one), ReportContext()))

    done = shapeproof("report", "show", "--format", "csv", str(path), environment=environment)

    assert done.returncode == 0, done.stderr
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert row["id"] == one.id
    assert row["message"] == "a message, with a comma"


@pytest.mark.usefixtures("environment")
def test_an_unknown_format_is_an_error_that_names_the_choices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(BadUsage) as refused:
        report_format("cvs", "--report")

    assert f"unknown format 'cvs'; choose one of {', '.join(format_names())}" in str(refused.value)
    assert {"csv", "json", "markdown"} <= set(format_names())


@pytest.mark.long
@pytest.mark.slow
def test_the_format_of_the_documentation_is_written_by_a_run(
    environment: dict[str, str], tmp_path: Path
) -> None:
    arguments = (
        "server",
        "amplifybackend",
        "--operation",
        "ListBackendJobs",
        "--phases",
        "coverage",
    )
    reports = ("--report", f"csv={tmp_path}/r.csv", "--report", f"json={tmp_path}/r.json")

    done = shapeproof(*arguments, *reports, "--quiet", environment=environment)

    assert done.returncode in (0, 1), done.stderr
    findings = json.loads((tmp_path / "r.json").read_text())["findings"]
    rows = list(csv.DictReader((tmp_path / "r.csv").read_text().splitlines()))
    assert [row["id"] for row in rows] == [each["id"] for each in findings]
