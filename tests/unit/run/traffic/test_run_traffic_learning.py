"""Learned overlays silence exactly what they say: what is left and what was learned is all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract.overlay import Overlay
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Finding
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.run.contracts import load
from shapeproof.run.traffic import Learned, Learner, TrafficRun
from shapeproof.run.traffic.overlays import overlay_texts, read_overlays
from tests.support.recordings import Made, made, recorded
from tests.unit.run.traffic.test_run_traffic_judged import (
    ASKED,
    CONFORMING,
    CONTRACTS,
    DESCRIBED,
    NO_ID,
    NO_KEY,
    STATE,
    TEXT_TIME,
    TYPE,
)

LEARNABLE = (STATE, NO_ID, ASKED, NO_KEY)
OTHERS = (TEXT_TIME, TYPE)
LAMBDA = made(
    "lambda", "GetFunctionConfiguration", {"FunctionName": "f"}, {"FunctionName": "f"}
).answered(lambda body: {**body, "Runtime": "cobol85", "State": "Asleep"})


class NoMask:
    def masked(self, finding: Finding, secrets: SecretValues) -> Finding:
        return finding

    def is_secret(self, value: Any, finding: Finding, secrets: SecretValues) -> bool:
        return False


def found(path: Path, overlays: Mapping[str, Overlay]) -> set[str]:
    run = TrafficRun(CONTRACTS.overlaid(overlays))
    return {finding.id for entry in run.entries([path]) for finding in entry.findings}


def learned_of(path: Path) -> tuple[set[str], Learned]:
    run = TrafficRun(CONTRACTS)
    learner = Learner(run.contracts.by_service, NoMask())
    before = set()
    for entry in run.entries([path]):
        learner.note(entry)
        before |= {each.id for each in entry.findings}
    return before, learner.learned(lambda overlays: found(path, overlays))


@pytest.mark.slow
@pytest.mark.parametrize(
    "planted", [[each] for each in LEARNABLE] + [list(LEARNABLE), [*OTHERS, *LEARNABLE], [LAMBDA]]
)
def test_what_is_left_and_what_was_learned_is_all(tmp_path: Path, planted: list[Made]) -> None:
    path = recorded(tmp_path, (*CONFORMING, *planted))
    before, learned = learned_of(path)
    after = found(path, _read(tmp_path, learned))
    assert learned.silenced
    assert after | learned.silenced == before
    assert not after & learned.silenced
    assert {each.id for each in learned.not_learnable} == after


def _read(folder: Path, learned: Learned) -> Mapping[str, Overlay]:
    texts = overlay_texts(folder / "learned.json", learned.overlays, folder=False)
    for path, text in texts.items():
        path.write_text(text)
    return read_overlays(list(texts), ())


def test_a_correction_cites_the_entry_and_how_often_it_was_seen(tmp_path: Path) -> None:
    path = recorded(tmp_path, (DESCRIBED, STATE, STATE))
    _, learned = learned_of(path)
    (correction,) = learned.overlays["kms"]["corrections"]
    assert correction["add"] == ["Melted"]
    assert f"seen 2 times, first in {path}, log/entries/1" in correction["reason"]
    assert "kms.us-east-1.amazonaws.com" in correction["reason"]


def test_members_that_one_object_lacks_are_one_correction(tmp_path: Path) -> None:
    queue = made("lambda", "GetFunctionUrlConfig", {"FunctionName": "f"}, {"AuthType": "NONE"})
    path = recorded(tmp_path, [queue])
    before, learned = learned_of(path)
    assert before
    assert learned.silenced == before
    (correction,) = learned.overlays["lambda"]["corrections"]
    assert correction["pointer"] == "/response/required"
    assert correction["value"] == ["AuthType"]


def test_an_error_that_the_service_does_not_have_is_learned(tmp_path: Path) -> None:
    error = {"status_code": 400, "data": {"Error": {"Code": "MoonException", "Message": "m"}}}
    path = tmp_path / "kms.ListKeys_1.json"
    path.write_text(json.dumps(error))
    before, learned = learned_of(path)
    assert len(before) == 1
    assert before
    assert learned.silenced == before
    (correction,) = learned.overlays["kms"]["corrections"]
    assert correction["pointer"] == "/errors/MoonException"
    assert found(path, _read(tmp_path, learned)) == set()


def test_an_own_overlay_is_applied_on_top_of_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "contracts" / "acm"
    own.mkdir(parents=True)
    correction = {"file": "DescribeCertificate.json", "pointer": "/response/required",
                  "value": ["Certificate"], "reason": "-"}  # fmt: skip
    (own / "overlay.json").write_text(json.dumps({"corrections": [correction]}))
    monkeypatch.chdir(tmp_path)
    response = load("acm").operations["DescribeCertificate"].response_shape
    assert response.required == ("Certificate",)
    algorithms = response.member("Certificate").member("KeyAlgorithm").enum
    assert {"RSA-2048", "RSA_2048"} <= set(algorithms)


@pytest.mark.parametrize("names", [["kms"], ["kms", "lambda"]])
def test_an_overlay_of_one_service_may_lie_in_the_folder_of_contracts(
    tmp_path: Path, names: Sequence[str]
) -> None:
    overlays: dict[str, Any] = {each: {"service": each, "corrections": []} for each in names}
    in_folder = overlay_texts(tmp_path / "contracts", overlays, folder=True)
    assert set(in_folder) == {tmp_path / "contracts" / each / "overlay.json" for each in names}
    (text,) = overlay_texts(tmp_path / "one.json", overlays, folder=False).values()
    assert ("services" in json.loads(text)) == (len(names) > 1)
    (tmp_path / "one.json").write_text(text)
    assert set(read_overlays([tmp_path / "one.json"], ())) == set(names)


def test_what_stands_in_an_overlay_of_a_folder_stays(tmp_path: Path) -> None:
    old = {"file": "*", "pointer": "/response/required", "remove": True, "reason": "old"}
    new = {"file": "*", "pointer": "/request/required", "remove": True, "reason": "new"}
    file = tmp_path / "kms" / "overlay.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"corrections": [old], "trust": []}))
    learned = {"kms": {"service": "kms", "corrections": [old, new]}}
    (text,) = overlay_texts(tmp_path, learned, folder=True).values()
    assert json.loads(text) == {"corrections": [old, new], "trust": []}
    file.write_text("{")
    with pytest.raises(BadUsage, match="correct the overlay first"):
        overlay_texts(tmp_path, learned, folder=True)


@pytest.mark.parametrize(
    ("planted", "pointer"),
    [
        (replace(DESCRIBED, response=replace(DESCRIBED.response, status=201)),
         "/operations/DescribeKey/http/status"),
    ],
)  # fmt: skip
def test_the_status_of_a_success_is_learned(tmp_path: Path, planted: Made, pointer: str) -> None:
    path = recorded(tmp_path, [planted])
    before, learned = learned_of(path)
    assert before
    assert learned.silenced == before
    (correction,) = learned.overlays["kms"]["corrections"]
    assert (correction["file"], correction["pointer"]) == ("service.json", pointer)
    assert correction["value"] == 201


def test_an_error_with_the_status_of_a_success_teaches_nothing(tmp_path: Path) -> None:
    error = {"status_code": 200, "data": {"Error": {"Code": "BucketAlreadyExists"}}}
    path = tmp_path / "s3.CreateBucket_1.json"
    path.write_text(json.dumps(error))
    before, learned = learned_of(path)
    assert len(before) == len(learned.not_learnable) == 1


def test_nulls_in_a_list_are_learned(tmp_path: Path) -> None:
    checks = {"checks": [{"id": "a", "name": "n", "description": "d", "category": "c",
                          "metadata": ["x", None]}]}  # fmt: skip
    made_of = made("support", "DescribeTrustedAdvisorChecks", {"language": "en"}, checks)
    path = recorded(tmp_path, [made_of])
    before, learned = learned_of(path)
    assert before
    assert learned.silenced == before
