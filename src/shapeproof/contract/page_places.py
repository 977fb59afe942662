"""Where a paginated operation has its items, its token, and whether more follow.

botocore states these places as paths (``StreamDescription.Shards[-1].ShardId``). Where it states no
paginator, members whose names say it make one.
"""

from __future__ import annotations

import re
from typing import Any

from shapeproof.contract.model import Contract, Operation, Paginator, Schema
from shapeproof.contract.shape import Shape

_STEP = re.compile(r"(\w+)(\[-1\])?")
_TOKEN_GIVEN = re.compile(r"^(next|continuation|pagination|page|starting)_?token$", re.IGNORECASE)
_LIMIT = re.compile(r"^(max_?(results|items|records)|limit|page_?size)$", re.IGNORECASE)
_TOKEN_NAMES = frozenset({"nexttoken", "marker", "pagetoken", "nextmarker", "continuationtoken"})
_TOKEN_RETURNED = re.compile(r"^(next|continuation|pagination)\w*token$", re.IGNORECASE)


def value_at(output: Any, path: str) -> Any:
    """The value at a path of an output; None where there is none."""
    found = output
    for step in path.split("."):
        name, last = _parts(step)
        found = found.get(name) if isinstance(found, dict) else None
        if last:
            found = found[-1] if isinstance(found, list) and found else None
    return found


def first_value_at(output: Any, paths: str) -> Any:
    """The first value that one of several paths has (``NextMarker || Contents[-1].Key``)."""
    found = (value_at(output, each.strip()) for each in paths.split("||"))
    return next((each for each in found if each), None)


def shape_at(shape: Shape, path: str) -> Shape:
    """The shape at a path; unknown where there is none."""
    for step in path.split("."):
        name, last = _parts(step)
        shape = shape.member(name)
        shape = shape.item if last else shape
    return shape


def _parts(step: str) -> tuple[str, str | None]:
    found = _STEP.fullmatch(step)
    return (found.group(1), found.group(2)) if found else (step, None)


def is_walkable(paginator: Paginator) -> bool:
    """Whether its pages are linked by one token at a plain path."""
    if len(paginator.input_tokens) != 1 or len(paginator.output_tokens) != 1:
        return False
    steps = paginator.output_tokens[0].split(".")
    return paginator.input_tokens[0].isidentifier() and all(map(_STEP.fullmatch, steps))


def list_path(operation: Operation, paginator: Paginator) -> str | None:
    """The path of the list whose items the pages share; None where there is none."""
    for path in paginator.result_keys:
        if shape_at(operation.response_shape, path).is_list:
            return path
    return None


def paginator_of(contract: Contract, name: str) -> Paginator | None:
    """The paginator of an operation that can be walked: botocore's, or one by its members' names.

    The latter is only made where nobody has reviewed the service.
    """
    stated = contract.paginators.get(name)
    if stated is not None:
        return stated if is_walkable(stated) else None
    if contract.lifecycle.reviewed:
        return None
    operation = contract.operations[name]
    given = [each for each in operation.request_shape.members if _TOKEN_GIVEN.match(each)]
    members = operation.response_shape.members
    returned = [each for each in members if _TOKEN_RETURNED.match(each)]
    returned = [each for each in returned if "ackward" not in each]
    lists = [each for each, shape in members.items() if shape.is_list]
    if len(given) != 1 or len(returned) != 1 or len(lists) != 1:
        return None
    limits = [each for each in operation.request_shape.members if _LIMIT.match(each)]
    return Paginator(
        name, (given[0],), (returned[0],), (lists[0],), limits[0] if len(limits) == 1 else None
    )


def page_tokens(request: Schema, paginator: Paginator | None = None) -> frozenset[str]:
    """The top-level members that take only what a list operation has returned before."""
    named = paginator.input_tokens if paginator else ()
    members = Shape.of(request).members
    return frozenset(name for name in members if name in named or name.lower() in _TOKEN_NAMES)
