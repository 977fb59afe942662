"""Which operations make, import, change and show a thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from shapeproof.compile.lifecycle.facts import Facts
from shapeproof.compile.lifecycle.identity import Told, place_of, told_by
from shapeproof.compile.lifecycle.nouns import Group
from shapeproof.compile.lifecycle.words import (
    ACTING,
    COPYING,
    OVERWRITING,
    is_generic,
    is_named_after,
    stem,
    suffix,
)
from shapeproof.contract.lifecycle import Reader, Writer

_MOST_SOURCES = 3


@dataclass(frozen=True)
class Making:
    """How a thing comes to be. ``first`` is the operation that its parent is read off."""

    first: Facts | None = None
    generated: tuple[str, ...] = ()
    makers: tuple[Writer, ...] = ()
    importers: tuple[Writer, ...] = ()
    sources: tuple[Writer, ...] = ()
    changers: tuple[Writer, ...] = ()


def making_of(group: Group, identifiers: Sequence[str]) -> Making:
    """The makers of a group's thing.

    The first one decides which identifiers the server chooses. Another one that tells other ones
    imports; one that overwrites changes.
    """
    makers: list[Writer] = []
    importers: list[Writer] = []
    changers: list[Writer] = []
    first, generated = None, tuple[str, ...]()
    for each in group.of("make"):
        if _acts_on_it(each, identifiers):
            continue
        if (
            first is not None
            and each.verb in OVERWRITING
            and set(identifiers) <= each.members.keys()
        ):
            changers.append(Writer(each.name))
            continue
        found = told_by(each, group.noun, identifiers)
        if found.unknown or (first is not None and set(found.told) != set(generated)):
            if first is None or each.verb == "Import":
                importers.append(Writer(each.name))
            continue
        if first is None:
            first, generated = each, tuple(found.told)
        makers.append(_writer(each, found))
    changers += [Writer(each.name) for each in group.of("change")]
    return Making(first, generated, tuple(makers), tuple(importers), (), tuple(changers))


def _acts_on_it(facts: Facts, identifiers: Sequence[str]) -> bool:
    """Whether an operation is told the id of a thing, so that it cannot be the one that makes it.

    A copy is told that of another one.
    """
    if facts.verb in COPYING or facts.verb not in ACTING or not identifiers:
        return False
    return set(identifiers) <= set(facts.required) and suffix(identifiers[-1]) in ("id", "arn")


def _writer(facts: Facts, found: Told) -> Writer:
    return Writer(
        facts.name,
        identifiers={name: member for name, member in found.given.items() if name != member},
        outputs={name: place for name, place in found.told.items() if name != place},
    )


def sources_of(
    group: Group, identifiers: Sequence[str], facts: Iterable[Facts], known: Set[str]
) -> Making:
    """What makes a thing beside another one: operations that tell its id and are not asked for it.

    They give all its other identifiers. ``known`` are ids that something else is made under.
    """
    own = [name for name in identifiers if suffix(name) in ("id", "arn") and name not in known]
    if not own or is_generic(own[-1]):
        return Making()
    name, others = own[-1], set(identifiers) - {own[-1]}
    found = [
        each
        for each in facts
        if each.kind in ("make", "")
        and not each.verb.startswith("Batch")
        and name in each.told
        and name not in each.members
        and others <= each.members.keys()
        and (each.kind == "make" or others or is_named_after(name, group.noun))
    ]
    if not found:
        return Making()
    found.sort(key=lambda each: (each.kind != "make", each.verb != "Create", each.name))
    places = {each.name: place_of(each, group.noun, name) or name for each in found}
    sources = tuple(
        _writer(each, Told({}, {name: places[each.name]}, ())) for each in found[:_MOST_SOURCES]
    )
    changers = tuple(Writer(each.name) for each in group.of("change"))
    return Making(found[0], (name,), sources=sources, changers=changers)


def readers_of(group: Group, identifiers: Sequence[str], making: Making) -> tuple[Reader, ...]:
    """The readers: what they show again of the maker's answer, and which lists name the thing."""
    told = set(making.first.told) if making.first and making.makers else set()
    readers = []
    for each in group.of("read"):
        contains = _contained(each, identifiers)
        shown = [name for name in making.generated if _is_outermost(each, name) and name in told]
        readers.append(
            Reader(
                each.name,
                repeats=tuple(name for name in shown if _is_outermost(making.first, name)),
                contains=contains,
                leaves_out=tuple(contains.values()),
            )
        )
    return tuple(readers)


def _is_outermost(facts: Facts | None, name: str) -> bool:
    return facts is not None and f"/{name}" in facts.told.get(name, ())


def _contained(reader: Facts, identifiers: Sequence[str]) -> dict[str, str]:
    """The list of names, of a reader that may leave the thing's own name out."""
    if len(identifiers) < 2 or identifiers[-1] in reader.required:
        return {}
    name = identifiers[-1]
    endings = ("list", "s", "names", "namelist", "ids")
    wanted = {stem(name) + ending for ending in endings} if suffix(name) else set()
    return {member: name for member in reader.lists() if member.lower() in wanted}
