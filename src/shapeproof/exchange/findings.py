"""Exchanges, and what is found to be wrong with them."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from shapeproof.exceptions import BadUsage
from shapeproof.exchange.calls import ClientExchange
from shapeproof.exchange.cases import Case
from shapeproof.exchange.contrast import contrasted
from shapeproof.exchange.messages import HttpRequest, HttpResponse
from shapeproof.exchange.text import DEFAULT_LIMIT, NO_TEXT, Said, Shown, Text, as_text


class Severity(IntEnum):
    """How much a finding weighs; ordered, so that thresholds can be compared."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The name used on the command line and in reports."""
        return self.name.lower()

    @classmethod
    def parse(cls, label: str, option: str = "severity") -> Severity:
        """The severity with this label. Raises BadUsage, which names the ``option``."""
        try:
            return cls[label.upper()]
        except (KeyError, AttributeError):
            reason = f"unknown severity {label!r}"
            raise BadUsage(option, reason, "choose error, warning or note") from None


STOPPED = "the server stopped"
"""The failure of a request that ended the server, which came back or was started again."""
NOT_AGAIN = "not again"
"""The constraint of a failure that did not come again when the same request was sent again."""
LOST = "not received"
"""The failure of a request that found no server, as another request had ended it."""


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it: a response, or a transport failure.

    ``params`` are the parameters as sent (API view). ``output`` is the response in the API view
    where it could be parsed; ``case`` is None for calls that only set up or read state.
    ``is_refused`` is true for an error that has the status of a success.
    """

    operation: str
    params: Mapping[str, Any]
    request: HttpRequest
    response: HttpResponse | None = None
    failure: str | None = None
    output: Any = None
    case: Case | None = None
    is_refused: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the answer is a success (2xx)."""
        response = self.response
        return response is not None and 200 <= response.status < 300 and not self.is_refused

    @property
    def lost(self) -> bool:
        """Whether it says nothing of the server, which was not there."""
        return self.failure is not None and self.failure.startswith(LOST)

    @property
    def stopped_server(self) -> bool:
        """Whether the server ended by it, and came back or had to be started again."""
        return self.failure is not None and self.failure.startswith(STOPPED)

    @property
    def found_no_server(self) -> bool:
        """Whether no connection was accepted, so that nothing was sent."""
        return self.failure is not None and self.failure.startswith("refused")

    @property
    def timed_out(self) -> bool:
        """Whether no complete answer came in time."""
        return self.failure is not None and self.failure.startswith("timeout")

    @property
    def crashed(self) -> bool:
        """Whether the server failed (5xx) or gave no usable answer."""
        return self.response is None or self.response.status >= 500


MAX_WHOLE = 8_000
"""Characters up to which expected and actual are kept as a whole."""


@dataclass(frozen=True)
class FindingTexts:
    """What a finding says: what is wrong, what the contract expects, and what came instead."""

    message: Text
    expected: Text = NO_TEXT
    actual: Text = NO_TEXT

    @classmethod
    def of(
        cls, message: str | Text, expected: str | Text = "", actual: str | Text = ""
    ) -> FindingTexts:
        """Texts; a ``str`` is a text without parts."""
        return cls(as_text(message), as_text(expected), as_text(actual))

    def opened(self) -> FindingTexts:
        """The texts with two values that differ late shown as a whole, or around the difference.

        Values are cut by themselves, each in its middle: that may be where two of them differ.
        """
        one, other = self.expected.part, self.actual.part
        if not isinstance(one, Shown) or not isinstance(other, Shown):
            return self
        texts = [replace(each, limit=sys.maxsize).rendered() for each in (one, other)]
        if max(map(len, texts)) <= DEFAULT_LIMIT:
            return self
        whole = (Text.only(Said(each)) for each in contrasted(texts[0], texts[1], MAX_WHOLE))
        return FindingTexts(self.message, *whole)

    def each(self, change: Callable[[Text], Text]) -> FindingTexts:
        """The texts, each changed."""
        return FindingTexts(change(self.message), change(self.expected), change(self.actual))


@dataclass(frozen=True, repr=False)
class Finding:
    """One violation of the contract, with the exchange that shows it.

    ``where`` is the place in words and pointer (``response body /jobs/0/status``); ``constraint``
    what is broken there. ``before`` are the exchanges that set up the state. ``place`` is
    ``where`` for any index and key; empty where only indices are to be left out. ``call`` is the
    client's side, where a client is under test.
    """

    check: str
    severity: Severity
    service: str
    operation: str
    where: str
    constraint: str
    texts: FindingTexts
    exchange: Exchange
    before: tuple[Exchange, ...] = ()
    phase: str = "coverage"
    pointer: str = field(default="", compare=False)
    place: str = field(default="", compare=False)
    call: ClientExchange | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        place = f"{self.service}.{self.operation} {self.where}"
        return f"Finding({self.severity.label} {self.check} {place}: {self.message})"

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return str(self.texts.message)

    @property
    def expected(self) -> str:
        """What the contract expects, in English; of a long text the part that differs."""
        return self._contrast[0]

    @property
    def actual(self) -> str:
        """What came instead, in English; of a long text the part that differs."""
        return self._contrast[1]

    @property
    def _contrast(self) -> tuple[str, str]:
        texts = self.texts.opened()
        if texts is self.texts:
            return str(texts.expected), str(texts.actual)
        return contrasted(str(texts.expected), str(texts.actual), DEFAULT_LIMIT)

    @property
    def id(self) -> str:
        """A fingerprint that is the same for the same defect across runs and seeds.

        Made of check, service, operation, place (indices of lists and keys of maps left out) and
        constraint.
        """
        place = self.place or re.sub(r"/\d+(?=/|$|\b)", "/*", self.where)
        text = "\n".join((self.check, self.service, self.operation, place, self.constraint))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
