"""Recorded traffic judged: planted defects in every form of file, silence on what conforms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exchange import HttpResponse
from shapeproof.run.traffic import TrafficRun
from shapeproof.run.traffic.contracts import TrafficContracts
from tests.support.recordings import FORMS, Made, made, recorded

KEYS = made("kms", "ListKeys", {"Limit": 5}, {"Keys": [{"KeyId": "k"}], "Truncated": False})
DESCRIBED = made(
    "kms", "DescribeKey", {"KeyId": "k"},
    {"KeyMetadata": {"KeyId": "k", "KeyState": "Enabled", "CreationDate": "2026-01-01T00:00:00Z"}},
)  # fmt: skip
MISSING = made("kms", "DescribeKey", {"KeyId": "k"}, "NotFoundException")
USERS = made("iam", "ListUsers", {}, {"Users": [], "IsTruncated": False}, host="iam.amazonaws.com")
CONTRACTS = TrafficContracts()
CONFORMING = (KEYS, DESCRIBED, MISSING, USERS)


def _in(*path: str, to: Any) -> Any:
    def change(body: Any) -> Any:
        holder = body
        for each in path[:-1]:
            holder = holder[each]
        if to is None:
            del holder[path[-1]]
        else:
            holder[path[-1]] = to
        return body

    return change


STATE = DESCRIBED.answered(_in("KeyMetadata", "KeyState", to="Melted"))
NO_ID = DESCRIBED.answered(_in("KeyMetadata", "KeyId", to=None))
TEXT_TIME = DESCRIBED.answered(_in("KeyMetadata", "CreationDate", to="yesterday"))
TYPE = KEYS.answered(_in("Truncated", to="no"))
ASKED = made("kms", "CreateKey", {"Origin": "AWS_KMS"}, {}).asked(_in("Origin", to="MOON"))
NO_KEY = DESCRIBED.asked(_in("KeyId", to=None))
NO_JSON = replace(KEYS, response=replace(KEYS.response, body=b"<html>"))
NOT_ASKED = replace(KEYS, request=replace(KEYS.request, body=b"{"))

PLANTED = {
    "enum": (STATE, "response_schema", "response body /KeyMetadata/KeyState"),
    "required": (NO_ID, "response_schema", "response body /KeyMetadata/KeyId"),
    "timestamp": (TEXT_TIME, "response_schema", "response body /KeyMetadata/CreationDate"),
    "type": (TYPE, "response_schema", "response body /Truncated"),
    "request-enum": (ASKED, "request_schema", "request /Origin"),
    "request-required": (NO_KEY, "request_schema", "request /KeyId"),
    "malformed": (NO_JSON, "malformed_json", "response body"),
    "request-unread": (NOT_ASKED, "request_form", "request"),
}


def judged(
    folder: Path, exchanges: Sequence[Made], form: str = "har", *services: str
) -> tuple[TrafficRun, list[tuple[str, str]], list[str]]:
    run = TrafficRun(CONTRACTS, services)
    found, sources = [], []
    for entry in run.entries([recorded(folder, exchanges, form)]):
        found += [(each.check, each.where) for each in entry.findings]
        sources += [entry.source] * bool(entry.findings)
    return run, found, sources


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_what_conforms_has_no_findings(tmp_path: Path, form: str) -> None:
    run, found, _ = judged(tmp_path, CONFORMING, form)
    assert found == []
    assert (run.judged, run.exchanges, run.files) == (4, 4, 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_defect_is_found_at_its_place(tmp_path: Path, name: str) -> None:
    planted, check, where = PLANTED[name]
    _, found, _ = judged(tmp_path, (*CONFORMING, planted))
    assert found == [(check, where)]


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ("har", "log/entries/1"),
        ("cassette", "interaction 2"),
        ("json-cassette", "interaction 2"),
        ("json-lines", "line 2"),
        ("mitmproxy", "flow 2"),
    ],
)
def test_every_form_names_file_and_entry(tmp_path: Path, form: str, place: str) -> None:
    _, found, sources = judged(tmp_path, (KEYS, STATE, USERS), form)
    assert len(found) == 1
    assert sources == [f"{tmp_path / FORMS[form][0]}, {place}"]


def test_an_unknown_member_of_a_request_is_found_by_its_bytes(tmp_path: Path) -> None:
    def change(body: Any) -> Any:
        return {**body, "Moon": 1}

    _, found, _ = judged(tmp_path, [KEYS.asked(change)])
    assert found == [("request_form", "request body /Moon")]


def test_parameters_are_judged_only_where_they_were_accepted(tmp_path: Path) -> None:
    refused = replace(NO_KEY, response=MISSING.response)
    assert judged(tmp_path, [refused])[1] == []


def test_what_aws_adds_to_an_answer_is_a_note(tmp_path: Path) -> None:
    added = KEYS.answered(_in("Novelty", to=1))
    assert judged(tmp_path, [added])[1] == []
    elsewhere = replace(added, host="localhost:4566", request=_to(added, "localhost:4566"))
    assert judged(tmp_path, [elsewhere])[1] == [("response_schema", "response body /Novelty")]


def _to(exchange: Made, host: str) -> Any:
    others = tuple(each for each in exchange.request.headers if each[0] != "Host")
    return replace(exchange.request, headers=(("Host", host), *others))


@pytest.mark.parametrize(
    "value", ["REDACTED", "***", "<redacted>", "my-REDACTED-role", "sanitized"]
)
def test_redacted_values_are_tolerated_by_name(tmp_path: Path, value: str) -> None:
    run, found, _ = judged(tmp_path, [DESCRIBED.answered(_in("KeyMetadata", "KeyState", to=value))])
    assert found == []
    assert run.judge.tolerances == {"redacted-values": 1}


def test_a_body_that_the_recording_lacks_is_not_judged(tmp_path: Path) -> None:
    fields = (("Content-Length", "4000"),)
    cut = replace(KEYS, response=HttpResponse(200, fields, b'{"Keys": ['))
    run, found, _ = judged(tmp_path, [cut])
    assert found == []
    assert run.judge.tolerances["cut-bodies"] == 1


def test_a_har_without_contents_is_judged_by_its_requests(tmp_path: Path) -> None:
    document = json.loads(FORMS["har"][1]([NO_ID, ASKED]))
    for each in document["log"]["entries"]:
        del each["response"]["content"]["text"]
    path = tmp_path / "t.har"
    path.write_text(json.dumps(document))
    run = TrafficRun(CONTRACTS)
    entries = list(run.entries([path]))
    found = [each.where for entry in entries for each in entry.findings]
    assert found == ["request /Origin"]


def _page(sent: str | None, given: str | None, *keys: str) -> Made:
    params = {} if sent is None else {"Marker": sent}
    more = {"Truncated": False} if given is None else {"Truncated": True, "NextMarker": given}
    return made("kms", "ListKeys", params, {"Keys": [{"KeyId": each} for each in keys], **more})


@pytest.mark.parametrize(
    ("pages", "count"),
    [
        ([_page(None, "t1", "a"), _page("t1", "t2", "b"), _page("t2", None, "c")], 0),
        ([_page("t7", "t8", "a"), _page("t8", None, "b")], 0),
        ([_page(None, "t1", "a"), _page("t1", "t2", "b"), _page("t1", "t2", "b")], 0),
        ([_page(None, "t1", "a"), _page("T1", None, "b")], 1),
        ([_page(None, "t1", "a"), _page("t1", "t2", "a")], 1),
        ([_page(None, "t1"), _page("t1", None)], 0),
        ([_page(None, "t1", "a"), _page("REDACTED", None, "b")], 0),
    ],
)
def test_pages_are_judged_across_calls(tmp_path: Path, pages: list[Made], count: int) -> None:
    assert judged(tmp_path, pages)[1] == [("pagination", "pages")] * count


def test_a_body_that_was_edited_is_judged_whatever_its_length_says(tmp_path: Path) -> None:
    fields = (*TYPE.response.headers, ("Content-Length", "4000"))
    edited = replace(TYPE, response=replace(TYPE.response, headers=fields))
    assert judged(tmp_path, [edited])[1] == [("response_schema", "response body /Truncated")]
