"""Whether a target has an operation at all, by the form of its answer.

An answer says so by its status, its code or its words. Where it does not, it is compared with the
answer to a control: a request of an operation that no service has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from shapeproof.checks import texts
from shapeproof.checks.interface import Observation, Subject
from shapeproof.exchange import Exchange, Finding, Severity
from shapeproof.wire.interface import Codec

NO_SUCH_OPERATION = "ShapeproofNoSuchOperation"
"""The operation of the control, and the last part of its path."""


class Presence(Enum):
    """What an answer says about the operation that was asked for."""

    THERE = "there"
    ABSENT = "absent"
    OPEN = "open"
    """It answers as it does for an operation that no service has."""


class NotAvailable:
    """The target has each operation. The run asks only where ``--strict-coverage`` is given."""

    name = "not_available"
    judges = Subject.CASE
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for the operation."""
        yield seen.finding(
            self.name, self.severity, "operation", "available", texts.not_available(seen.exchange)
        )


def presence(seen: Observation, control: Exchange | None = None) -> Presence:
    """What an answer says. Without a ``control``, open means that it takes one to tell."""
    exchange = seen.exchange
    if exchange.response is None or exchange.accepted or _refuses_access(seen):
        return Presence.THERE
    if _names_it(seen):
        return Presence.ABSENT
    if control is None:
        return Presence.OPEN
    if _is_page(seen):
        return Presence.OPEN
    if not _alike(seen, control):
        return Presence.THERE
    # A text that names what was asked for, and says the same of what no service has, is certain.
    return Presence.ABSENT if _mentions(exchange, _asked(exchange)) else _open(exchange)


def answered_alike(one: Exchange, control: Exchange, *, even_empty: bool = False) -> bool:
    """Whether two accepted requests have answers that say the same, and say something.

    Names, numbers and ids count as equal. Empty answers say the same only ``even_empty``.
    """
    if not (one.accepted and control.accepted) or one.response is None or control.response is None:
        return False
    says = bool(one.response.body) or (
        even_empty and one.response.status == control.response.status
    )
    return says and _words(one) == _words(control)


def holds_nothing(output: Any) -> bool:
    """Whether an output cannot be read or has no value in it."""
    if isinstance(output, Mapping):
        return all(holds_nothing(each) for each in output.values())
    return output is None or output == []


def _open(exchange: Exchange) -> Presence:
    status = exchange.response.status if exchange.response else 0
    return Presence.OPEN if status >= 500 or status in (404, 405) else Presence.THERE


def _is_page(seen: Observation) -> bool:
    """Whether the answer is the page of a web server that has no such route."""
    body = seen.response.body[:_MOST_TEXT].lstrip().lower()
    is_html = body.startswith((b"<!doctype html", b"<html", b"<h1"))
    return (
        seen.response.status == 404
        and is_html
        and seen.codec.decode_error(seen.response).code is None
    )


def wordless_page(seen: Observation) -> bytes | None:
    """The page of a web server whose application has crashed, which says nothing about why."""
    response = seen.exchange.response
    if response is None or response.status != 500 or len(response.body) > _MOST_TEXT:
        return None
    is_html = response.body.lstrip().lower().startswith((b"<!doctype html", b"<html", b"<h1"))
    tells = _TELLS.search(response.body) or seen.codec.decode_error(response).code is not None
    return response.body if is_html and not tells else None


_TELLS = re.compile(rb"traceback|exception|error:", re.IGNORECASE)
_ACCESS_STATUSES = frozenset({401, 403, 407, 429})


def _refuses_access(seen: Observation) -> bool:
    return seen.response.status in _ACCESS_STATUSES


_CODES = frozenset(
    {
        "actionnotfound", "invalidaction", "methodnotallowed", "notimplemented",
        "notyetimplemented", "operationnotfound", "operationnotsupported", "unknownaction",
        "unknownoperation", "unrecognizedoperation", "unsupportedaction", "unsupportedoperation",
    }
)  # fmt: skip
"""Codes that say so, without case, ``Exception`` and ``Error``."""
_ASKED = "operation|action|api|method|x-amz-target|target|route"
_WORDS = re.compile(
    rf"\b(?:unknown|unrecogni[sz]ed|unsupported|no such|no) (?:{_ASKED})\b"
    rf"|\b(?:{_ASKED})\b.{{0,80}}\bnot (?:yet )?(?:supported|found|recogni[sz]ed|known)"
    rf"|\b(?:does not|cannot) (?:support|know|have|find) (?:the |this |an? )?(?:{_ASKED})\b",
    re.IGNORECASE | re.DOTALL,
)
_NOT_IMPLEMENTED = re.compile(
    r"\bnot[ _]?(?:yet[ _]?)?(?:been[ _]?)?implemented|\bunimplemented\b", re.IGNORECASE
)
_NOT_IMPLEMENTED_ERROR = re.compile(r"NotImplemented(?:Error|Exception)?\b")
_MOST_TEXT = 4_000


def _names_it(seen: Observation) -> bool:
    """Whether status, code or words say that there is no such operation."""
    said = seen.codec.decode_error(seen.response)
    if said.code is not None and said.code in _declared(seen):
        return False
    if seen.response.status == 501 or (seen.response.status == 405 and said.code is None):
        return True
    if re.sub(r"(exception|error|fault)$", "", (said.code or "").lower()) in _CODES:
        return True
    text = said.message or seen.response.body[:_MOST_TEXT].decode("utf-8", "replace")
    is_about_it = said.code is None or seen.operation.name in text
    return bool(_NOT_IMPLEMENTED.search(text) or (is_about_it and _WORDS.search(text)))


def lacks_a_part(seen: Observation) -> bool:
    """Whether the target says of itself that it lacks what a failed request needs."""
    if seen.exchange.response is None:
        return False
    text = seen.response.body[:_MOST_TEXT].decode("utf-8", "replace")
    return bool(_NOT_IMPLEMENTED.search(text) or _NOT_IMPLEMENTED_ERROR.search(text))


def _declared(seen: Observation) -> set[str]:
    errors = seen.contract.errors_of(seen.operation)
    return {code for each in errors for code in each.codes}


def _alike(seen: Observation, control: Exchange) -> bool:
    """Whether two answers are the same but for the names of what was asked for."""
    one, other = seen.exchange, control
    if one.response is None or other.response is None:
        return False
    if one.response.status != other.response.status:
        return False
    return _plain(one, seen.codec) == _plain(other, seen.codec)


def _plain(exchange: Exchange, codec: Codec) -> tuple[str | None, str]:
    """The code and the text of an answer, without names, numbers and ids."""
    assert exchange.response is not None
    said = codec.decode_error(exchange.response)
    return said.code, _words(exchange, said.message)


def _words(exchange: Exchange, message: str | None = None) -> str:
    """A message or the text of an answer, without names, numbers and ids."""
    assert exchange.response is not None
    text = message or exchange.response.body[:_MOST_TEXT].decode("utf-8", "replace")
    for each in _asked(exchange):
        text = text.replace(each, "~")
    return re.sub(r"[0-9a-fA-F-]{8,}|\d+", "#", text)


def _asked(exchange: Exchange) -> tuple[str, ...]:
    """The names by which an answer may repeat what was asked for, the longest first."""
    path = exchange.request.target.partition("?")[0]
    paths = (exchange.request.target, path) if len(path) > 1 else ()
    return tuple(sorted({exchange.operation, *paths}, key=len, reverse=True))


def _mentions(exchange: Exchange, names: Iterable[str]) -> bool:
    body = exchange.response.body.decode("utf-8", "replace") if exchange.response else ""
    return any(each in body for each in names)
