"""Does a client refuse invalid parameters? Judged over a whole run, by its own consistency.

Clients differ in what they check, and none has to. One that refuses a kind of fault here and sends
it there has a hole; one that sends all faults of a kind gets a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.contract.pointer import lookup, parse
from shapeproof.exchange import Fault, Finding, Severity, Text
from shapeproof.generate.cases.places import schema_at

NAME = "local_validation"
MOST_HOLES = 20
"""How many places are told of one kind of fault."""

_LOCATIONS = {"uri": "label", "querystring": "query", "headers": "header"}


@dataclass(frozen=True, order=True)
class FaultKind:
    """Faults that one piece of code would notice: the constraint, how it is broken, and where.

    ``location`` is ``label``, ``query``, ``header`` or ``body``; ``shape`` is what stands there.
    Botocore takes a boolean for an integer and a string for a blob, so ``how`` counts for types;
    SDKs for JavaScript check labels only, so ``location`` does.
    """

    constraint: str
    location: str
    shape: str
    how: str = ""


@dataclass
class _Tally:
    """What became of the faults of one kind; ``sent`` is an example for each place."""

    refused: int = 0
    sent: dict[tuple[str, str], ClientObservation] = field(default_factory=dict)
    times_sent: int = 0

    @property
    def has_holes(self) -> bool:
        """Whether faults were sent though at least as many places refuse them."""
        return 0 < len(self.sent) <= self.refused


class LocalValidation:
    """Collects calls with a fault; ``findings`` tells what they show together."""

    name = NAME

    def __init__(self) -> None:
        self._tallies: dict[FaultKind, _Tally] = {}

    def note(self, seen: ClientObservation) -> None:
        """Count a call; one without a fault, or that broke down, does not count."""
        fault = seen.case.fault
        if fault is None or seen.result.breakdown is not None or _is_mended(seen, fault):
            return
        kind = kind_of_fault(seen, fault)
        if kind is None:
            return
        tally = self._tallies.setdefault(kind, _Tally())
        if seen.call.refused:
            tally.refused += 1
        elif seen.requests:
            tally.times_sent += 1
            tally.sent.setdefault((seen.operation.name, fault.pointer), seen)

    def findings(self) -> Iterator[Finding]:
        """A warning for each hole, and a note for each constraint that is not checked."""
        for kind in sorted(self._tallies):
            tally = self._tallies[kind]
            if tally.has_holes:
                for place in sorted(tally.sent)[:MOST_HOLES]:
                    yield _hole(tally.sent[place], kind, tally)
        for constraint in sorted({kind.constraint for kind in self._tallies}):
            yield from self._unchecked(constraint)

    def _unchecked(self, constraint: str) -> Iterator[Finding]:
        of_constraint = [
            (kind, tally) for kind, tally in self._tallies.items() if kind.constraint == constraint
        ]
        lax = [(kind, tally) for kind, tally in of_constraint if tally.sent and not tally.has_holes]
        if not lax:
            return
        sent = sum(tally.times_sent for _, tally in of_constraint)
        total = sent + sum(tally.refused for _, tally in of_constraint)
        places_sent = {place: each for _, tally in lax for place, each in tally.sent.items()}
        example = places_sent[min(places_sent)]
        places = ", ".join(sorted({kind.location for kind, _ in lax}))
        yield example.finding(
            NAME, Severity.NOTE, f"constraint {constraint}", "sent",
            f"the client sends {sent} of {total} calls that break this constraint "
            f"without complaint ({places})",
            expected="a refusal, if the client checks parameters",
            actual=f"{sent} of {total} sent",
        )  # fmt: skip


def kind_of_fault(seen: ClientObservation, fault: Fault) -> FaultKind | None:
    """The kind of a fault; None for one that is at no place of the parameters."""
    tokens = parse(fault.pointer)
    root = seen.operation.request
    if not tokens:
        return None
    try:
        schema = schema_at(root, tokens)
        top = schema_at(root, tokens[:1])
    except KeyError:
        return None
    location = str(top.get("x-location", "body"))
    shape = "map" if schema.get("x-map") else str(schema.get("type", "any"))
    if shape == "array":
        shape = f"array of {schema_at(root, (*tokens, '0')).get('type', 'any')}"
    if fault.constraint != "type":
        return FaultKind(fault.constraint, _LOCATIONS.get(location, location), shape)
    how = str(fault.sent or fault.how)
    return FaultKind("type", _LOCATIONS.get(location, location), shape, how)


def _hole(seen: ClientObservation, kind: FaultKind, tally: _Tally) -> Finding:
    fault = seen.case.fault
    pointer = fault.pointer if fault else ""
    return seen.finding(
        NAME, Severity.WARNING, f"request {pointer}", f"inconsistent {kind.constraint}",
        Text.of(
            "invalid parameters are sent here and refused elsewhere: {fault}",
            fault=fault.text if fault else "",
        ),
        expected=f"a refusal, as in {tally.refused} other calls", actual="sent", pointer=pointer,
    )  # fmt: skip


def _is_label(seen: ClientObservation, fault: Fault) -> bool:
    top = schema_at(seen.operation.request, parse(fault.pointer)[:1])
    return top.get("x-location") == "uri"


def _is_mended(seen: ClientObservation, fault: Fault) -> bool:
    """Whether the client has filled in what was left out, so that nothing invalid was sent."""
    if fault.constraint != "required" or not seen.requests:
        return False
    try:
        sent = seen.codec.decode_request(seen.operation, seen.requests[0])
        found = lookup(sent, parse(fault.pointer))
        return found is not None and not (found == "" and _is_label(seen, fault))
    except (KeyError, ValueError):
        return False
