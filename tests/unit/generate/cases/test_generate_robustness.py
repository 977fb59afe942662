"""What no SDK can send."""

from dataclasses import replace

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.model import Contract
from shapeproof.exchange import Case, Expect, Family
from shapeproof.generate.cases.robustness import is_robustness, may_kill, sent_cases

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
