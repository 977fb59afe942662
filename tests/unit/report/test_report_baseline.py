from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract.user_document import DocumentSchema
from shapeproof.exceptions import BadUsage
from shapeproof.report import json_report as load
from shapeproof.report.baseline import (
    Baseline,
    baseline_record,
    known_ids,
    read_baseline,
    updated_baseline,
    write_baseline,
)
from shapeproof.report.known_findings import KnownFinding
from shapeproof.report.summary import Demands, exit_status

from .report_samples import CONTEXT, finding, report_of

ID = "0123456789abcdef"
ENTRY = {"id": ID, "check": "c", "operation": "Ping", "where": "w", "message": "m"}


def entry(operation: str, number: int) -> KnownFinding:
    return KnownFinding(operation, "check", "where", f"{number:016x}", "message")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "baseline.json"
    findings = [KnownFinding.of(each) for each in report_of(finding(), finding("b"))["findings"]]

    write_baseline(path, findings)

    assert set(read_baseline(path)) == set(findings)
    assert known_ids(read_baseline(path)) == {finding().id, finding("b").id}


def test_the_file_is_sorted_and_stable(tmp_path: Path) -> None:
    one, other = entry("A", 2), entry("A", 1)

    write_baseline(tmp_path / "x", [one, other, one])
    write_baseline(tmp_path / "y", [other, one])

    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes()
    document = json.loads((tmp_path / "x").read_text())
    assert document["version"] == 1
    assert document["findings"][0] == {
        "id": "0000000000000001",
        "check": "check",
        "operation": "A",
        "where": "where",
        "message": "message",
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "not JSON (line 1, column 2"),
        (b"\xff", "not UTF-8 text (byte 0)"),
        (b"[" * 100_000, "nested too deeply"),
        (b"1" * 5_000, "not JSON (Exceeds the limit"),
        (b"[]", "expected an object, found a list"),
        (b'{"version": 2, "findings": []}', "at /version: it is of version 2"),
        (b'{"version": 1}', "at /findings: it is missing"),
        (json.dumps({"version": 1, "findings": [ENTRY, {}]}), "at /findings/1/id: it is missing"),
        (
            json.dumps({"version": 1, "findings": [ENTRY | {"id": "x\x1b"}]}),
            "at /findings/0/id: expected 16 hexadecimal digits",
        ),
        (
            b'{"version": 1, "finding": []}',
            "at /finding: unknown key 'finding'; did you mean 'findings'?",
        ),
        (
            json.dumps({"version": 1, "findings": [ENTRY | {"operatoin": "x"}]}),
            "at /findings/0/operatoin: unknown key 'operatoin'; did you mean 'operation'?",
        ),
        (
            json.dumps({"version": 1, "findings": [ENTRY | {"\x1b": "x"}]}),
            "unknown key '\\x1b'; choose id, check, operation, where, message, ",
        ),
    ],
)
def test_a_broken_baseline_is_an_error_with_file_and_place(
    content: bytes | str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)

    with pytest.raises(BadUsage) as caught:
        read_baseline(path)

    assert caught.value.what == str(path)
    assert reason in caught.value.reason
    is_whole = not caught.value.reason.startswith("at /")
    assert caught.value.remedy == (
        "write it with --baseline FILE --update-baseline" if is_whole else ""
    )


def test_a_missing_baseline_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="No such file"):
        read_baseline(tmp_path / "none.json")


def test_a_gigantic_baseline_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)

    with pytest.raises(BadUsage, match="larger than 33,554,432 bytes"):
        read_baseline(path)


def test_what_has_no_size_is_not_read_without_end() -> None:
    schema = DocumentSchema("shapeproof.report", "baseline-1.json")

    with pytest.raises(BadUsage, match="no regular file"):
        load.read_document(Path("/dev/zero"), schema, 1_000, "")


def test_an_update_keeps_the_link_to_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps({"$schema": "./b.json", "version": 1, "findings": [ENTRY]}))

    Baseline.of(path, update=True).update(report_of(finding()))

    document = json.loads(path.read_text())
    assert list(document) == ["$schema", "version", "findings"]
    assert document["$schema"] == "./b.json"
    assert len(document["findings"]) == 1


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({}, {"GetSecret", "Elsewhere"}),
        ({"stopped": "time"}, {"GetSecret", "Elsewhere", "PutSecret"}),
    ],
)
def test_an_update_keeps_what_the_run_could_not_meet(more: dict[str, Any], kept: set[str]) -> None:
    names = ("Ping", "GetSecret", "PutSecret", "Elsewhere")
    baseline = [entry(name, index) for index, name in enumerate(names)]
    report = report_of(finding(), **more)

    updated = updated_baseline(baseline, report)

    assert {each.operation for each in updated if each in baseline} == kept
    assert finding().id in known_ids(updated)
    assert list(updated) == sorted(updated)


DAY = date(2026, 11, 29)


def test_an_update_keeps_reasons_and_days_that_are_not_over() -> None:
    one, other = finding(), finding("echo")
    reasoned = KnownFinding("Ping", "c", "w", one.id, reason="moto#1", expires=date(2027, 1, 1))
    over = KnownFinding("Ping", "c", "w", other.id, reason="old", expires=date(2026, 11, 28))

    updated = updated_baseline([reasoned, over], report_of(one, other), today=DAY)

    kept = {each.id: each for each in updated}
    assert (kept[one.id].reason, kept[one.id].expires) == ("moto#1", date(2027, 1, 1))
    assert (kept[other.id].reason, kept[other.id].expires) == ("old", None)
    assert {each.service for each in updated} == {"vault"}


def test_reasons_and_days_are_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    known = KnownFinding("Ping", "c", "w", ID, "m", "vault", "coverage", "it is so", DAY)

    write_baseline(path, [known])

    assert read_baseline(path) == (known,)
    assert json.loads(path.read_text())["findings"][0]["expires"] == "2026-11-29"


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", "2026-1-1"])
def test_a_day_that_does_not_exist_is_an_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(json.dumps({"version": 1, "findings": [ENTRY | {"expires": text}]}))

    with pytest.raises(BadUsage, match="at /findings/0/expires: "):
        read_baseline(path)


@pytest.mark.parametrize(("expires", "is_known"), [("1999-01-01", False), ("2999-01-01", True)])
def test_a_finding_is_known_until_its_day_is_over(
    expires: str, is_known: bool, tmp_path: Path
) -> None:
    path = tmp_path / "b.json"
    path.write_text(json.dumps({"version": 1, "findings": [ENTRY | {"expires": expires}]}))

    assert (ID in Baseline.of(path, update=False).ids) is is_known


@pytest.mark.parametrize(
    ("known", "stale"),
    [
        pytest.param(KnownFinding("Ping", "c", "w", ID), True, id="mended"),
        pytest.param(KnownFinding("Ping", "c", "w", finding().id), False, id="still-there"),
        pytest.param(KnownFinding("GetSecret", "c", "w", ID), False, id="not-reached"),
        pytest.param(KnownFinding("PutSecret", "c", "w", ID), False, id="not-finished"),
        pytest.param(KnownFinding("Elsewhere", "c", "w", ID), False, id="not-asked-for"),
        pytest.param(KnownFinding("Ping", "other", "w", ID), False, id="another-check"),
        pytest.param(KnownFinding("Ping", "c", "w", ID, phase="stateful"), False, id="no-phase"),
        pytest.param(KnownFinding("Ping", "c", "w", ID, phase="fuzz"), False, id="drawn"),
        pytest.param(KnownFinding("Ping", "c", "w", ID, phase="coverage"), True, id="phase"),
        pytest.param(KnownFinding("Ping", "c", "w", ID, service="x"), False, id="service"),
    ],
)
def test_an_entry_is_stale_if_it_was_looked_for_and_not_found(
    known: KnownFinding, stale: bool
) -> None:
    record = baseline_record([known], report_of(finding(), stopped="time"), checks=("c",))

    assert record == {"stale": [f"{known.operation} {known.check} w ({ID})"] * stale, "expired": []}


@pytest.mark.parametrize(
    ("demands", "status"),
    [
        (Demands(), 0),
        (Demands(strict_baseline=True), 1),
        (Demands(strict_baseline=True, accepts=True), 0),
    ],
)
def test_stale_entries_fail_a_strict_run(demands: Demands, status: int) -> None:
    stale = KnownFinding("Ping", "response_schema", "w", ID)
    context = replace(CONTEXT, baseline=(stale,))

    report = report_of(context=context)

    assert report["baseline"]["stale"] == [f"Ping response_schema w ({ID})"]
    assert exit_status(report, demands) == status


def test_findings_that_go_into_the_baseline_fail_nothing() -> None:
    report = report_of(finding())

    assert exit_status(report) == 1
    assert exit_status(report, Demands(accepts=True)) == 0


def test_an_update_keeps_what_the_run_has_no_checks_for() -> None:
    baseline = [entry("PutSecret", 1)]
    report = report_of(finding())
    met = {each["name"] for each in report["operations"] if each["reached"]}
    assert "PutSecret" in met

    updated = updated_baseline(baseline, report, checks=("another",))
    same = updated_baseline(baseline, report, checks=(baseline[0].check,))

    assert baseline[0] in updated
    assert baseline[0] not in same
