"""What a client keeps of one call and shows in the next."""

from __future__ import annotations

from typing import Any

from shapeproof.checks.client.comparison.bodies import body_tree
from shapeproof.checks.client.comparison.difference import RequestDifference
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.exchange import HttpRequest
from shapeproof.wire.uri_template import split_query


def _due_before(seen: ClientObservation) -> HttpRequest | None:
    """The request that the previous call had to make, None where there is none."""
    if seen.previous is None:
        return None
    case = seen.previous.case
    operation = seen.contract.operations.get(case.operation)
    if operation is None:
        return None
    try:
        return seen.codec.encode_request(seen.contract, operation, case.params)
    except ValueError:
        return None


def is_left_over(seen: ClientObservation, difference: RequestDifference) -> bool:
    """Whether what is sent beyond what is due was due in the request before."""
    if difference.constraint != "extra" or not difference.sent:
        return False
    before = _due_before(seen)
    if before is None or seen.previous is None:
        return False
    if difference.part == "query":
        pairs = split_query(before.target.partition("?")[2])
        return (difference.name, difference.sent) in pairs
    if difference.part == "header":
        lines = [text for name, text in before.headers if name.lower() == difference.name.lower()]
        return difference.sent in lines
    operation = seen.contract.operations[seen.previous.case.operation]
    tree = body_tree(operation, seen.codec, before)
    return is_kept(tree, difference.tokens, difference.sent)


def is_kept(before: Any, tokens: Tokens, value: Any) -> bool:
    """Whether a value stood at the same place before, or a list holds what it held before.

    What is empty, false or 0 tells nothing: a client may fill that in by itself.
    """
    try:
        old = lookup(before, tokens)
    except KeyError:
        return False
    if not old or not value:
        return False
    if isinstance(old, list) and isinstance(value, list) and len(old) < len(value):
        return old in (value[: len(old)], value[-len(old) :])
    return bool(old == value)
