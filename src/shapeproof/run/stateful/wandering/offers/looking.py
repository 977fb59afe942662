"""Nothing is done, but looked."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.run.stateful.steps import Step
from shapeproof.run.stateful.wandering.course import Course, Offer, Plan
from shapeproof.run.stateful.wandering.looks import Look, LookAround, LookFiltered, LookGone


def look(course: Course) -> Iterator[Offer]:
    """A look at each thing."""
    for slot, thing in course.live():
        yield thing.resource.name, _only(Look(slot))


def look_gone(course: Course) -> Iterator[Offer]:
    """A look at what must not be found."""
    for slot, thing in course.gone():
        yield thing.resource.name, _only(LookGone(slot))


def look_around(course: Course) -> Iterator[Offer]:
    """The list of what stands beside a thing, or stood there."""
    for slot, thing in (*course.live(), *course.gone()):
        listing = course.tree.facts.listing(thing.resource)
        if course.tree.reviewed and listing and listing.operation not in course.blamed:
            yield thing.resource.name, _only(LookAround(slot, listing))


def look_filtered(course: Course) -> Iterator[Offer]:
    """A list with a filter, for each thing that was written with a value for it."""
    for slot, thing in course.live():
        kind = thing.resource
        listing = course.tree.facts.listing(kind)
        if not course.tree.reviewed or listing is None or listing.operation in course.blamed:
            continue
        scope = set(kind.identifiers) - set(course.tree.facts.own(kind))
        for _, name in course.tree.facts.filters(kind, listing):
            known = [
                other
                for other, each in course.live()
                if each.resource == kind
                and name in each.written.params
                and all(each.bindings[k] == thing.bindings[k] for k in scope)
            ]
            if slot in known:
                slots = (slot, *(each for each in known if each != slot))
                yield kind.name, _only(LookFiltered(slots, listing, name))


def _only(step: Step) -> Plan:
    return lambda key, number: (step,)
