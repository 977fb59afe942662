"""Random walks: the same for a seed, bounded, within the plan, silent, and no trouble to end."""

from __future__ import annotations

import random
from typing import Any

import pytest

from shapeproof.exchange import HttpResponse
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.walks.random.assertions import same_violation
from shapeproof.run.walks.random.machine import WEIGHTS
from shapeproof.run.walks.random.random_walk import RULES
from shapeproof.run.walks.walk import Shortener

from .walk_runs import Server, edited, guessed, run

pytestmark = pytest.mark.slow  # whole runs against servers

TOKENS = {"operations": ("*Token",)}


def wandered(server: Server | None = None, **plan: Any) -> tuple[Server, Any, int]:
    """A run with random walks, and how many requests came before them."""
    before = run(**{**plan, "max_examples": 0}).requests
    server = server or Server()
    return server, run(server, **{"max_examples": 30, **plan}), before


def test_every_rule_offers_something_and_is_taken() -> None:
    assert WEIGHTS.keys() == RULES.keys()
    assert min(WEIGHTS.values()) > 0


@pytest.mark.slow
def test_the_same_seed_sends_the_same_and_another_seed_something_else() -> None:
    first, second, third = (
        [
            (each.method, each.target, each.body)
            for each in wandered(seed=seed, **TOKENS)[0].requests
        ]
        for seed in (3, 3, 4)
    )
    assert first == second
    assert len(first) != len(third) or first != third


def test_they_follow_the_planned_walks_and_are_bounded_by_max_examples() -> None:
    for examples in (12, 30):
        _, outcome, before = wandered(max_examples=examples, **TOKENS)
        assert outcome.findings == ()
        assert 0 < outcome.requests - before <= 60 * examples
        assert outcome.cases[-1].case.endswith(":stateful:wandering")
        assert outcome.cases[-1].outcome == "accepted"


def test_only_what_is_planned_is_called_for_its_own_sake() -> None:
    server, _, before = wandered(operations=("*Token",), excluded=("DeleteToken",))
    called = {(each.method, each.target.split("/")[-1]) for each in server.requests[before:]}
    assert not any(method == "POST" and last in ("remove", "delete") for method, last in called)
    assert any(last == "challenge" for _, last in called)


def test_one_share_takes_them_all() -> None:
    cases = [
        [each.case for each in wandered(shard=(index, 2), **TOKENS)[1].cases] for index in (1, 2)
    ]
    assert sum(case.endswith("wandering") for share in cases for case in share) == 1


@pytest.mark.parametrize("more", [1, 7, 60])
def test_the_bound_of_requests_ends_them(more: int) -> None:
    before = run(**TOKENS).requests
    server = Server()
    with pytest.raises(OutOfBudget):
        run(server, max_examples=30, max_requests=before + more, **TOKENS)
    assert len(server.requests) == before + more


def test_a_keyboard_interrupt_ends_them_too() -> None:
    before = run(**TOKENS).requests
    server = Server()

    def interrupting(request, answer):
        if len(server.requests) > before + 20:
            raise KeyboardInterrupt
        return answer

    server.hook = interrupting
    with pytest.raises(KeyboardInterrupt):
        run(server, max_examples=30, **TOKENS)


def test_a_target_that_never_does_the_same_twice_does_no_harm() -> None:
    rng = random.Random(7)

    def moody(request, answer):
        refused = HttpResponse(429, (("x-amzn-errortype", "TooManyRequestsException"),), b"{}")
        return refused if rng.random() < 0.2 else answer

    _, outcome, before = wandered(Server(moody), **TOKENS)
    assert outcome.requests > before / 2


def test_a_guessed_lifecycle_is_walked_too() -> None:
    assert wandered(contract=guessed(), **TOKENS)[1].findings == ()


def test_what_needs_a_third_thing_is_found_confirmed_and_short() -> None:
    made: list[str] = []

    def third_token(request, answer):
        if request.method == "POST" and request.target.endswith("/challenge"):
            made.append(request.target)
            if made.count(request.target) > 2:
                return edited(answer, challengeCode="another")
        return answer

    assert run(Server(third_token), **TOKENS).findings == ()
    made.clear()
    _, outcome, _ = wandered(Server(third_token), max_examples=150, **TOKENS)
    found = [each for each in outcome.findings if each.check == "lost_write"]
    assert {each.operation for each in found} == {"CreateToken"}
    assert all(each.phase == "stateful" for each in found)
    assert min(len(each.before) for each in found) <= 7


def test_what_was_told_before_is_not_told_again() -> None:
    def lost(request, answer):
        gone = request.method == "GET" and "/challenge/" in request.target
        return edited(answer, challengeCode="OLD") if gone and answer.status == 200 else answer

    _, outcome, _ = wandered(Server(lost), **TOKENS)
    ids = [each.id for each in outcome.findings]
    assert ids
    assert len(ids) == len(set(ids))
    planned = run(Server(lost), **TOKENS)
    assert {each.id for each in planned.findings} == set(ids)


def test_chunks_are_left_out_first() -> None:
    def lost(request, answer):
        gone = request.method == "GET" and "/challenge/" in request.target
        return edited(answer, challengeCode="OLD") if gone and answer.status == 200 else answer

    example = run(Server(lost), **TOKENS).findings[0]
    tried: list[tuple[str, ...]] = []

    def retry(steps):
        tried.append(steps)
        return [example] if {"a", "z"} <= set(steps) else []

    told = Shortener(retry, 50, same_violation, (8, 1)).shortest(
        tuple("abcdefghijklmnopz"), example
    )
    assert told is example
    assert ("a", "z") in tried
    assert len(tried) < 14
