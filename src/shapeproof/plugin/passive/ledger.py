"""All that was seen in a run, gathered where the reports of its tests arrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.report.passive import PassiveRecords
from shapeproof.run.events import Tally
from shapeproof.run.passive.coverage import KINDS

Place = tuple[str, str, str]


@dataclass
class Ledger:
    """Adds up sightings, from this process or from those of pytest-xdist.

    ``entries`` are the findings in the order they came, each with the sites of its call;
    ``shown`` those that a test has failed for.
    """

    records: PassiveRecords = field(default_factory=PassiveRecords)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    tests: dict[str, set[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    _planned: dict[str, set[Place]] = field(default_factory=dict)
    _exercised: dict[str, set[Place]] = field(default_factory=dict)

    def add(self, seen: Mapping[str, Any]) -> None:
        """Add what was seen during a part of a test."""
        for entry in seen["findings"]:
            record = entry["record"]
            self.records.findings.append(record)
            self.entries.setdefault(record["id"], entry)
            self.tests.setdefault(record["id"], set()).add(record.get("test", ""))
        self.shown.update(seen["shown"])
        for service, operation, number in seen["calls"]:
            self.records.calls[service, operation] += number
        for each in seen["coverage"]:
            service = each["service"]
            self._planned.setdefault(service, set()).update(map(_place, each["planned"]))
            self._exercised.setdefault(service, set()).update(map(_place, each["exercised"]))

    def coverage(self) -> Mapping[str, Mapping[str, Tally]]:
        """By service, how much of each kind there is and was exercised."""
        return {
            service: {
                kind: _tally(self._planned[service], self._exercised.get(service, set()), kind)
                for kind in KINDS
            }
            for service in sorted(self._planned)
        }

    def coverage_of(self, service: str) -> Mapping[str, Mapping[str, Tally]]:
        """By operation of a service that was called, how much of each kind."""
        exercised = self._exercised.get(service, set())
        names = sorted({name for name, kind, _ in exercised if kind == "operations"})
        return {
            name: {
                kind: _tally(
                    {each for each in self._planned[service] if each[0] == name},
                    {each for each in exercised if each[0] == name},
                    kind,
                )
                for kind in KINDS
            }
            for name in names
        }


def total(coverage: Mapping[str, Mapping[str, Tally]]) -> dict[str, Tally]:
    """The tallies of all services together."""
    return {
        kind: Tally(
            sum(each[kind].total for each in coverage.values()),
            sum(each[kind].exercised for each in coverage.values()),
        )
        for kind in KINDS
    }


def percent(tallies: Mapping[str, Tally]) -> float:
    """How much of all that was counted was exercised; all of it where there is nothing."""
    planned = sum(each.total for each in tallies.values())
    exercised = sum(each.exercised for each in tallies.values())
    return 100.0 * exercised / planned if planned else 100.0


def _tally(planned: set[Place], exercised: set[Place], kind: str) -> Tally:
    own = {each for each in planned if each[1] == kind}
    return Tally(len(own), len(own & exercised))


def _place(values: list[str]) -> Place:
    return values[0], values[1], values[2]
