"""Patterns that would take for ever: those whose steps double with each character of a text.

``(a+)+$`` is one: there are exponentially many ways to divide the letters of ``aaaa!``. Each
repetition within a repetition is tried on a few texts of what it repeats, which grow while that
is quick.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from re import _constants as constants  # there is no public parser
from re import _parser as parser
from typing import Any

from shapeproof.contract.bounds import LONGEST_PATTERN, MOST_IN_A_VALUE

_MANY = 20
"""A repetition of at least so many times can be exponential within another one."""
_LENGTHS = (*range(8, 31, 2), 36, 44, 56)
_TOO_LONG = 0.03
"""Seconds of computing: a pattern of polynomial cost takes microseconds for such texts."""
_ENDS = ("\x00", "!", "")
_MOST_TEXTS = 12
_LONGEST_PERIOD = 40
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)
_SUSPICIOUS = re.compile(r"[*+}?|].*\)[*+{]", re.DOTALL)
_LONG_COUNT = re.compile(r"\{\d{2,}")


@lru_cache(maxsize=4096)
def pattern_problem(pattern: str) -> str | None:
    """Why a pattern cannot be used, None where it can. One that does not compile is no problem."""
    if len(pattern) > LONGEST_PATTERN:
        return f"a pattern of {len(pattern):,} characters; at most {LONGEST_PATTERN:,} are read"
    is_long, is_suspicious = _LONG_COUNT.search(pattern), _SUSPICIOUS.search(pattern)
    if not is_long and not is_suspicious:
        return None
    try:
        parsed = parser.parse(pattern)
        if is_long and parsed.getwidth()[0] > MOST_IN_A_VALUE:
            return f"a text of it has more than {MOST_IN_A_VALUE:,} characters"
        if is_suspicious and _is_exponential(re.compile(pattern), parsed):
            return "its time doubles with each character of a text: it repeats a repetition"
    except (re.error, RecursionError, OverflowError):
        return None
    return None


def _is_exponential(compiled: re.Pattern[str], parsed: Any) -> bool:
    periods = dict.fromkeys(_periods(parsed, False))
    texts = [each for each in periods if 0 < len(each) <= _LONGEST_PERIOD][:_MOST_TEXTS]
    before = _sample(parsed, _MANY)[:1]
    return any(
        _takes_long(compiled, start, period, end)
        for period in texts
        for start in dict.fromkeys(("", before))
        for end in _ENDS
    )


def _takes_long(compiled: re.Pattern[str], start: str, period: str, end: str) -> bool:
    for count in _LENGTHS:
        began = time.thread_time()
        compiled.search(f"{start}{period * count}{end}")
        if time.thread_time() - began > _TOO_LONG:
            return True
    return False


def _periods(parsed: Any, is_within: bool) -> Iterator[str]:
    """Samples of what is repeated within a repetition."""
    for code, argument in parsed:
        if code in _REPEATS:
            _, most, body = argument
            repeats = most >= _MANY
            if repeats:
                yield _sample(body, 1)
                if is_within:
                    yield _sample(body, 0)
            yield from _periods(body, is_within or repeats)
        elif code is constants.BRANCH:
            for each in argument[1]:
                if is_within:
                    yield _sample(each, 1)
                yield from _periods(each, is_within)
        elif code is constants.SUBPATTERN:
            yield from _periods(argument[3], is_within)


def _sample(parsed: Any, least: int) -> str:
    """A text that a pattern may match: of each repetition at least so many, or its least number."""
    return "".join(_sample_of(code, argument, least) for code, argument in parsed)


def _sample_of(code: Any, argument: Any, least: int) -> str:
    if code is constants.LITERAL:
        return chr(int(argument))
    if code is constants.ANY or code is constants.NOT_LITERAL:
        return "b" if argument == ord("a") else "a"
    if code is constants.IN:
        return _member(argument)
    if code in _REPEATS:
        low, _, body = argument
        return _sample(body, least) * min(max(int(low), min(least, 1)), _LONGEST_PERIOD)
    if code is constants.BRANCH:
        return _sample(argument[1][0], least)
    return _sample(argument[3], least) if code is constants.SUBPATTERN else ""


def _member(choices: Any) -> str:
    """A character of a class."""
    if choices and choices[0][0] is constants.NEGATE:
        return "a"
    for code, argument in choices:
        if code is constants.LITERAL:
            return chr(int(argument))
        if code is constants.RANGE:
            return chr(int(argument[0]))
        if code is constants.CATEGORY:
            digit = argument is constants.CATEGORY_DIGIT
            return "0" if digit else " " if argument is constants.CATEGORY_SPACE else "a"
    return "a"
