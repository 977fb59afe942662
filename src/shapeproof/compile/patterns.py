r"""Translates the ``pattern`` traits of AWS's models into what Python and JSON Schema understand.

Smithy has them be ECMA-262 regular expressions, and AWS's servers read them with
``java.util.regex``. Nearly all mean the same in Python and stay as they are. The others are
rewritten with what Python's ``re``, ECMA-262 and Rust have in common, to mean what they mean in
Java: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html. Of
that, ``$`` stays ``$``, as ECMA-262 has it: Java also finds it before line ends that close a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shapeproof.compile.pattern_classes import Untranslatable
from shapeproof.compile.pattern_grammar import Grammar

_FOREIGN = re.compile(r"(?<!\\)(?:\\\\)*\\(?:[pPz]|u[dD][89a-fA-F])")
r"""What is never left as it is: Python 3.14 has ``\z``, and surrogates mean nothing in Rust."""

_PERHAPS_SETS = re.compile(r"\[\[|--|&&|~~|\|\|")
_BRACKETS = re.compile(r"\\.|\[(\^?\]?(?:[^\]\\]|\\.)*)", re.DOTALL)
_ESCAPES = re.compile(r"\\.", re.DOTALL)
_SETS = re.compile(r"\[|\^?+.+?(?:--|&&|~~|\|\|)", re.DOTALL)
r"""What Python warns of in a class, as it may come to mean there what it means in Java."""

_MAY_BE_REFUSED = re.compile(r"\(\?<|\(\?:\\[1-9]")
"""Looking behind and references to groups: Python has narrower rules of them than Java."""


@dataclass(frozen=True)
class Translation:
    """A pattern for Python's ``re`` and JSON Schema, or why there is none."""

    pattern: str | None
    """None if what it means cannot be kept."""
    reason: str = ""
    """One line; empty where there is a pattern."""


@cache
def translate(pattern: str) -> Translation:
    """A pattern that finds a text where a model's pattern does: the same one wherever that can be.

    The result is the same with each Python and its Unicode: a set of characters that it does not
    share with Java is written out.
    """
    if not _FOREIGN.search(pattern) and not _has_sets(pattern) and _problem(pattern) is None:
        return Translation(pattern)
    try:
        translated = Grammar(pattern).whole()
    except Untranslatable as obstacle:
        return Translation(None, str(obstacle))
    problem = _problem(translated) if _MAY_BE_REFUSED.search(translated) else None
    return Translation(None, f"in Python: {problem}") if problem else Translation(translated)


def _problem(pattern: str) -> str | None:
    """What Python has against a pattern."""
    try:
        re.compile(pattern)
    except re.error as error:
        return error.msg
    except (OverflowError, RecursionError) as error:
        return str(error)
    return None


def _has_sets(pattern: str) -> bool:
    """Whether a class holds what is a class, or ``&&``, in Java (Python would compile it)."""
    return _PERHAPS_SETS.search(pattern) is not None and any(
        _SETS.match(_ESCAPES.sub("x", brackets[1]))
        for brackets in _BRACKETS.finditer(pattern)
        if brackets[1] is not None
    )
