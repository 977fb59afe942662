"""The messages of calls, for HAR reports: without secrets, as plain values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shapeproof.plugin.passive.recorder import Recorder
from shapeproof.report.har.calls import CallArchive
from shapeproof.report.interface import OutputFile
from shapeproof.run.passive import PassiveJudge
from shapeproof.targets.passive import SeenCall
from tests.support.public_schemas import har_validator, needs_har_schema

URL = "https://amplifybackend.us-east-1.amazonaws.com/backend/d1/challenge/hush-9"
OCTETS = bytes(range(256))


def get_token(body: Any = b"{}", **more: Any) -> SeenCall:
    sent = {"method": "GET", "url": URL, "headers": {"Accept": "*/*"}, "body": b""}
    answer = {"status_code": 200, "headers": {"Content-Type": "application/json"}, "body": body}
    return SeenCall(
        "amplifybackend", "2020-08-11", "rest-json", "GetToken",
        {"AppId": "d1", "SessionId": "hush-9"}, {}, 200, "sent",
        **({"sent": sent, "answer": answer} | more),
    )  # fmt: skip


def recorder(*, keeps: bool = True) -> Recorder:
    return Recorder(".", PassiveJudge(), frozenset(), None, keeps_exchanges=keeps)


def taken(call: SeenCall) -> dict[str, Any]:
    seen = recorder()
    seen.listen(call)
    (plain,) = json.loads(json.dumps(seen.take("t.py::test_a").exchanges))
    found: dict[str, Any] = plain
    return found


def archived(path: Path, *calls: SeenCall) -> Any:
    archive = CallArchive(OutputFile.open("har", path))
    for each in calls:
        archive.add(taken(each))
    archive.finish()
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_messages_of_a_call(tmp_path: Path) -> None:
    (entry,) = archived(tmp_path / "a.har", get_token(b'{"appId": 5}', sent_at=1_700_000_000.0))[
        "log"
    ]["entries"]
    assert entry["startedDateTime"].startswith("2023-11-14T22:13:20")
    assert entry["comment"].startswith("test t.py::test_a; finding ")
    assert entry["request"]["url"].startswith("https://amplifybackend.us-east-1.amazonaws.com/")
    assert entry["response"]["content"]["text"] == '{"appId": 5}'


@needs_har_schema
def test_calls_are_valid_under_the_schema(tmp_path: Path) -> None:
    calls = (get_token(), get_token(OCTETS), get_token(object()), get_token(answer=None))
    document = archived(tmp_path / "a.har", *calls)
    har_validator().validate(document)
    assert [each["response"]["status"] for each in document["log"]["entries"]] == [200] * 3 + [0]


def test_bodies_travel_byte_by_byte() -> None:
    assert taken(get_token(OCTETS))["response_body"].encode("latin-1") == OCTETS


@pytest.mark.parametrize(("keeps", "more"), [(False, {}), (True, {"sent": None, "answer": None})])
def test_nothing_is_kept_unasked_or_where_nothing_was_sent(
    keeps: bool, more: dict[str, Any]
) -> None:
    seen = recorder(keeps=keeps)
    seen.listen(get_token(**more))
    assert seen.take("").exchanges == []


def test_secrets_are_masked() -> None:
    sent = {"method": "POST", "url": "https://iam.amazonaws.com/", "headers": {}, "body": b""}
    sent |= {"body": "Action=CreateLoginProfile&UserName=bob&Password=hunter-2"}
    params = {"UserName": "bob", "Password": "hunter-2"}
    answer = {"status_code": 200, "headers": {}, "body": b"<x>hunter-2</x>"}
    call = SeenCall(
        "iam", "2010-05-08", "query", "CreateLoginProfile", params, {}, 200, "sent", sent, answer
    )
    assert "hunter-2" not in json.dumps(taken(call))
