r"""Translates the ``pattern`` traits of AWS's models into what Python and JSON Schema understand.

Smithy defines them as ECMA-262 regular expressions, and AWS's servers read them with
``java.util.regex``. Nearly all mean the same in Python and are kept. The others are
rewritten with what Python's ``re``, ECMA-262 and Rust have in common, to mean what they mean in
Java: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html.
``$`` is kept, as in ECMA-262, although Java also matches it before line ends at the end of a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shapeproof.compile.pattern_classes import Untranslatable
from shapeproof.compile.pattern_grammar import Grammar
from shapeproof.contract.pattern_cost import pattern_problem

_FOREIGN = re.compile(r"(?<!\\)(?:\\\\)*\\(?:[pPz]|u[dD][89a-fA-F])")
r"""What is always translated: Python 3.14 has ``\z``, and surrogates mean nothing in Rust."""

_PERHAPS_SETS = re.compile(r"\[\[|--|&&|~~|\|\|")
_BRACKETS = re.compile(r"\\.|\[(\^?\]?(?:[^\]\\]|\\.)*)", re.DOTALL)
_ESCAPES = re.compile(r"\\.", re.DOTALL)
_SETS = re.compile(r"\[|\^?+.+?(?:--|&&|~~|\|\|)", re.DOTALL)
r"""What Python warns of in a class, because it may later mean what it means in Java."""

_MAY_BE_REFUSED = re.compile(r"\(\?<|\(\?:\\[1-9]")
"""Lookbehind and references to groups: Python restricts them more than Java."""


@dataclass(frozen=True)
class Translation:
    """A pattern for Python's ``re`` and JSON Schema, or why there is none."""

    pattern: str | None
    """None if its meaning cannot be kept."""
    reason: str = ""
    """One line; empty where there is a pattern."""


@cache
def translate(pattern: str) -> Translation:
    """A pattern that finds a text where a model's pattern does: the same one wherever that can be.

    The result is the same with each Python and its Unicode: a set of characters that it does not
    share with Java is written out.
    """
    translation = _translated(pattern)
    slow = pattern_problem(translation.pattern) if translation.pattern else None
    return Translation(None, slow) if slow else translation


def _translated(pattern: str) -> Translation:
    if not _FOREIGN.search(pattern) and not _has_sets(pattern) and _problem(pattern) is None:
        return Translation(pattern)
    try:
        translated = Grammar(pattern).whole()
    except Untranslatable as obstacle:
        return Translation(None, str(obstacle))
    except RecursionError:
        return Translation(None, "its groups lie too deep within each other")
    problem = _problem(translated) if _MAY_BE_REFUSED.search(translated) else None
    return Translation(None, f"in Python: {problem}") if problem else Translation(translated)


def _problem(pattern: str) -> str | None:
    """Why Python refuses a pattern."""
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
