"""Records the calls of each part of a test, in plain values that travel with pytest's reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from time import time
from typing import TYPE_CHECKING, Any

from shapeproof.exchange import Exchange, Finding, HttpResponse
from shapeproof.exchange.sites import Site
from shapeproof.report.passive import PHASE
from shapeproof.run.passive import PassiveJudge
from shapeproof.run.passive.coverage import CoverageCounter, Increment
from shapeproof.run.passive.quick import ApiCall
from shapeproof.targets.passive import LISTENING, SeenCall, calling_sites

if TYPE_CHECKING:
    from shapeproof.report.har.calls import CallExchange
    from shapeproof.run.seeds.recording import SeedRecorder

ATTRIBUTE = "shapeproof"
"""The attribute of a test report that holds them. pytest-xdist transfers plain values only."""


@dataclass(frozen=True)
class CallRecords:
    """Findings (each a record and the sites of its call), numbers of calls, and coverage.

    ``exchanges`` are the messages of the calls, where a report asks for them.

    ``unread`` counts the calls whose answer the client could not read. ``shown`` are the ids of the
    findings that a test has failed for.
    """

    findings: list[dict[str, Any]] = field(default_factory=list)
    calls: list[list[Any]] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    unread: int = 0
    exchanges: list[dict[str, Any]] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether there are any calls."""
        return bool(self.calls or self.findings)

    def plain(self) -> dict[str, Any]:
        """As lists, dicts, texts and numbers."""
        return asdict(self)

    def and_then(self, later: CallRecords) -> CallRecords:
        """These and later records."""
        return CallRecords(
            self.findings + later.findings,
            self.calls + later.calls,
            self.coverage + later.coverage,
            self.shown + later.shown,
            self.unread + later.unread,
            self.exchanges + later.exchanges,
        )


@dataclass(frozen=True)
class _Seen:
    finding: Finding
    protocol: str
    sites: tuple[Site, ...]


@dataclass
class Recorder:
    """Listens to calls. ``root`` is the folder of the user's project.

    ``seeds`` keeps accepted requests, if they are to be recorded.
    """

    root: str
    judge: PassiveJudge
    known: frozenset[str]
    counter: CoverageCounter | None
    seeds: SeedRecorder | None = None
    keeps_exchanges: bool = False
    _seen: list[_Seen] = field(default_factory=list)
    _calls: dict[tuple[str, str], int] = field(default_factory=dict)
    _increments: list[Increment] = field(default_factory=list)
    _unread: int = 0
    _exchanges: list[CallExchange] = field(default_factory=list)

    def listen(self, call: SeenCall) -> None:
        """Judge and count a call."""
        key, read = (call.service, call.operation), ApiCall(call)
        with LISTENING:
            self._calls[key] = self._calls.get(key, 0) + 1
            self._unread += bool(call.unread)
            self._count(read)
            self._keep(call)
        findings = self.judge.findings(read)
        if self.keeps_exchanges and call.sent is not None:
            self._keep_exchange(read, findings)
        if findings:
            sites = calling_sites(self.root)
            with LISTENING:
                self._seen += [_Seen(each, call.protocol, sites) for each in findings]

    def _count(self, call: ApiCall) -> None:
        contract = self.judge.contracts.of(call.seen) if self.counter is not None else None
        if self.counter is not None and contract is not None:
            added = self.counter.count(contract, call)
            self._increments += [] if added is None else [added]

    def _keep(self, call: SeenCall) -> None:
        contract = self.judge.contracts.of(call) if self.seeds is not None else None
        if self.seeds is not None and contract is not None:
            self.seeds.note(contract, call)

    def _keep_exchange(self, read: ApiCall, findings: Sequence[Finding]) -> None:
        # Imported for the first call: most runs have no such report.
        from shapeproof.report.har.calls import CallExchange

        call = read.seen
        began, ids = call.sent_at or time(), tuple(dict.fromkeys(each.id for each in findings))
        url = str((call.sent or {}).get("url", ""))
        seen = CallExchange(call.service, url, _exchange(read), began, time() - began, ids)
        with LISTENING:
            self._exchanges.append(seen)

    def begin_test(self) -> None:
        """Another test begins: what was seen in the one before means nothing in it."""
        with LISTENING:
            self.judge.forget()
            if self.seeds is not None:
                self.seeds.begin_test()

    def take(self, test: str) -> CallRecords:
        """The calls since the last time, as records that can go to another process."""
        with LISTENING:
            seen, self._seen = self._seen, []
            calls, self._calls = self._calls, {}
            increments, self._increments = self._increments, []
            unread, self._unread = self._unread, 0
            exchanges, self._exchanges = self._exchanges, []
        return CallRecords(
            findings=self._records(seen, test) if seen else [],
            calls=[[service, operation, number] for (service, operation), number in calls.items()],
            coverage=[_plain(each) for each in increments],
            unread=unread,
            exchanges=self._plain_exchanges(exchanges, test) if exchanges else [],
        )

    def _plain_exchanges(self, exchanges: list[CallExchange], test: str) -> list[dict[str, Any]]:
        from shapeproof.report.interface import ReportContext
        from shapeproof.report.masking.masker import Masker

        masker = Masker(ReportContext(contracts=self.judge.contracts.by_service()))
        masker.marked = self.judge.secrets
        return [each.plain(masker, test) for each in exchanges]

    def _records(self, seen: list[_Seen], test: str) -> list[dict[str, Any]]:
        # Imported with the first finding, as it takes a while.
        from shapeproof.report.findings import FindingBook
        from shapeproof.report.interface import ReportContext

        first: dict[str, _Seen] = {}

        def calling_line(finding: Finding) -> Site | None:
            return next(iter(first[finding.id].sites), None)

        context = ReportContext(
            contracts=self.judge.contracts.by_service(), known=self.known, locate=calling_line
        )
        book = FindingBook(context)
        book.masker.marked = self.judge.secrets
        for each in seen:
            first.setdefault(each.finding.id, each)
            book.add(each.finding, test)
        return [
            {
                "record": {**book.record(key), "protocol": each.protocol, "phase": PHASE},
                "sites": [[site.file, site.line] for site in each.sites],
            }
            for key, each in first.items()
        ]


def _exchange(read: ApiCall) -> Exchange:
    """The messages of a call; without the body of a stream, which only the caller may read."""
    call = read.seen
    response = call.response()
    if response is None and call.answer is not None:
        response = HttpResponse(int(call.answer["status_code"]))
    failure = call.unread or ("" if response else "no response was seen")
    return Exchange(
        call.operation, read.params, call.request(), response, failure or None, output=read.output
    )


def _plain(increment: Increment) -> dict[str, Any]:
    return {
        key: [list(each) for each in value] if isinstance(value, tuple) else value
        for key, value in asdict(increment).items()
    }
