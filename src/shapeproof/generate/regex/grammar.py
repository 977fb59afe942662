"""A pattern read into its parts, by the parser of Python's ``re``.

What looks around (assertions, anchors, borders of words) makes nothing; whoever uses a text must
see whether the pattern finds it.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from shapeproof.generate.carriers import Carrier
from shapeproof.generate.regex.alphabets import ANY, alphabet
from shapeproof.generate.regex.nodes import (
    Back,
    Chars,
    Node,
    choice,
    group,
    repeated,
    sequence,
)

_parser: Any = importlib.import_module("re._parser")
_SILENT = frozenset({"AT", "ASSERT", "ASSERT_NOT"})
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


class Unmakeable(Exception):
    """The pattern has a part that no text can be made for."""


@lru_cache(maxsize=2048)
def parts_of(pattern: str, carrier: Carrier) -> Node | None:
    """The parts of a pattern, None where it has some that are not known."""
    try:
        return _Reader(carrier).sequence(_parser.parse(pattern))
    except (Unmakeable, RecursionError):
        return None


class _Reader:
    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def sequence(self, parsed: Iterable[tuple[Any, Any]]) -> Node:
        """Parts one after another."""
        return sequence(
            [
                self._node(str(name), argument)
                for name, argument in parsed
                if str(name) not in _SILENT
            ]
        )

    def _node(self, name: str, argument: Any) -> Node:
        if name in _REPEATS:
            least, most, part = argument
            endless = most is _parser.MAXREPEAT
            return repeated(self.sequence(part), int(least), math.inf if endless else int(most))
        match name:
            case "LITERAL":
                return Chars(chr(argument))
            case "NOT_LITERAL":
                return self._chars(alphabet((("NEGATE", None), ("LITERAL", argument))))
            case "ANY":
                return self._chars(ANY)
            case "IN":
                return self._chars(alphabet(tuple((str(op), each) for op, each in argument)))
            case "BRANCH":
                return choice([self.sequence(each) for each in argument[1]])
            case "SUBPATTERN":
                number, part = argument[0], self.sequence(argument[3])
                return part if number is None else group(number, part)
            case "ATOMIC_GROUP":
                return self.sequence(argument)
            case "GROUPREF":
                return Back(argument)
            case _:
                raise Unmakeable(name)

    def _chars(self, chars: str) -> Node:
        carried = self._carrier.kept(chars) or chars
        if not carried:
            raise Unmakeable("an empty class")
        return Chars(carried)
