"""Tells a crash of an operation once: which crashes a run has told, by what the target said.

With a reviewed lifecycle nobody asks: each constraint counts.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Any

from shapeproof.contract.pointer import texts_in
from shapeproof.exchange import Exchange, Family, Finding
from shapeproof.run.server.session import Observer

_LEGAL = "a request without a fault"
_GAP = "~"
_MOST_WORDS = 200
_MOST_TEXTS = 200
_MOST_SAID = 20_000
"""Bytes of an answer that are looked at: a page may be as large as memory allows."""
_VALUE = re.compile(r"''|\"\"|[0-9a-f-]{8,}|-?\d+|(?<![\w'])None(?!\w)")
_QUOTED = re.compile(r"'(?![A-Za-z_][\w.-]{0,60}')[^'\"]*(?:'|$)")
"""What is quoted and is no name."""
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[a-z_]+")
_SAY_NOTHING = frozenset(
    {
        "__type", "code", "message", "error", "type", "internal", "server", "service", "failure",
        "exception", "internalerror", "internalfailure", "internalservererror", "servererror",
        "internalserverexception", "internalserviceerror", "internalserviceexception",
    }
)  # fmt: skip
"""Words that any crash of a target may come with."""


def told_once(observer: Observer, found: list[Finding]) -> list[Finding]:
    """Findings without the crashes that were told before; the others are remembered."""
    if observer.contract.lifecycle.reviewed:
        return found
    kept = untold(observer, found)
    for each in kept:
        remember(observer, each)
    return kept


def untold(observer: Observer, found: list[Finding]) -> list[Finding]:
    """Findings without the crashes that were told before."""
    return [each for each in found if not (each.exchange.crashed and was_told(observer, each))]


def was_told(observer: Observer, crash: Finding) -> bool:
    """Whether a run has told this crash before.

    The same words at the same place are the same crash. Where a request without a fault has crashed
    an operation, the same words tell the same crash of it, whatever a later request has at fault,
    unless they say nothing of the cause.
    """
    operation, words = crash.exchange.operation, words_of(crash.exchange)
    told = observer.planted.crashes
    if _is_of_place(crash) and (operation, crash.pointer, _opening(crash.exchange)) in told:
        return True
    return (operation, _LEGAL, words) in told and _says_something(words)


def _says_something(words: str) -> bool:
    """Whether the words of a crash say anything of its cause.

    A lost connection does not, nor does a page that names no exception.
    """
    own = set(_WORD.findall(_TAG.sub(" ", words).lower())) - _SAY_NOTHING
    if _TAG.search(words):
        own = {each for each in own if each.endswith(("error", "exception"))}
    return bool(own) and not own & {"timeout", "reset"}


def remember(observer: Observer, crash: Finding) -> None:
    """Remember what is told; nothing for findings that are no crash."""
    exchange = crash.exchange
    if not exchange.crashed:
        return
    operation, words = exchange.operation, words_of(exchange)
    if _is_of_place(crash):
        observer.planted.crashes.add((operation, crash.pointer, _opening(exchange)))
    if exchange.case is None or exchange.case.fault is None:
        observer.planted.crashes.add((operation, _LEGAL, words))


def _is_of_place(crash: Finding) -> bool:
    case = crash.exchange.case
    return bool(crash.pointer) or (case is not None and case.family is Family.ABSENT)


def _said(exchange: Exchange) -> str:
    response = exchange.response
    said = response.body[:_MOST_SAID].decode("utf-8", "replace") if response else exchange.failure
    return said or ""


def _opening(exchange: Exchange) -> str:
    """What a crash says before it quotes anything: a value of the request, as a rule."""
    return _VALUE.sub(_GAP, re.split("['\"]", _said(exchange), maxsplit=1)[0])[:_MOST_WORDS]


def words_of(exchange: Exchange) -> str:
    """What a crash says, without what was sent, and without numbers, ids and quoted texts.

    Quoted names stay: those of a missing key and of another are two crashes.
    """
    said = _said(exchange)
    for value in sorted(_texts(exchange.params), key=lambda each: (-len(each), each)):
        said = said.replace(json.dumps(value), _GAP).replace(repr(value), _GAP)
        for quoted in (f"'{value}'", f'"{value}"', *([value] if len(value) > 2 else [])):
            said = said.replace(quoted, _GAP)
    return _VALUE.sub(_GAP, _QUOTED.sub(_GAP, said))[:_MOST_WORDS]


def _texts(value: Any) -> set[str]:
    found = dict.fromkeys(each for each in texts_in(value) if each)
    return set(islice(found, _MOST_TEXTS))
