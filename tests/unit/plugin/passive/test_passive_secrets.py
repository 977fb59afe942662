"""Secrets that one call of a test sends are masked in what other calls of it return."""

from __future__ import annotations

import json

from shapeproof.plugin.passive.recorder import Recorder
from shapeproof.run.passive import PassiveJudge
from shapeproof.targets.passive import SeenCall


def create_profile(password: str) -> SeenCall:
    params = {"UserName": "bob", "Password": password}
    parsed = {"LoginProfile": {"UserName": "bob", "CreateDate": "2020-01-01T00:00:00Z"}}
    return SeenCall(
        "iam", "2010-05-08", "query", "CreateLoginProfile", params, parsed, 200, "sent", None, None
    )


def get_token(session: str) -> SeenCall:
    body = json.dumps({"appId": 5, "challengeCode": "c", "sessionId": session, "ttl": "600"})
    answer = {"status_code": 200, "headers": {}, "body": body.encode()}
    params = {"AppId": "d1", "SessionId": "s"}
    name = ("amplifybackend", "2020-08-11", "rest-json", "GetToken")
    return SeenCall(*name, params, {}, 200, "sent", None, answer)


def records(recorder: Recorder, *calls: SeenCall) -> str:
    for each in calls:
        recorder.listen(each)
    return json.dumps(recorder.take("test").findings)


def test_a_secret_of_a_call_is_masked_in_findings_about_another() -> None:
    recorder = Recorder(".", PassiveJudge(), frozenset(), None)

    leaked = records(recorder, create_profile("hunter-2"), get_token("has hunter-2"))
    recorder.judge.forget()
    later = records(recorder, get_token("has hunter-2"))

    assert "hunter-2" not in leaked
    assert "has ***" in leaked
    assert "has hunter-2" in later
