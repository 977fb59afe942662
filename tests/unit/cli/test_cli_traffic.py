"""``shapeproof traffic``: exit statuses, the first screen, reports, baselines, learned overlays."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shapeproof.cli.traffic_command import traffic
from shapeproof.exceptions import BadUsage, UnknownService
from shapeproof.targets.recordings import BrokenRecording
from tests.report_schemas import validator
from tests.support.recordings import made, recorded
from tests.unit.run.traffic.test_run_traffic_judged import (
    CONFORMING,
    KEYS,
    NO_ID,
    STATE,
    TYPE,
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(
        traffic, [str(each) for each in arguments], catch_exceptions=False, standalone_mode=False
    )


@pytest.mark.slow
def test_conforming_traffic_has_status_0_and_says_how_much_was_judged(tmp_path: Path) -> None:
    others = made("kms", "ListKeys", {}, {"Keys": []}, host="example.com")
    plain = others.request.headers[:1]
    others = others.__class__(
        "example.com", type(others.request)("GET", "/x", plain), KEYS.response
    )
    result = run(recorded(tmp_path, (*CONFORMING, others)))
    assert result.return_value == 0
    lines = result.output.splitlines()
    assert lines[1] == "conforms: no findings"
    assert lines[2].startswith("4 of 5 exchanges judged, of 2 services and 3 operations, ")
    assert "not judged: 1 exchange: not AWS traffic; the first is" in lines[3]
    assert "log/entries/4: GET example.com/x" in lines[3]


def test_findings_name_file_and_entry_and_fail(tmp_path: Path) -> None:
    path = recorded(tmp_path, (KEYS, TYPE, STATE))
    reports = {name: tmp_path / f"r.{name}" for name in ("json", "jsonl", "junit", "markdown")}
    options = [word for name, each in reports.items() for word in ("--report", f"{name}={each}")]
    result = run(path, *options)
    assert result.return_value == 1
    assert "1 error, 1 warning in 2 root causes" in result.output
    assert f"{path}, log/entries/1" in result.output
    report = json.loads(reports["json"].read_text())
    validator("report-1.json").validate(report)
    assert report["target"] == {"kind": "traffic", "address": str(path)}
    assert [each["source"] for each in report["findings"]] == [
        f"{path}, log/entries/1", f"{path}, log/entries/2",
    ]  # fmt: skip
    assert report["findings"][0]["service"] == "kms"
    lines = [json.loads(each) for each in reports["jsonl"].read_text().splitlines()]
    assert [each["event"] for each in lines] == [
        "run_started", "finding", "finding", "run_finished",
    ]  # fmt: skip
    assert f"{path}, log/entries/1" in reports["markdown"].read_text()


def test_a_warning_fails_only_where_it_is_asked_for(tmp_path: Path) -> None:
    path = recorded(tmp_path, [STATE])
    assert run(path).return_value == 0
    assert run(path, "--fail-on", "warning").return_value == 1


def test_a_baseline_makes_findings_known(tmp_path: Path) -> None:
    path, baseline = recorded(tmp_path, [TYPE]), tmp_path / "known.json"
    assert run(path, "--baseline", baseline, "--update-baseline").return_value == 0
    assert run(path, "--baseline", baseline).return_value == 0
    (tmp_path / "next").mkdir()
    conforming = recorded(tmp_path / "next", [KEYS])
    stale = run(conforming, "--baseline", baseline, "--strict-baseline")
    assert stale.return_value == 1
    assert "1 stale entry" in stale.output


def test_a_broken_file_gives_a_line_and_the_others_are_judged(tmp_path: Path) -> None:
    broken = tmp_path / "broken.har"
    broken.write_text("{")
    result = run(broken, recorded(tmp_path, [KEYS]))
    assert result.return_value == 0
    assert f"shapeproof: {broken}, character 1: not JSON" in result.stderr
    with pytest.raises(BrokenRecording, match="character 1: not JSON"):
        run(broken)
    with pytest.raises(BadUsage, match="nothing could be judged: 0 exchanges in 0 recordings"):
        run(broken, tmp_path / "none")


def test_a_folder_without_recordings_is_told(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x"}')
    with pytest.raises(BadUsage, match="1 other file passed over"):
        run(tmp_path)


def test_a_named_service_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UnknownService):
        run(recorded(tmp_path, [KEYS]), "--service", "kmz")


@pytest.mark.slow
def test_a_learned_overlay_silences_what_it_says(tmp_path: Path) -> None:
    path, overlay = recorded(tmp_path, [STATE, NO_ID, TYPE]), tmp_path / "overlay.json"
    first = run(path, "--learn", overlay)
    assert f"learned: 2 corrections of 2 findings, in {overlay}" in first.output
    assert "not learnable: kms.ListKeys, response body /Truncated" in first.output
    again = run(path, "--overlay", overlay)
    assert "1 error;" in again.output
    assert "warning" not in again.output


@pytest.mark.parametrize(
    ("content", "reason"),
    [("[]", "expected an object"), ("{}", "it does not say of which service it is"), ("{", "JSON")],
)
def test_a_wrong_overlay_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    overlay = tmp_path / "overlay.json"
    overlay.write_text(content)
    with pytest.raises(BadUsage, match=reason):
        run(recorded(tmp_path, [KEYS]), "--overlay", overlay)


def test_no_learned_overlay_holds_a_secret(tmp_path: Path) -> None:
    secret = "s3cret-of-the-user"
    told = made(
        "secretsmanager", "GetSecretValue", {"SecretId": "x"}, {"Name": "x", "SecretString": secret}
    )
    described = made("secretsmanager", "DescribeSecret", {"SecretId": "x"}, {"Name": "x"})
    values = {name: [{"Region": "here", "Status": name}] for name in ("Melted", secret)}
    shown = [
        described.answered(lambda body, each=each: {**body, "ReplicationStatus": each})
        for each in values.values()
    ]
    overlay = tmp_path / "overlay.json"

    result = run(recorded(tmp_path, [told, *shown]), "--learn", overlay, "--verbose")

    assert "ReplicationStatus" in result.output
    assert secret not in result.output
    assert not overlay.exists() or secret not in overlay.read_text()


def test_secrets_of_recordings_are_masked(tmp_path: Path) -> None:
    secret = made(
        "secretsmanager", "GetSecretValue", {"SecretId": "s"}, {"SecretString": "hunter2hunter2"}
    ).answered(lambda body: {**body, "CreatedDate": "yesterday"})
    result = run(recorded(tmp_path, [secret]), "--verbose", "--report", f"json={tmp_path / 'r'}")
    assert result.return_value == 1
    assert "hunter2" not in result.output + (tmp_path / "r").read_text()


def test_credentials_of_recordings_are_in_no_report(tmp_path: Path) -> None:
    planted = made("kms", "ListKeys", {}, {"Keys": []}, signed="kms").answered(
        lambda _: {"Keys": 1}
    )
    secrets = (("X-Amz-Security-Token", "tok3n"), ("Cookie", "c00kie"))
    query = "?X-Amz-Credential=AKIDEXAMPLE%2Fx&X-Amz-Signature=s1gnature&X-Amz-Security-Token=tok3n"
    request = replace(
        planted.request, headers=(*planted.request.headers, *secrets), target=f"/{query}"
    )
    path = recorded(tmp_path, [replace(planted, request=request)])
    result = run(path, "--verbose", "--report", f"json={tmp_path / 'r'}")
    assert result.return_value == 1
    told = result.output + (tmp_path / "r").read_text()
    for each in ("AKIDEXAMPLE", "tok3n", "c00kie", "s1gnature", "Signature=0"):
        assert each not in told


def test_a_learned_overlay_does_not_replace_the_one_that_is_read(tmp_path: Path) -> None:
    path, overlay = recorded(tmp_path, [STATE]), tmp_path / "overlay.json"
    run(path, "--learn", overlay)
    with pytest.raises(BadUsage, match="--overlay reads the same file"):
        run(path, "--overlay", overlay, "--learn", overlay)


def test_a_folder_gets_an_overlay_of_each_service(tmp_path: Path) -> None:
    result = run(recorded(tmp_path, [STATE]), "--learn", f"{tmp_path / 'contracts'}/")
    assert result.output.splitlines()[-1].endswith("contracts/kms/overlay.json")


@pytest.mark.parametrize("options", [(), ("--service", "kms")])
def test_a_path_without_contracts_is_told_with_its_option(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    empty = tmp_path / "empty.json"
    empty.touch()
    with pytest.raises(BadUsage) as caught:
        run(recorded(tmp_path, [STATE]), "--contract", empty, *options)
    assert caught.value.what == f"--contract {empty}"
    assert caught.value.reason == "it is empty"
