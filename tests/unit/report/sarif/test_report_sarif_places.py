"""Each finding has a file and a line: its own, or the nearest that the repository has."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from shapeproof.report.document import FindingRecord, LocationRecord, Report
from shapeproof.report.sarif.places import Places, source_record

from ..report_samples import finding, report_of

OWN: LocationRecord = {"file": "src/a b.py", "line": 3, "within": "repository"}
PACKAGE: LocationRecord = {"file": "moto/kms/responses.py", "line": 9, "within": "packages"}
FAR: LocationRecord = {"file": "/far/ü.py", "line": 2, "within": "elsewhere"}
SOURCE: LocationRecord = {"file": "mock.py", "line": 5, "within": "repository"}


def place(
    folder: Path, source: LocationRecord | None = None, contract: Path | None = None, **more: Any
) -> tuple[str, str | None, int]:
    report = report_of(finding())
    record = cast("FindingRecord", {**report["findings"][0], **more})
    found = Places(report, source, contract, folder).location(record)["physicalLocation"]
    artifact = found["artifactLocation"]
    return artifact["uri"], artifact.get("uriBaseId"), found["region"]["startLine"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("source", "location", "expected"),
    [
        (None, OWN, ("src/a%20b.py", "%SRCROOT%", 3)),
        (SOURCE, OWN, ("src/a%20b.py", "%SRCROOT%", 3)),
        (None, PACKAGE, ("moto/kms/responses.py", "PACKAGES", 9)),
        (SOURCE, PACKAGE, ("mock.py", "%SRCROOT%", 5)),
        (None, FAR, ("file:///far/%C3%BC.py", None, 2)),
        (SOURCE, None, ("mock.py", "%SRCROOT%", 5)),
        (None, None, ("shapeproof.toml", "%SRCROOT%", 1)),
    ],
)
def test_the_first_that_is_known(
    repository: Path,
    source: LocationRecord | None,
    location: LocationRecord | None,
    expected: tuple[str, str | None, int],
) -> None:
    more = {} if location is None else {"location": location}
    assert place(repository, source, **more) == expected


def test_a_pinned_contract_of_the_operation(repository: Path) -> None:
    pinned = repository / "contracts" / "vault" / "2020-01-01"
    pinned.mkdir(parents=True)
    (pinned / "Ping.json").write_text("{}")
    assert place(repository) == ("contracts/vault/2020-01-01/Ping.json", "%SRCROOT%", 1)


def test_the_newest_pinned_contract_where_a_report_names_no_version(repository: Path) -> None:
    for version in ("2020-01-01", "2019-01-01"):
        pinned = repository / "contracts" / "vault" / version
        pinned.mkdir(parents=True)
        (pinned / "Ping.json").write_text("{}")
    report: Report = {**report_of(finding()), "api_version": None}
    found = Places(report, folder=repository).location(report["findings"][0])
    uri = found["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "contracts/vault/2020-01-01/Ping.json"


@pytest.mark.parametrize("name", ["../../secrets", "/etc", "a/b", "", ".."])
def test_names_of_a_report_lead_nowhere_else(repository: Path, name: str) -> None:
    other = repository / "secrets" / "2020-01-01"
    other.mkdir(parents=True)
    (other / "Ping.json").write_text("{}")
    assert place(repository, service=name)[0] == "shapeproof.toml"
    assert place(repository, operation=f"{name}/Ping")[0] == "shapeproof.toml"


def test_a_model_that_is_given_by_contract(repository: Path) -> None:
    model = repository / "service-2.json"
    model.write_text('{\n "operations": {\n  "Ping": {}\n }\n}\n')
    assert place(repository, contract=model) == ("service-2.json", "%SRCROOT%", 3)


def test_the_settings_of_the_project(repository: Path) -> None:
    (repository / "pyproject.toml").touch()
    assert place(repository)[0] == "pyproject.toml"


def test_a_recording_and_a_test(repository: Path) -> None:
    (repository / "my session.har").touch()
    recording = f"{repository}/my session.har log/entries/17"
    assert place(repository, test="tests/test_a.py::test_b[c d]")[0] == "tests/test_a.py"
    report = report_of(finding())
    record = cast("FindingRecord", {**report["findings"][0], "source": recording})
    found = Places(report, folder=repository).location(record)
    assert found["physicalLocation"]["artifactLocation"]["uri"] == "my%20session.har"


@pytest.mark.parametrize(
    ("more", "uri"),
    [
        ({"location": {**OWN, "file": "a\udcff.py"}}, "a%5Cudcff.py"),
        ({"source": f"{'a' * 5_000} entry 3"}, "a" * 5_000),
        ({"source": f"{'a/' * 5_000}b log/entries/3"}, "a/" * 5_000 + "b"),
    ],
    ids=["no UTF-8", "long name", "long path"],
)
def test_paths_that_no_file_can_have(repository: Path, more: Any, uri: str) -> None:
    report = report_of(finding())
    record = cast("FindingRecord", {**report["findings"][0], **more})
    found = Places(report, folder=repository).location(record)
    assert found["physicalLocation"]["artifactLocation"]["uri"] == uri


@pytest.mark.parametrize(
    ("text", "file", "line"),
    [("mock.py", "mock.py", 1), ("mock.py:12", "mock.py", 12), ("odd:name", "odd:name", 1)],
)
def test_a_source(repository: Path, text: str, file: str, line: int) -> None:
    record = source_record(str(repository / text), repository)
    assert record == {"file": file, "line": line, "within": "repository"}
