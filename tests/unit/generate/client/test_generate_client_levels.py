"""The levels of a bounded run have the cases of a whole run, and are made while there is time."""

from __future__ import annotations

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exchange import ClientCase, ClientFamily, Outcome
from shapeproof.generate.client import client_cases
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.levels import IN_TURN, CaseLevel, client_levels
from shapeproof.run.strategies import load_contract
from shapeproof.wire.registry import codec_for

CODEC = codec_for("rest-json")
FIRST, OTHER = "CloneBackend", "UpdateBackendConfig"
NAMES = ("UpdateBackendAuth", "UpdateBackendConfig", "UpdateBackendStorage")


def levels_of(contract: Contract, name: str) -> dict[CaseLevel, list[ClientCase]]:
    builder = ClientCaseBuilder(contract, contract.operations[name], CODEC)
    return {level: list(cases) for level, cases in client_levels(builder)}


@pytest.mark.parametrize("name", [FIRST, OTHER, "ListBackendJobs"])
def test_levels_have_the_cases_of_whole_runs(amplifybackend: Contract, name: str) -> None:
    levels = levels_of(amplifybackend, name)
    whole = list(client_cases(amplifybackend, amplifybackend.operations[name], CODEC))
    in_levels = [case for cases in levels.values() for case in cases]
    assert sorted(map(repr, in_levels)) == sorted(map(repr, whole))
    assert levels[CaseLevel.MINIMAL] == whole[:1]
    assert list(levels) == list(CaseLevel)


def test_plain_calls_outputs_and_errors_come_first(amplifybackend: Contract) -> None:
    plain = levels_of(amplifybackend, OTHER)[CaseLevel.PLAIN]
    assert all(case.pointer == "" for case in plain)
    assert {case.family for case in plain} == {
        ClientFamily.REQUEST, ClientFamily.OUTPUT, ClientFamily.ERROR,
    }  # fmt: skip
    codes = [case.error.code for case in plain if case.error is not None]
    assert len(codes) == len(set(codes)) > 1


def test_what_waits_comes_last(amplifybackend: Contract) -> None:
    levels = levels_of(amplifybackend, FIRST)
    assert [case.label for case in levels[CaseLevel.STALLED]] == ["stall"]
    early = [case for level in CaseLevel if level < CaseLevel.INVALID for case in levels[level]]
    retried = {case.label for case in early if case.attempts[0] > 1}
    assert retried == {"500", "reset"}


def test_what_is_shown_once_comes_operation_by_operation(amplifybackend: Contract) -> None:
    names = ("CloneBackend", "CreateBackend", "UpdateBackendConfig")
    for name in names:
        for level, cases in levels_of(amplifybackend, name).items():
            special = [
                case.id
                for case in cases
                if case.label == "number-infinity"
                or (case.family is ClientFamily.ROBUSTNESS and level < CaseLevel.WAITING)
            ]
            assert not special or level not in IN_TURN


def test_no_case_is_made_before_its_level_or_out_of_time(amplifybackend: Contract) -> None:
    class OutOfTime(Exception):
        pass

    made = 0

    def check() -> None:
        nonlocal made
        made += 1
        if made > 100:
            raise OutOfTime

    operation = amplifybackend.operations["UpdateBackendAuth"]
    builder = ClientCaseBuilder(amplifybackend, operation, CODEC, check=check)
    levels = client_levels(builder)
    _, minimal = next(levels)
    assert next(minimal).outcome is Outcome.OUTPUT
    assert made < 5
    with pytest.raises(OutOfTime):
        _ = [list(cases) for _, cases in levels]


@pytest.mark.slow
def test_chosen_operations_carry_the_costly_cases(amplifybackend: Contract) -> None:
    def retried(among: tuple[str, ...] | None) -> int:
        return sum(
            case.family is ClientFamily.RETRY
            for name in NAMES
            for case in client_cases(amplifybackend, amplifybackend.operations[name], CODEC, among)
        )

    assert retried(None) < 10 < retried(NAMES)


@pytest.mark.slow
def test_broken_replies_come_early_where_the_first_operation_has_no_reply_to_break() -> None:
    """AddPermission answers with nothing, so each operation shows a few of them."""
    contract = load_contract("sqs")
    codec = codec_for(contract.protocol)
    early = set()
    for name in ("AddPermission", "GetQueueUrl", "ListQueues", "SendMessage"):
        levels = client_levels(ClientCaseBuilder(contract, contract.operations[name], codec))
        early |= {
            case.label
            for level, cases in levels
            for case in cases
            if level is CaseLevel.CARRIED and case.family is ClientFamily.ROBUSTNESS
        }
    assert len(early) >= 5
