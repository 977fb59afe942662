"""The check that a client refuses invalid parameters consistently, over all calls of a run.

Clients differ in what they check, and none has to. One that refuses a kind of fault here and sends
it there has a hole; one that sends all faults of a kind gets a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from shapeproof.checks.client import texts
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.interface import Subject
from shapeproof.contract.pointer import lookup, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Fault, Finding, Severity

MOST_HOLES = 20
"""How many places are reported of one kind of fault."""

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


UNCHECKED = "sent"
"""What is wrong with a constraint that the client checks nowhere."""


class LocalValidation:
    """A client that refuses a kind of fault refuses it everywhere."""

    name = "local_validation"
    judges = Subject.CLIENT_RUN
    severity = Severity.WARNING

    def check(self, seen: Iterable[ClientObservation]) -> Iterator[Finding]:
        """A warning for each hole, and a note for each constraint that is not checked."""
        tallies = _tallies_of(seen)
        for kind in sorted(tallies):
            tally = tallies[kind]
            if tally.has_holes:
                for place in sorted(tally.sent)[:MOST_HOLES]:
                    yield self._hole(tally.sent[place], kind, tally)
        for constraint in sorted({kind.constraint for kind in tallies}):
            of_constraint = [
                (kind, tally) for kind, tally in tallies.items() if kind.constraint == constraint
            ]
            yield from self._unchecked(constraint, of_constraint)

    def _hole(self, seen: ClientObservation, kind: FaultKind, tally: _Tally) -> Finding:
        fault = seen.case.fault
        assert fault is not None
        said = texts.inconsistent(fault.text, tally.refused)
        return seen.finding(
            self.name, Severity.WARNING, f"request {fault.pointer}",
            f"inconsistent {kind.constraint}", said, pointer=fault.pointer,
        )  # fmt: skip

    def _unchecked(
        self, constraint: str, tallies: Sequence[tuple[FaultKind, _Tally]]
    ) -> Iterator[Finding]:
        lax = [(kind, tally) for kind, tally in tallies if tally.sent and not tally.has_holes]
        if not lax:
            return
        sent = sum(tally.times_sent for _, tally in tallies)
        total = sent + sum(tally.refused for _, tally in tallies)
        places_sent = {place: each for _, tally in lax for place, each in tally.sent.items()}
        example = places_sent[min(places_sent)]
        said = texts.not_checked(sent, total, sorted({kind.location for kind, _ in lax}))
        yield example.finding(self.name, Severity.NOTE, f"constraint {constraint}", UNCHECKED, said)


def _tallies_of(calls: Iterable[ClientObservation]) -> dict[FaultKind, _Tally]:
    """What became of the faults; calls without a fault and breakdowns do not count."""
    tallies: dict[FaultKind, _Tally] = {}
    for seen in calls:
        fault = seen.case.fault
        if fault is None or seen.result.breakdown is not None or _is_filled_in(seen, fault):
            continue
        kind = kind_of_fault(seen, fault)
        if kind is None:
            continue
        tally = tallies.setdefault(kind, _Tally())
        if seen.call.refused:
            tally.refused += 1
        elif seen.requests:
            tally.times_sent += 1
            tally.sent.setdefault((seen.operation.name, fault.pointer), seen)
    return tallies


def kind_of_fault(seen: ClientObservation, fault: Fault) -> FaultKind | None:
    """The kind of a fault; None for one that is at no place of the parameters."""
    tokens = parse(fault.pointer)
    if not tokens:
        return None
    request = Shape.of(seen.operation.request)
    try:
        shape, location = request.at(tokens), request.at(tokens[:1]).location
    except KeyError:
        return None
    where, what = _LOCATIONS.get(location, location), _shape_name(shape)
    if fault.constraint != "type":
        return FaultKind(fault.constraint, where, what)
    return FaultKind("type", where, what, str(fault.sent or fault.how))


def _shape_name(shape: Shape) -> str:
    if shape.is_map:
        return "map"
    if shape.is_list:
        return f"array of {shape.item.type or 'any'}"
    return shape.type or "any"


def _is_label(seen: ClientObservation, fault: Fault) -> bool:
    top = Shape.of(seen.operation.request).at(parse(fault.pointer)[:1])
    return top.location == "uri"


def _is_filled_in(seen: ClientObservation, fault: Fault) -> bool:
    """Whether the client has filled in what was left out, so that nothing invalid was sent."""
    if fault.constraint != "required" or not seen.requests:
        return False
    try:
        sent = seen.codec.decode_request(seen.operation, seen.requests[0])
        found = lookup(sent, parse(fault.pointer))
        return found is not None and not (found == "" and _is_label(seen, fault))
    except (KeyError, ValueError):
        return False
