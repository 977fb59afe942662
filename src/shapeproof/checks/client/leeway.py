"""How much a difference of an output weighs, by what the reply of a case tries."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shapeproof.checks.client.comparison.values import ValueGap
from shapeproof.checks.client.comparison.views import is_zero_value
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.contract.pointer import parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Severity
from shapeproof.exchange.traits import ClientTrait

MESSAGE_RECASED = "message-recased"
"""The end of the label of an error whose message has a name in another case of letters."""
RECASED = "unknown-member-recased"
"""The label of an output with a member under a name in another case of letters."""
_LITERAL = "literal-"
_REQUIRED = "absent-required"
_NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity"})


@dataclass(frozen=True)
class Leeway:
    """The most that the differences of one output weigh; None: nothing.

    ``failure`` is that of a success that is told as an error, ``most`` that of another value.
    """

    root: Shape
    failure: Severity | None = Severity.ERROR
    most: Severity | None = Severity.ERROR
    lacks_required: bool = False

    @classmethod
    def of(cls, seen: ClientObservation) -> Leeway:
        """That of a call.

        A number ``1.0`` for an integer, and a name that the model does not have, are at most
        warnings. A client may fail where a required member is absent.
        """
        root, label = Shape.of(seen.operation.response), seen.case.label
        if label == _REQUIRED:
            return cls(root, failure=None, lacks_required=True)
        if label == RECASED:
            return cls(root, _recased_failure(root, seen.case.pointer), Severity.WARNING)
        if _LITERAL in label and _is_integer(root, seen.case.pointer):
            silent = ClientTrait.INTEGERS_ONLY in seen.traits
            weight = None if silent else Severity.WARNING
            return cls(root, weight, weight)
        return cls(root)

    def of_gap(self, gap: ValueGap) -> Severity | None:
        """The severity of one difference."""
        if is_text_for_number(gap):
            return Severity.WARNING
        if self.lacks_required and gap.kind in ("extra", "unknown"):
            member = self._at(gap.tokens)
            if member is not None and is_zero_value(member, gap.actual):
                return Severity.WARNING  # Smithy's client error correction
        return self.most

    def _at(self, tokens: tuple[str, ...]) -> Shape | None:
        try:
            return self.root.at(tokens)
        except KeyError:
            return None


def _recased_failure(root: Shape, pointer: str) -> Severity | None:
    """The severity of a failure on a re-cased name: none where a required member is absent."""
    *around, name = parse(pointer)
    return None if name in root.at(around).required else Severity.WARNING


def is_text_for_number(gap: ValueGap) -> bool:
    """Whether a number that JSON writes as a text (``"Infinity"``) is read as that text."""
    is_special = isinstance(gap.expected, float) and not math.isfinite(gap.expected)
    return is_special and isinstance(gap.actual, str) and gap.actual in _NOT_FINITE


def _is_integer(root: Shape, pointer: str) -> bool:
    try:
        return root.at(parse(pointer)).type == "integer"
    except KeyError:
        return False
