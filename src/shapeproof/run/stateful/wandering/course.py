"""What may be done next in a random walk, by what exists in its world and what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.atomicity import made_all_the_same
from shapeproof.checks.lifecycle.copies import not_copied
from shapeproof.checks.lifecycle.reading import Problem
from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.exchange import Finding
from shapeproof.run.stateful.copied import Held
from shapeproof.run.stateful.deeds import How
from shapeproof.run.stateful.facts import Facts
from shapeproof.run.stateful.making import Change, Clear, Copy, Make, Remove
from shapeproof.run.stateful.refused import ChangeGone, Fail, FailToMake, MakeAgain, MakeTwice
from shapeproof.run.stateful.seeing import See
from shapeproof.run.stateful.steps import Step
from shapeproof.run.stateful.wandering.acts import Act, CallGone, Guard, Imagine
from shapeproof.run.stateful.wandering.guards import (
    expect_gone,
    expect_makeable,
    has_room,
    live_parent,
)
from shapeproof.run.stateful.wandering.looks import Look, LookAround, LookFiltered, LookGone
from shapeproof.run.stateful.world import NotRun, Thing, World

Plan = Callable[[str, int], tuple[Step, ...]]
"""Steps, given a key that is new in the walk and the number of the values to be written."""
Offer = tuple[str, Plan]
"""A plan, with the kind of thing that it is about."""

_MOST_THINGS = 8
"""Things of one kind that there are at once in a walk."""
_MOST_GROUND = 2
"""Things at once of a kind that is there for others to stand in: these shall meet."""
_MOST_COPIES = 4
"""The same where there are copies."""
_CLOSE = 3
"""How many times things that differ in their last identifier only stand among the likenesses."""
_MANY_TIMES = 3
"""Changes in a row, where there is more than one."""
_FAULTS = 3
"""From so many of the first faults of an operation one is chosen."""


@dataclass(frozen=True)
class Tree:
    """A kind of thing at the top, and the kinds that stand in it, as far as a plan wants them.

    ``permitted`` are the operations that a walk may call for their own sake.
    """

    facts: Facts
    kinds: tuple[Resource, ...]
    permitted: frozenset[str]

    @cached_property
    def told(self) -> tuple[Resource, ...]:
        """The kinds whose identifiers answers tell, where the lifecycle is certain of it."""
        return tuple(each for each in self.kinds if each.generated and self.reviewed)

    @property
    def reviewed(self) -> bool:
        """Whether the lifecycle was reviewed; else little is built on it."""
        return self.facts.contract.lifecycle.reviewed

    def kind(self, thing: Thing) -> bool:
        """Whether a thing is of one of the kinds."""
        return thing.resource in self.kinds


@dataclass(frozen=True)
class Course:
    """Offers what may be done in one world.

    ``ground`` are the kinds that are there for others to stand in, ``blamed`` the operations that
    are at fault already.
    """

    tree: Tree
    world: World
    ground: frozenset[str]
    blamed: frozenset[str]

    def offers(self, rule: str) -> list[Offer]:
        """What a rule offers."""
        found: Iterator[Offer] = getattr(self, f"_{rule}")()
        return list(found)

    def _may(self, operation: str) -> bool:
        return operation in self.tree.permitted and operation not in self.blamed

    def _live(self) -> Iterator[tuple[str, Thing]]:
        return (each for each in self.world.things.items() if self.tree.kind(each[1]))

    def _gone(self) -> Iterator[tuple[str, Thing]]:
        for slot, thing in self.world.removed.items():
            try:
                expect_gone(self.world, slot)
            except NotRun:
                continue
            if self.tree.kind(thing):
                yield slot, thing

    def _act(
        self,
        key: str,
        step: Step,
        how: How,
        operation: str,
        resource: Resource,
        slot: str,
        guard: Guard | None = None,
    ) -> Act:
        return Act(key, step, how, operation, resource, slot, guard, self.tree.told)

    def _make(self) -> Iterator[Offer]:
        for kind in self.tree.kinds:
            if not self.tree.facts.makers(kind) or self._full(kind):
                continue
            for parent in self._parents(kind):
                for like, differ in self._likenesses(kind):
                    for writer in self.tree.facts.makers(kind):
                        plan = partial(self._making, kind, writer, parent, like, differ)
                        if self._makeable(kind, writer, parent, like, differ):
                            yield kind.name, plan

    def _full(self, kind: Resource, ground: int = _MOST_GROUND) -> bool:
        most = ground if kind.name in self.ground else _MOST_THINGS
        return sum(each.resource == kind for _, each in self._live()) >= most

    def _parents(self, kind: Resource) -> list[str | None]:
        if kind.parent is None:
            return [None]
        return [slot for slot, each in self._live() if each.resource.name == kind.parent]

    def _likenesses(self, kind: Resource) -> list[tuple[str | None, tuple[str, ...]]]:
        """What it shares its names with, and which of them it does not share."""
        own = tuple(name for name in self.tree.facts.own(kind) if name not in kind.generated)
        found: list[tuple[str | None, tuple[str, ...]]] = [(None, ())]
        for slot, each in (*self._live(), *self._gone()):
            if each.resource == kind and own:
                found += [(slot, (name,)) for name in own if len(own) > 1 or kind.parent]
                found += [(slot, own[-1:])] * (_CLOSE - 1) if len(own) > 1 else []
                found += [(slot, ())] if kind.parent else []
        return found

    def _makeable(self, kind: Resource, writer: Writer, *rest: object) -> bool:
        parent, like, differ = rest
        try:
            expect_makeable(self.world, Make("", kind, writer, parent, like, differ))  # type: ignore[arg-type]
        except NotRun:
            return False
        return True

    def _making(
        self,
        kind: Resource,
        writer: Writer,
        parent: str | None,
        like: str | None,
        differ: tuple[str, ...],
        key: str,
        number: int,
    ) -> tuple[Step, ...]:
        slot = f"{kind.name} {key}"
        make = Make(slot, kind, writer, parent, like, differ, number)
        guard = partial(expect_makeable, make=make)
        return (self._act(key, make, "made", writer.operation, kind, slot, guard), Look(slot))

    def _copy(self) -> Iterator[Offer]:
        for slot, thing in self._live():
            for writer in self.tree.facts.copiers(thing.resource):
                if self._may(writer.operation) and not self._full(thing.resource, _MOST_COPIES):
                    yield thing.resource.name, partial(self._copying, slot, thing.resource, writer)

    def _copying(
        self, source: str, kind: Resource, writer: Writer, key: str, number: int
    ) -> tuple[Step, ...]:
        slot = f"{kind.name} {key}"
        copy = Copy(slot, source, kind, writer)
        steps: list[Step] = [
            *self._looks_within(source, kind),
            self._act(key, copy, "copied", writer.operation, kind, slot),
            Look(slot),
        ]
        for inner, part in self._parts(source, kind):
            held = f"{part.name} held by {key}"
            tell = partial(_not_copied, writer.operation, part.name)
            steps += [Held(held, part, slot, inner), See(held, tell)]
        return tuple(steps)

    def _change(self) -> Iterator[Offer]:
        for slot, thing in self._live():
            kind = thing.resource
            for writer in kind.changers:
                for times in (1, _MANY_TIMES) if self._may(writer.operation) else ():
                    yield kind.name, partial(self._changing, slot, kind, writer, times)

    def _changing(
        self, slot: str, kind: Resource, writer: Writer, times: int, key: str, number: int
    ) -> tuple[Step, ...]:
        steps: list[Step] = []
        for turn in range(times):
            change = Change(slot, writer, number + turn)
            name = f"{key}.{turn}"
            steps += [self._act(name, change, "changed", writer.operation, kind, slot), Look(slot)]
        return tuple(steps)

    def _remove(self) -> Iterator[Offer]:
        for slot, thing in self._live():
            for operation in self.tree.facts.removers(thing.resource):
                if self._may(operation):
                    step = Remove(slot, operation)
                    yield thing.resource.name, self._removing(slot, thing, operation, step)

    def _clear(self) -> Iterator[Offer]:
        for slot, thing in self._live():
            kind = thing.resource
            if not self.tree.reviewed or not self.tree.facts.chosen(kind):
                continue
            for operation in self.tree.facts.clearers(kind):
                if self._may(operation):
                    for full in (False, True):
                        step = Clear(slot, operation, full)
                        yield kind.name, self._removing(slot, thing, operation, step)

    def _removing(self, slot: str, thing: Thing, operation: str, step: Step) -> Plan:
        def plan(key: str, number: int) -> tuple[Step, ...]:
            act = self._act(key, step, "removed", operation, thing.resource, slot)
            return act, LookGone(slot)

        return plan

    def _again(self) -> Iterator[Offer]:
        for old, thing in self._gone():
            kind, world = thing.resource, self.world
            removals = [each for each in world.journal if old in each.slots]
            removals = [each for each in removals if each.how == "removed"]
            if not (self.tree.reviewed and self.tree.facts.chosen(kind) and removals):
                continue
            try:
                parent = live_parent(world, kind, thing.identifiers)
            except NotRun:
                continue
            if has_room(world, kind, thing.identifiers):
                for writer in self.tree.facts.makers(kind)[:1]:
                    remover = removals[-1].operation
                    yield kind.name, partial(self._remaking, old, kind, writer, parent, remover)

    def _remaking(
        self,
        old: str,
        kind: Resource,
        writer: Writer,
        parent: str | None,
        remover: str,
        key: str,
        number: int,
    ) -> tuple[Step, ...]:
        slot = f"{kind.name} {key}"
        again = MakeAgain(slot, old, kind, writer, parent, remover)

        def guard(world: World) -> None:
            thing = expect_gone(world, old)
            if not has_room(world, kind, thing.identifiers):
                raise NotRun(old)
            if live_parent(world, kind, thing.identifiers) != parent:
                raise NotRun(old)

        return self._act(key, again, "made", writer.operation, kind, slot, guard), Look(slot)

    def _duplicate(self) -> Iterator[Offer]:
        facts = self.tree.facts
        for slot, thing in self._live():
            kind = thing.resource
            if not (self.tree.reviewed and kind.removers and facts.chosen(kind)):
                continue
            for writer in facts.makers(kind):
                if self._may(writer.operation):
                    yield kind.name, partial(self._duplicating, slot, kind, writer, None)
            for writer in facts.copiers(kind):
                for source, other in self._live():
                    if self._may(writer.operation) and _beside(thing, other, writer):
                        yield kind.name, partial(self._duplicating, slot, kind, writer, source)

    def _duplicating(
        self, slot: str, kind: Resource, writer: Writer, source: str | None, key: str, number: int
    ) -> tuple[Step, ...]:
        twice = MakeTwice(slot, writer, number, source)
        how: How = "copied onto what exists" if source else "made twice"
        act = self._act(key, twice, how, writer.operation, kind, slot)
        return Look(slot), act, Look(slot), *self._looks_within(slot, kind)

    def _looks_within(self, slot: str, kind: Resource) -> tuple[Step, ...]:
        return tuple(Look(inner) for inner, _ in self._parts(slot, kind))

    def _parts(self, slot: str, kind: Resource) -> Iterator[tuple[str, Resource]]:
        """What a thing holds, and would take with it."""
        outer = self.world.thing(slot).identifiers
        parts = self.tree.facts.parts(kind)
        for inner, thing in self._live():
            if thing.resource in parts and outer.items() <= dict(thing.bindings).items():
                yield inner, thing.resource

    def _fail(self) -> Iterator[Offer]:
        for slot, thing in self._live():
            kind = thing.resource
            calls: list[tuple[str, Writer | None]] = [
                (each.operation, each) for each in kind.changers
            ]
            calls += [(each, None) for each in kind.removers]
            for operation, writer in calls:
                if self._may(operation):
                    for skipped in range(_FAULTS):
                        fail = Fail(slot, operation, writer, most=1, skipped=skipped)
                        yield kind.name, self._failing(slot, kind, operation, fail)
            if self.tree.facts.chosen(kind) and self.tree.facts.own(kind):
                yield from self._failing_to_make(slot, kind)

    def _failing(self, slot: str, kind: Resource, operation: str, fail: Step) -> Plan:
        def plan(key: str, number: int) -> tuple[Step, ...]:
            act = self._act(key, fail, "refused", operation, kind, slot)
            return act, Look(slot), *self._looks_within(slot, kind)

        return plan

    def _failing_to_make(self, slot: str, kind: Resource) -> Iterator[Offer]:
        try:
            parent = live_parent(self.world, kind, self.world.thing(slot).identifiers)
        except NotRun:
            return
        for writer in self.tree.facts.makers(kind):
            if not self._may(writer.operation):
                continue

            def plan(key: str, number: int, writer: Writer = writer) -> tuple[Step, ...]:
                ghost, name = f"{kind.name} refused {key}", writer.operation
                tell = partial(_made_all_the_same, name)
                fail = FailToMake(ghost, kind, writer, parent, tell, most=2)
                return self._act(key, fail, "refused", name, kind, ghost), Look(slot)

            yield kind.name, plan

    def _call_gone(self) -> Iterator[Offer]:
        gone = [(slot, each.resource) for slot, each in self._gone()]
        for slot, kind in gone:
            yield from self._calls_for_gone(slot, kind, ())
        for slot, thing in self._live():
            kind = thing.resource
            if self.tree.reviewed and self.tree.facts.chosen(kind) and self.tree.facts.own(kind):
                imagined = f"{kind.name} imagined beside {slot}"
                if imagined not in self.world.removed:
                    yield from self._calls_for_gone(imagined, kind, (Imagine(imagined, slot),))

    def _calls_for_gone(
        self, slot: str, kind: Resource, before: tuple[Step, ...]
    ) -> Iterator[Offer]:
        facts = self.tree.facts
        for writer in kind.changers:
            if self._may(writer.operation) and facts.missing(writer.operation, kind):
                step = ChangeGone(slot, writer.operation)
                yield kind.name, self._calling_gone(slot, kind, writer.operation, (*before, step))
        for operation in facts.removers(kind):
            if self._may(operation):
                steps = (*before, CallGone(slot, operation))
                yield kind.name, self._calling_gone(slot, kind, operation, steps)

    def _calling_gone(
        self, slot: str, kind: Resource, operation: str, steps: tuple[Step, ...]
    ) -> Plan:
        def guard(world: World) -> None:
            expect_gone(world, slot)

        def plan(key: str, number: int) -> tuple[Step, ...]:
            how: How = "called on what is gone"
            act = self._act(key, steps[-1], how, operation, kind, slot, guard)
            return (*steps[:-1], act, LookGone(slot))

        return plan

    def _look(self) -> Iterator[Offer]:
        for slot, thing in self._live():
            yield thing.resource.name, _only(Look(slot))

    def _look_gone(self) -> Iterator[Offer]:
        for slot, thing in self._gone():
            yield thing.resource.name, _only(LookGone(slot))

    def _look_around(self) -> Iterator[Offer]:
        for slot, thing in (*self._live(), *self._gone()):
            listing = self.tree.facts.listing(thing.resource)
            if self.tree.reviewed and listing and listing.operation not in self.blamed:
                yield thing.resource.name, _only(LookAround(slot, listing))

    def _look_filtered(self) -> Iterator[Offer]:
        for slot, thing in self._live():
            kind = thing.resource
            listing = self.tree.facts.listing(kind)
            if not self.tree.reviewed or listing is None or listing.operation in self.blamed:
                continue
            scope = set(kind.identifiers) - set(self.tree.facts.own(kind))
            for _, name in self.tree.facts.filters(kind, listing):
                known = [
                    other
                    for other, each in self._live()
                    if each.resource == kind
                    and name in each.written.params
                    and all(each.bindings[k] == thing.bindings[k] for k in scope)
                ]
                if slot in known:
                    slots = (slot, *(each for each in known if each != slot))
                    yield kind.name, _only(LookFiltered(slots, listing, name))


def _only(step: Step) -> Plan:
    return lambda key, number: (step,)


def _beside(thing: Thing, other: Thing, writer: Writer) -> bool:
    """Whether two things differ in what a copier renames, and in that only."""
    if other.resource != thing.resource:
        return False
    differing = {k for k, v in thing.identifiers.items() if other.bindings[k] != v}
    return bool(differing) and differing <= set(writer.identifiers)


def _not_copied(copier: str, part: str, seen: Observation, problem: Problem) -> Finding:
    return not_copied(seen, copier, part, problem)


def _made_all_the_same(maker: str, seen: Observation) -> Finding:
    return made_all_the_same(seen, maker, "refused")
