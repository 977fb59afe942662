"""What the refusals of a search say."""

import pytest

from shapeproof.exchange.reasons import RefusedWith
from shapeproof.run.server.refusals import best_of, says_not_ready, says_taken


@pytest.mark.parametrize(
    ("code", "message", "taken", "waits"),
    [
        ("ConflictException", "x already exists", True, False),
        ("ResourceInUseException", "Stream x not ACTIVE, instead in state CREATING", True, True),
        ("InvalidStateException", "the cluster is not yet ready", False, True),
        ("ValidationException", "name is required", False, False),
        ("NotFoundException", "no such flow", False, False),
    ],
)
def test_what_may_help(code: str, message: str, taken: bool, waits: bool) -> None:
    refusal = RefusedWith(400, code, message)
    assert (says_taken(refusal), says_not_ready(refusal)) == (taken, waits)


def test_a_refusal_about_the_form_says_most() -> None:
    refusals = [
        RefusedWith(500),
        RefusedWith(400, "ValidationException", "x"),
        RefusedWith(404, "NotFoundException"),
        RefusedWith(failure="timeout"),
    ]
    assert best_of(refusals) == 1
    assert best_of([*refusals, refusals[1]]) == 4
