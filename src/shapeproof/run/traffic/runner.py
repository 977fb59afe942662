"""Judges files of recordings, an entry at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shapeproof.exchange import Finding, Severity
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.run.traffic.attribution import Attributed, Attribution, NotAttributed
from shapeproof.run.traffic.calls import Known, TrafficCall, parsed_call, sent_call
from shapeproof.run.traffic.contracts import TrafficContracts
from shapeproof.run.traffic.judge import TrafficJudge
from shapeproof.run.traffic.named_calls import NamedCalls
from shapeproof.run.traffic.tolerances import CUT, is_redacted_body
from shapeproof.targets.recordings import (
    BrokenRecording,
    Entry,
    HttpEntry,
    ParsedEntry,
    RecordedFile,
    UnusableEntry,
    find_files,
    read_entries,
)


@dataclass(frozen=True)
class JudgedEntry:
    """An entry that was judged. ``source`` names file and place, for users."""

    source: str
    call: TrafficCall
    findings: list[Finding]
    secrets: SecretValues


@dataclass
class TrafficRun:
    """Judges all entries of files. What could not be judged is counted.

    ``left_out`` counts entries by the reason, ``examples`` has the first of each; ``problems`` are
    files that cannot be read, ``others`` counts files of folders that are no recordings.
    """

    contracts: TrafficContracts
    services: Sequence[str] = ()
    minimum: Severity = Severity.WARNING
    files: int = 0
    exchanges: int = 0
    judged: int = 0
    others: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    problems: list[BrokenRecording] = field(default_factory=list)
    judge: TrafficJudge = field(init=False)
    _attribution: Attribution = field(init=False)
    _named: NamedCalls = field(init=False)

    def __post_init__(self) -> None:
        self.judge = TrafficJudge(self.contracts, self.minimum)
        self._attribution = Attribution(self.contracts, self.services)
        self._named = NamedCalls(self.contracts, self.services)

    def entries(self, paths: Sequence[Path]) -> Iterator[JudgedEntry]:
        """The entries that could be judged, in the order of the files."""
        for found in find_files(paths):
            if isinstance(found, BrokenRecording):
                self.problems.append(found)
            else:
                yield from self._file(found)

    def _file(self, file: RecordedFile) -> Iterator[JudgedEntry]:
        self.judge.begin_file()
        number = self.exchanges
        try:
            for entry in read_entries(file.path):
                self.exchanges += 1
                source = f"{file.path}, {entry.place}" if entry.place else str(file.path)
                judged = self._entry(entry, source)
                if judged is not None:
                    self.judged += 1
                    yield judged
        except BrokenRecording as problem:
            if problem.unknown and not file.given:
                self.others += 1
                return
            self.problems.append(problem)
        self.files += self.exchanges > number

    def _entry(self, entry: Entry, source: str) -> JudgedEntry | None:
        call = self._call(entry)
        if isinstance(call, NotAttributed):
            self.left_out[call.reason] += 1
            example = f"{source}: {call.example}" if call.example else source
            self.examples.setdefault(call.reason, example)
            return None
        found = self.judge.findings(call)
        return JudgedEntry(source, call, found, self.judge.secrets)

    def _call(self, entry: Entry) -> TrafficCall | NotAttributed:
        match entry:
            case UnusableEntry(reason=reason):
                return NotAttributed(reason)
            case ParsedEntry():
                return self._parsed(entry)
            case HttpEntry():
                return self._sent(entry)

    def _parsed(self, entry: ParsedEntry) -> TrafficCall | NotAttributed:
        found = self._named.of(entry)
        if isinstance(found, str):
            return NotAttributed(found, f"{entry.service}.{entry.operation}")
        contract, operation = found
        return parsed_call(entry, contract, operation.name)

    def _sent(self, entry: HttpEntry) -> TrafficCall | NotAttributed:
        found = self._attribution.of(entry)
        if not isinstance(found, Attributed):
            return found
        if entry.response is None:
            return NotAttributed("no answer was recorded", found.operation.name)
        request_body = entry.request_body and not is_redacted_body(entry.request)
        response_body = entry.response_body and not is_redacted_body(entry.response)
        known = Known(request_body, response_body, entry.shorter)
        call = sent_call(found, entry.response, known)
        if not (request_body and call.answer_known):
            self.judge.tolerances[CUT] += 1
        return call
