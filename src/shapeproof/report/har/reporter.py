"""The report ``har``: every exchange of a run, written as it is made, without secrets."""

from __future__ import annotations

import threading
from dataclasses import replace
from hashlib import blake2b
from time import time

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Exchange, Finding, HttpRequest
from shapeproof.exchange.events import Event, FindingFound, RunStarted
from shapeproof.exchange.listeners import TimedExchange
from shapeproof.report.har.archive import Archive
from shapeproof.report.interface import CollectedRun, OutputFile
from shapeproof.report.masking.masker import Masker
from shapeproof.report.masking.urls import without_credentials
from shapeproof.report.signatures import masked_signature

SET_UP = "set-up"
"""The comment of an exchange that is part of no case: it sets up or reads state."""

_MOST_PLACES = 500_000
"""Entries of which it is remembered where they are, so that a long run takes bounded memory."""


class HarReporter:
    """Hears of the exchanges of a run, in the threads that make them.

    The comment of an entry is the id of its case. The ids of the findings that it shows are added
    when the run has ended.
    """

    def __init__(self, output: OutputFile, run: CollectedRun) -> None:
        self._masker = Masker(run.context)
        self._base_url = without_credentials(run.context.base_url).rstrip("/")
        self._archive = Archive(output, "exchanges of a run; the comments name cases and findings")
        self._service = ""
        self._lock = threading.Lock()
        self._failure: BadUsage | None = None
        self._is_closed = False
        self._places: dict[bytes, int] = {}
        self._findings: dict[int, list[str]] = {}

    def handle(self, event: Event) -> None:
        """Begin to listen, or note a finding. Raises BadUsage for what could not be written."""
        if self._failure is not None:
            raise self._failure
        if isinstance(event, RunStarted):
            self._service = event.service
            self._masker.marked = event.secrets
            event.exchanges.add(self._heard)
        elif isinstance(event, FindingFound):
            self._note(event.finding)

    def close(self) -> None:
        """Write the end, with the ids of findings in the comments. Raises BadUsage."""
        with self._lock:
            self._is_closed = True
            later = {place: "".join(each) for place, each in self._findings.items()}
            self._archive.close(later)
        if self._failure is not None:
            raise self._failure

    def _heard(self, seen: TimedExchange) -> None:
        with self._lock:
            if self._is_closed or self._failure is not None:
                return
            try:
                place = self._written(seen)
            except BadUsage as failure:  # the run goes on; the next event raises it
                self._failure = failure
                return
            if len(self._places) < _MOST_PLACES:
                self._places[_digest(seen.exchange.request)] = place

    def _written(self, seen: TimedExchange) -> int:
        exchange = masked_exchange(self._masker, self._service, seen.exchange)
        return self._archive.add(
            self._base_url + exchange.request.target,
            exchange.request,
            exchange.response,
            began=seen.began,
            seconds=seen.seconds,
            comment=f"case {seen.case}" if seen.case else SET_UP,
            failure=exchange.failure or "",
        )

    def _note(self, finding: Finding) -> None:
        """Remember the entry that shows a finding; one may show several.

        What was not heard, as another engine has sent it, gets an entry now.
        """
        with self._lock:
            digest = _digest(finding.exchange.request)
            if digest not in self._places and finding.exchange.request.method:
                self._places[digest] = self._written(TimedExchange(finding.exchange, time(), 0.0))
            place = self._places.get(digest)
            said = f"; finding {finding.id}"
            if place is not None and said not in self._findings.setdefault(place, []):
                self._findings[place].append(said)


def masked_exchange(masker: Masker, service: str, exchange: Exchange) -> Exchange:
    """An exchange without secrets, and without the signature of its request."""
    masked = masker.exchange(service, exchange)
    return replace(masked, request=masked_signature(masked.request))


def _digest(request: HttpRequest) -> bytes:
    """What distinguishes a request from others, in a few bytes: a long run has many."""
    digest = blake2b(request.body, digest_size=10)
    for text in (request.method, request.target, *map(":".join, request.headers)):
        digest.update(b"\0" + text.encode("utf-8", "surrogatepass"))
    return digest.digest()
