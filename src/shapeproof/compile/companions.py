"""Required response members that a model states elsewhere than in an operation's output shape.

Some models were generated from an OpenAPI document: the operation's output ``XResponse`` lists no
``required``, but the payload object ``XRespObj``, which is in the model as well, does. The rule for
all services:

1. the companion is the structure ``XRespObj``; else
2. all structures ``…RespObj`` that have the same members with the same shapes, are no companion by
   rule 1, and agree on what is required.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_OUTPUT = "Response"
_COMPANION = "RespObj"


@dataclass(frozen=True)
class DerivedRequired:
    """Required members, the shapes they come from, and how far to trust them."""

    members: tuple[str, ...]
    origin: tuple[str, ...]
    trust: str = "sure"


class Companions:
    """The companions in one service model."""

    def __init__(self, shapes: Mapping[str, Mapping[str, Any]]) -> None:
        self._shapes = shapes
        self._names = tuple(sorted(name for name in shapes if name.endswith(_COMPANION)))

    def required(self, output: str) -> DerivedRequired | None:
        """What the companions of an output shape require; None where the rule finds nothing."""
        shapes = self._shapes
        if not (self._names and output.endswith(_OUTPUT)) or shapes[output].get("required"):
            return None
        own = output.removesuffix(_OUTPUT) + _COMPANION
        names: tuple[str, ...]
        if own in shapes:
            names = (own,) if _same_members(shapes[own], shapes[output]) else ()
        else:
            names = self._look_alikes(output)
        verdicts = {tuple(sorted(shapes[name].get("required", ()))) for name in names}
        if len(verdicts) != 1:
            return None
        members = verdicts.pop()
        return DerivedRequired(members, names) if members else None

    def _look_alikes(self, output: str) -> tuple[str, ...]:
        return tuple(
            name
            for name in self._names
            if name.removesuffix(_COMPANION) + _OUTPUT not in self._shapes
            and _same_members(self._shapes[name], self._shapes[output])
        )


def _same_members(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    def members(shape: Mapping[str, Any]) -> dict[str, str]:
        return {key: member["shape"] for key, member in shape.get("members", {}).items()}

    return members(one) == members(other)
