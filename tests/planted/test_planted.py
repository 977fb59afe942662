"""The product finds what is planted, and nothing on a server that conforms."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.planted.client import PLANTED
from tests.planted.missed import MISSED
from tests.support.programs import environment

pytestmark = pytest.mark.hours

CONFORMING = [
    (service, variant)
    for service, planted in PLANTED.items()
    for variant in ("", *planted.module.VARIANTS)
]
DEFECTS = [(service, each) for service, p in PLANTED.items() for each in p.module.DEFECTS]
EVERY_DAY = [
    ("sns", "topic_name_not_required"),
    ("ec2", "any_include"),
    ("route53", "count_in_words"),
    ("cloudwatch", "member_misspelt"),
]
"""One of each server, of which the other operations are left out."""
SERIOUS = ("error", "warning")


def checked(
    tmp_path: Path,
    service: str,
    defect: str = "",
    variant: str = "",
    operations: Sequence[str] = (),
) -> Any:
    """The exit status of a run of some operations, or of all, and the report."""
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "shapeproof", "server", service]
    command += ["--wsgi", "tests.planted.app:app", "--seed", "1", "--max-examples", "10"]
    command += ["--fail-on", "warning", "--quiet", "--report", f"json={report}"]
    command += [part for each in operations for part in ("--operation", each)]
    if service == "cloudwatch":
        command += ["--protocol", "smithy-rpc-v2-cbor"]
    done = subprocess.run(
        command,
        env={**environment(), "PLANTED": f"{service}:{defect}:{variant}"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    return done.returncode, json.loads(report.read_text())


def test_what_is_missed_is_planted():
    assert set(MISSED) <= set(DEFECTS)


def serious(report: dict[str, Any]) -> list[str]:
    return [
        " ".join(str(each[key]) for key in ("check", "operation", "where", "message"))
        for each in report["findings"]
        if each["severity"] in SERIOUS
    ]


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.sampled("service, variant", [("sns", "")], CONFORMING)
def test_what_conforms_has_no_findings(service: str, variant: str, tmp_path: Path):
    status, report = checked(tmp_path, service, variant=variant)
    assert serious(report) == []
    assert status == 0


@pytest.mark.long(every_day=1)
@pytest.mark.slow
@pytest.mark.sampled("service, defect", EVERY_DAY, DEFECTS)
def test_a_planted_defect_is_found(service: str, defect: str, tmp_path: Path):
    places = PLANTED[service].module.PLACES[defect].split("|")
    only = places if (service, defect) in EVERY_DAY else ()
    status, report = checked(tmp_path, service, defect, operations=only)
    found = [
        each
        for each in report["findings"]
        if each["severity"] in SERIOUS and each["operation"] in places
    ]
    if not found and (service, defect) in MISSED:
        pytest.xfail(MISSED[service, defect])
    assert found, serious(report)
    assert status == 1
