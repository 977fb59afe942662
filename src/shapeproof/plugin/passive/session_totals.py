"""The totals of a session, gathered where the reports of its tests arrive."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapeproof.exchange.events import Tally
from shapeproof.report.passive import PassiveRecords
from shapeproof.run.passive.coverage import KINDS
from shapeproof.run.tallies import total_of

LIBRARIES = ("boto3", "botocore.session", "aiobotocore")
"""Passive mode itself imports other parts of botocore."""
_MOCKS = "unittest.mock"
WATCHED = (*LIBRARIES, _MOCKS)
"""The modules that say what the tests work with."""
CoverageKey = tuple[str, str, str]


@dataclass(frozen=True)
class ContractCoverage:
    """How much of the contracts was exercised: by service, and of each kind."""

    services: Mapping[str, Mapping[str, Tally]]

    @cached_property
    def total(self) -> dict[str, Tally]:
        """The tallies of all services together."""
        each_service = self.services.values()
        return {kind: total_of(each[kind] for each in each_service) for kind in KINDS}

    @cached_property
    def percent(self) -> float:
        """How much of all that was counted was exercised; nothing without a call."""
        all_kinds = total_of(self.total.values())
        return 100.0 * all_kinds.exercised / all_kinds.total if all_kinds.total else 0.0


@dataclass
class SessionTotals:
    """Adds up the records of calls, from this process or from those of pytest-xdist.

    ``entries`` are the findings in the order they came, each with the sites of its call; ``shown``
    are those that a test has failed for. ``libraries`` says whether the tests have imported a
    library that makes clients, ``mocks`` whether they have imported ``unittest.mock``.
    """

    records: PassiveRecords = field(default_factory=PassiveRecords)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    tests: dict[str, set[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    tests_run: int = 0
    libraries: bool = False
    mocks: bool = False
    _planned: dict[str, set[CoverageKey]] = field(default_factory=dict)
    _exercised: dict[str, set[CoverageKey]] = field(default_factory=dict)
    _coverage: ContractCoverage | None = None

    def add(self, seen: Mapping[str, Any]) -> None:
        """Add what was seen during a part of a test."""
        self._coverage = None
        for entry in seen["findings"]:
            record = entry["record"]
            self.records.findings.append(record)
            self.entries.setdefault(record["id"], entry)
            self.tests.setdefault(record["id"], set()).add(record.get("test", ""))
        self.shown.update(seen["shown"])
        self.records.unread += seen["unread"]
        for service, operation, number in seen["calls"]:
            self.records.calls[service, operation] += number
        for each in seen["coverage"]:
            service = each["service"]
            self._planned.setdefault(service, set()).update(map(_place, each["planned"]))
            self._exercised.setdefault(service, set()).update(map(_place, each["exercised"]))

    def add_imports(self, modules: Container[str]) -> None:
        """Add what a process has imported."""
        self.libraries = self.libraries or any(each in modules for each in LIBRARIES)
        self.mocks = self.mocks or _MOCKS in modules

    @property
    def coverage(self) -> ContractCoverage:
        """How much of the contracts was exercised; added up when first needed."""
        if self._coverage is None:
            self._coverage = ContractCoverage(
                {
                    service: _tallies(self._planned[service], self._exercised.get(service, set()))
                    for service in sorted(self._planned)
                }
            )
        return self._coverage

    def coverage_of(self, service: str) -> Mapping[str, Mapping[str, Tally]]:
        """By operation of a service that was called, how much of each kind."""
        exercised = _by_operation(self._exercised.get(service, set()))
        planned = _by_operation(self._planned[service])
        return {name: _tallies(planned[name], exercised[name]) for name in sorted(exercised)}


def _tallies(planned: set[CoverageKey], exercised: set[CoverageKey]) -> dict[str, Tally]:
    by_kind = {kind: {each for each in planned if each[1] == kind} for kind in KINDS}
    return {kind: Tally(len(own), len(own & exercised)) for kind, own in by_kind.items()}


def _by_operation(places: set[CoverageKey]) -> Mapping[str, set[CoverageKey]]:
    found: dict[str, set[CoverageKey]] = {}
    for each in places:
        found.setdefault(each[0], set()).add(each)
    return found


def _place(values: list[str]) -> CoverageKey:
    return values[0], values[1], values[2]
