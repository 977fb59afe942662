"""What no SDK can send."""

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.model import Contract
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Case, Expect, Family, Fault, How
from shapeproof.generate.cases.robustness import in_amounts, is_robustness, may_kill, sent_cases

DEFAULT = {
    "required",
    "enum",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "pattern",
    "minItems",
}


def guessed(contract: Contract) -> Contract:
    return replace(contract, lifecycle=Lifecycle())


def all_of(cases: dict[str, list[Case]]) -> list[Case]:
    return [case for listed in cases.values() for case in listed]


def test_a_reviewed_contract_gets_all_in_their_order(
    amplifybackend: Contract, cases: dict[str, list[Case]]
) -> None:
    listed = all_of(cases)
    assert sent_cases(listed, amplifybackend, asked=False) == listed


def test_others_get_what_clients_send(
    amplifybackend: Contract, cases: dict[str, list[Case]]
) -> None:
    sent = sent_cases(all_of(cases), guessed(amplifybackend), asked=False)
    faults = {case.fault.constraint for case in sent if case.fault}
    assert {"required", "enum"} <= faults <= DEFAULT
    assert not any(case.family in (Family.ROUTE, Family.NULL) for case in sent)
    assert all(case.expect is Expect.ACCEPT for case in sent if case.family is Family.BODY)
    assert {Family.ALONE, Family.ENUM, Family.PAIRS, Family.ABSENT} <= {
        each.family for each in sent
    }


def test_where_it_is_asked_for_it_comes_last(
    amplifybackend: Contract, cases: dict[str, list[Case]]
) -> None:
    listed = all_of(cases)
    sent = sent_cases(listed, guessed(amplifybackend), asked=True)
    assert sorted(each.id for each in sent) == sorted(each.id for each in listed)
    ranks = [(may_kill(each), is_robustness(each)) for each in sent]
    assert ranks == sorted(ranks)
    assert ranks[0] == (False, False)
    assert ranks[-1] == (True, True)


AMOUNTS = {
    "type": "object",
    "properties": {
        "ShardCount": {"type": "integer"},
        "MinCapacity": {"type": "integer", "minimum": 5_000},
        "MaxResults": {"type": "integer", "maximum": 100_000},
        "Port": {"type": "integer"},
        "Sizes": {"type": "array", "items": {"type": "integer"}},
        "ByName": {"type": "object", "x-map": True, "additionalProperties": {"type": "number"}},
    },
}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"ShardCount": 2**31 - 1}, {"ShardCount": 1_000}),
        ({"ShardCount": 12}, {"ShardCount": 12}),
        ({"MinCapacity": 2**31 - 1}, {"MinCapacity": 5_000}),
        ({"MaxResults": 90_000}, {"MaxResults": 90_000}),  # the model states a maximum
        ({"Port": 65_000}, {"Port": 65_000}),  # no amount
        ({"Sizes": [1, 2_000_000]}, {"Sizes": [1, 1_000]}),
        ({"ByName": {"size": 1e15, "x": 1e15}}, {"ByName": {"size": 1_000, "x": 1e15}}),
        ({"ShardCount": True, "Port": "1"}, {"ShardCount": True, "Port": "1"}),
    ],
)
def test_amounts_without_a_maximum_are_those_a_user_asks_for(
    sent: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert in_amounts(Shape.of(AMOUNTS), sent) == kept


def test_a_huge_amount_may_end_the_server() -> None:
    def case(pointer: str, label: str) -> Case:
        return Case("id", "CreateStream", Family.NUMBER, pointer, {}, Expect.ACCEPT, label=label)

    assert may_kill(case("/ShardCount", "large"))
    assert may_kill(case("/Capacities/0", "large"))
    assert not is_robustness(case("/Port", "large"))
    assert not is_robustness(case("/ShardCount", "zero"))


@pytest.mark.parametrize(
    ("pointer", "family", "expected"),
    [
        ("/TopicArn", Family.LENGTH, True),
        ("/Targets/0/RoleARN", Family.TEXT, True),
        ("/ResourceArns/0", Family.BOUND, True),
        ("/NextToken", Family.LENGTH, True),
        ("/Marker", Family.BOUND, True),
        ("/NextToken", Family.ALONE, True),
        ("/TopicArn", Family.EMPTY, True),
        ("/TopicArn", Family.ALONE, False),
        ("/ClientToken", Family.LENGTH, False),
        ("/Name", Family.LENGTH, False),
    ],
)
def test_free_texts_where_the_server_makes_the_values(
    pointer: str, family: Family, expected: bool
) -> None:
    case = Case("c", "Send", family, pointer, {}, Expect.ACCEPT, label="1024")
    assert is_robustness(case) is expected


def test_arns_and_tokens_with_a_fault_are_sent() -> None:
    fault = Fault("/TopicArn", "required", How.LEFT_OUT)
    case = Case("c", "Send", Family.INVALID, "/TopicArn", {}, Expect.REJECT, fault)
    assert not is_robustness(case)
