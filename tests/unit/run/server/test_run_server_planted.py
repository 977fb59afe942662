"""An answer that repeats a fault which the target has accepted before is no finding of its own."""

import json
from typing import Any

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exchange import (
    Case,
    Exchange,
    Expect,
    Family,
    Fault,
    Finding,
    FindingTexts,
    How,
    HttpRequest,
    HttpResponse,
    Severity,
)
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER
from shapeproof.run.server.planted import PlantedFaults
from shapeproof.run.server.session import Observer

from ..run_servers import CODEC, CONTRACT, guessed

HEADERS = (("Content-Type", "application/json"), ("x-amzn-RequestId", "1"))
TOKEN = {"appId": "a1", "sessionId": "s1", "challengeCode": "c1", "ttl": "300"}


def answered(body: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(status, HEADERS, json.dumps(body).encode())


def planted(how: How, constraint: str, params: dict[str, Any]) -> Exchange:
    fault = Fault("/ChallengeCode", constraint, how)
    case = Case("x", "CreateToken", Family.INVALID, "", params, Expect.REJECT, fault)
    return Exchange("CreateToken", params, HttpRequest("POST", "/"), answered({}), case=case)


def seen_later(first: Exchange | None, body: Any, contract: Contract) -> list[str]:
    observer = Observer(contract, CODEC)
    if first is not None:
        observer.watch(first, ())
    reading = Exchange("GetToken", {}, HttpRequest("GET", "/"), answered(body), output=body)
    return [f"{each.check} {each.pointer}" for each in observer.watch(reading, ())]


WRONG = {**TOKEN, "challengeCode": 7}
MISSING = {name: each for name, each in TOKEN.items() if name != "challengeCode"}
NUMBER = planted(How.WRONG_TYPE, "type", {"ChallengeCode": 7})
LEFT_OUT = planted(How.LEFT_OUT, "required", {})


@pytest.mark.parametrize(
    ("first", "body"),
    [(NUMBER, WRONG), (LEFT_OUT, MISSING), (LEFT_OUT, {**TOKEN, "challengeCode": None}),
     (None, {**TOKEN, UNKNOWN_MEMBER: "unknown"})],
)  # fmt: skip
def test_what_was_planted_comes_back(first: Exchange | None, body: Any) -> None:
    assert seen_later(first, body, guessed()) == []


@pytest.mark.parametrize(
    ("first", "body"),
    [(None, WRONG), (NUMBER, {**TOKEN, "challengeCode": 8}), (NUMBER, MISSING),
     (LEFT_OUT, WRONG)],
)  # fmt: skip
def test_another_value_is_the_targets_own(first: Exchange | None, body: Any) -> None:
    assert seen_later(first, body, guessed()) == ["response_schema /challengeCode"]


def test_what_was_accepted_in_silence_comes_back() -> None:
    observer = Observer(guessed(), CODEC)
    before = observer.planted.disturbances
    observer.planted.note_untold(Fault("/ChallengeCode", "type", How.WRONG_TYPE), NUMBER.params)
    assert observer.planted.disturbances == before + 1
    reading = Exchange("GetToken", {}, HttpRequest("GET", "/"), answered(WRONG), output=WRONG)
    assert observer.watch(reading, ()) == []


def test_a_refused_fault_explains_nothing() -> None:
    refused = Exchange(
        NUMBER.operation, NUMBER.params, NUMBER.request, answered({}, 400), case=NUMBER.case
    )
    assert seen_later(refused, WRONG, guessed()) == ["response_schema /challengeCode"]


def test_with_a_review_all_is_told() -> None:
    assert seen_later(NUMBER, WRONG, CONTRACT) == ["response_schema /challengeCode"]


def test_a_list_of_names_holds_what_was_sent_for_a_name() -> None:
    fault = Fault("/ChallengeCodeName", "required", How.LEFT_OUT)
    case = Case("x", "CreateToken", Family.INVALID, "", {}, Expect.REJECT, fault)
    first = Exchange("CreateToken", {}, HttpRequest("POST", "/"), answered({}), case=case)
    planted_faults = PlantedFaults()
    planted_faults.note(first)
    found = finding_at("/ChallengeCodes/3")
    assert planted_faults.explain(found, {"ChallengeCodes": ["a", "b", "c", None]})
    assert not planted_faults.explain(found, {"ChallengeCodes": ["a", "b", "c", 1]})


@pytest.mark.parametrize(
    ("member", "body", "explained"),
    [
        ("Definition", {}, True),
        ("Definition", {"Definition": 1}, False),
        ("Name", {}, False),
        ("Challenge", {}, False),
    ],
)
def test_what_was_left_out_is_missing_under_a_shorter_name(
    member: str, body: dict[str, Any], explained: bool
) -> None:
    planted_faults = PlantedFaults()
    for name in ("RuleDefinition", "ChallengeCodeName"):
        planted_faults.note_untold(Fault(f"/{name}", "required", How.LEFT_OUT), {})
    assert planted_faults.explain(finding_at(f"/{member}"), body) is explained


def finding_at(pointer: str) -> Finding:
    reading = Exchange("GetToken", {}, HttpRequest("GET", "/"), answered({}))
    texts = FindingTexts.of("x")
    return Finding("response_schema", Severity.ERROR, "s", "GetToken", pointer, "type", texts,
                   reading, pointer=pointer)  # fmt: skip


# --- Structures that the target does not look at


def faulted_at(place: str, *, accepted: bool = True, constraint: str = "required") -> Exchange:
    fault = Fault(place, constraint, How.LEFT_OUT)
    case = Case("x", "CreateToken", Family.INVALID, place, {}, Expect.REJECT, fault)
    response = answered({}, 200 if accepted else 400)
    return Exchange("CreateToken", {}, HttpRequest("POST", "/"), response, case=case)


LAST = faulted_at("/Target/Inner/C")
TWO = [faulted_at("/Target/A"), faulted_at("/Target/Inner/B")]


@pytest.mark.parametrize(
    ("before", "repeats"),
    [
        (TWO, True),
        ([*TWO, LAST], True),
        ([TWO[0], TWO[0]], False),
        ([faulted_at("/A"), faulted_at("/B"), faulted_at("/Other/A")], False),
        ([faulted_at(f"/Target/{each}", constraint="maxLength") for each in "AB"], False),
        ([*TWO, faulted_at("/Target/D", accepted=False)], False),
        ([*TWO, faulted_at("/Target/Inner/D/E", accepted=False)], False),
        ([LAST, *TWO], False),
    ],
)
def test_a_fault_within_what_is_not_looked_at_repeats_the_first(
    before: list[Exchange], repeats: bool
) -> None:
    planted_faults = PlantedFaults()
    for each in (*before, LAST):
        planted_faults.note(each)
    assert planted_faults.repeats(LAST) is repeats
