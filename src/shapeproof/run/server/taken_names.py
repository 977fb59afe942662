"""The members that hold a name which is taken, where nothing in their names says so.

A second call with the same values is refused, and accepted with another text at one place: that
place takes a new name in each call.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Kind
from shapeproof.exchange import Case, Exchange
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.refusals import refused_with, says_taken
from shapeproof.run.server.setup import State

_MOST_TAKEN = 3


def renamed_call(
    harness: OperationHarness, case: Case, state: State, refused: Exchange
) -> tuple[Tokens, Exchange] | None:
    """The place at which a name is taken, and the call that another name there makes accepted.

    None where the refusal says nothing of a name, or another one changes nothing.
    """
    told = refused_with(refused, harness.session.codec)
    if not says_taken(told):
        return None
    role = harness.role
    known = {*state.bindings, *role.chosen, *(each[0] for each in (*role.fresh, *state.placed))}
    for tokens in names_taken(harness.operation, refused.params, told.message or "", known):
        value, shape = refused.params[tokens[0]], harness.members[tokens[0]]
        params = {**refused.params, tokens[0]: harness.namer.another(shape, value)}
        exchange = harness.session.call(harness.operation, params, case)
        if exchange.accepted:
            return tokens, exchange
    return None


def names_taken(
    operation: Operation, params: Mapping[str, Any], message: str, known: Collection[str]
) -> Iterator[Tokens]:
    """The members that may hold the name that is taken, those that a refusal quotes first."""
    members = operation.request_shape.members
    texts = [
        name
        for name, value in params.items()
        if isinstance(value, str) and value and name not in known and name in members
        and members[name].kind is Kind.STRING and not members[name].enum
    ]  # fmt: skip
    required = operation.request_shape.required
    texts.sort(key=lambda name: (params[name] not in message, name not in required))
    yield from ((name,) for name in texts[:_MOST_TAKEN])
