"""What identifies a resource, and which operations create, import, change and show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from shapeproof.compile.lifecycle.facts import NounGroup, OperationFacts
from shapeproof.compile.lifecycle.names import (
    ACTING,
    COPYING,
    OVERWRITING,
    is_generic,
    is_named_after,
    owns,
    stem,
    suffix,
)
from shapeproof.contract.lifecycle import Reader, Writer

_TARGETS = ("Target", "New", "Destination")
_CHOSEN_BY_SERVER = frozenset({"id", "arn", "number", "url"})


def identifiers_of(group: NounGroup) -> tuple[str, ...]:
    """The members that name one thing of a group.

    What its readers and removers both know and one of them requires; else what either requires,
    else what those that change it require and have in the path or by the noun's name.
    """
    readers, removers, changers = (group.of(kind) for kind in ("read", "remove", "change"))
    named = [each[0] for each in (readers, removers) if each]
    if len(named) == 2:
        shared = _shared(named[0], named[1])
        if shared:
            return shared
    for each in named:
        if each.required:
            return each.required
    if named and not changers:
        return tuple(x for x in named[0].choices if all(x in y.choices for y in group.of("make")))
    return tuple(
        name
        for each in changers[:1]
        for name in each.required
        if (name in named[0].members if named else _may_name(group.noun, each, name))
    )


def _may_name(noun: str, changer: OperationFacts, name: str) -> bool:
    """Whether what a changer requires names the thing, rather than being a part of the change."""
    return name in changer.labels or owns(noun, name) or bool(suffix(name))


def _shared(one: OperationFacts, other: OperationFacts) -> tuple[str, ...]:
    names = dict.fromkeys((*one.required, *other.required))
    both = tuple(each for each in names if each in one.members and each in other.members)
    return both + tuple(each for each in one.choices if each in other.choices)


@dataclass(frozen=True)
class IdentifierSources:
    """Where a maker's identifiers come from: members of its request, or places of its response.

    Names in ``given`` and ``told`` are identifiers; ``unknown`` are those that neither has.
    """

    given: Mapping[str, str]
    told: Mapping[str, str]
    unknown: tuple[str, ...]


def identifier_sources(
    maker: OperationFacts, noun: str, identifiers: Sequence[str]
) -> IdentifierSources:
    """Where the identifiers come from when an operation makes a thing."""
    given: dict[str, str] = {}
    told: dict[str, str] = {}
    unknown = []
    for name in identifiers:
        if maker.verb in COPYING and name == identifiers[-1] and (target := _target(maker, name)):
            given[name] = target
        elif place := _chosen_by_server(maker, noun, name):
            told[name] = place
        elif member := _given(maker, noun, name):
            given[name] = member
        elif place := place_of(maker, noun, name):
            told[name] = place
        elif member := _by_name(maker, noun, name):
            given[name] = member
        else:
            unknown.append(name)
    return IdentifierSources(given, told, tuple(unknown))


def _target(maker: OperationFacts, name: str) -> str | None:
    """The member that names the copy: the same name behind Target, or a target's of that kind."""
    for word in _TARGETS:
        for member in maker.members:
            if member.lower() == (word + name).lower():
                return member
    for member in maker.members:
        if member.startswith(_TARGETS) and suffix(member) == suffix(name):
            return member
    return None


def _chosen_by_server(maker: OperationFacts, noun: str, name: str) -> str | None:
    """Where the response tells an id that the request may give, but need not."""
    if name not in maker.members or name in maker.operation.request.get("required", ()):
        return None
    if suffix(name) not in _CHOSEN_BY_SERVER or not owns(noun, name):
        return None
    return _first(maker, name)


def _given(maker: OperationFacts, noun: str, name: str) -> str | None:
    """The member of the request that is the identifier, or is the name that it stands for."""
    if name in maker.members:
        return name
    if suffix(name) == "name":
        return _by_name(maker, noun, name)
    if suffix(name) == "" and owns(noun, name):
        return _spelled(maker.members, stem(name) + "name")
    return None


def place_of(maker: OperationFacts, noun: str, name: str) -> str | None:
    """Where the response tells an identifier: by its own name, or as the noun's Id, Arn ..."""
    if name in maker.told:
        return _own(maker, noun, name) or _first(maker, name)
    if not owns(noun, name):
        return None
    kind = suffix(name)
    for ending in [kind] if kind and not name.endswith("Identifier") else ["id", "arn", "name"]:
        for full in (stem(name) + ending, noun.lower() + ending):
            if found := _spelled(maker.told, full):
                return _first(maker, found)
        if (found := _spelled(maker.told, ending)) and (place := _own(maker, noun, found)):
            return place
    return None


def _spelled(names: Iterable[str], wanted: str) -> str | None:
    """The name that is the wanted one, whatever letters are large."""
    return next((each for each in names if each.lower() == wanted), None)


def _first(maker: OperationFacts, name: str) -> str | None:
    """The outermost place of a name in the response: a member's name, or a pointer."""
    places = maker.told.get(name, ())
    return _as_output(places[0]) if places else None


def _own(maker: OperationFacts, noun: str, name: str) -> str | None:
    """The place of a name in the response itself, or in what is called as the noun."""
    for pointer in maker.told[name]:
        outer = pointer.split("/")[1].lower()
        if pointer.count("/") == 1 or outer in noun.lower() or noun.lower() in outer:
            return _as_output(pointer)
    return None


def _as_output(pointer: str) -> str:
    return pointer if pointer.count("/") > 1 else pointer[1:]


def _by_name(maker: OperationFacts, noun: str, name: str) -> str | None:
    """The member of the request that gives the name of what is made."""
    by_name = suffix(name) in ("", "name") or name.endswith("Identifier")
    if not by_name or not owns(noun, name):
        return None
    for full in (stem(name) + "name", noun.lower() + "name", "name"):
        if found := _spelled(maker.members, full):
            return found
    return None


_MOST_SOURCES = 3


@dataclass(frozen=True)
class Creation:
    """How a thing comes to be. ``first`` is the operation that its parent is read off."""

    first: OperationFacts | None = None
    generated: tuple[str, ...] = ()
    makers: tuple[Writer, ...] = ()
    importers: tuple[Writer, ...] = ()
    sources: tuple[Writer, ...] = ()
    changers: tuple[Writer, ...] = ()


def creation_of(group: NounGroup, identifiers: Sequence[str]) -> Creation:
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
        found = identifier_sources(each, group.noun, identifiers)
        if found.unknown or (first is not None and set(found.told) != set(generated)):
            if first is None or each.verb == "Import":
                importers.append(Writer(each.name))
            continue
        if first is None:
            first, generated = each, tuple(found.told)
        makers.append(_writer(each, found))
    changers += [Writer(each.name) for each in group.of("change")]
    return Creation(first, generated, tuple(makers), tuple(importers), (), tuple(changers))


def _acts_on_it(facts: OperationFacts, identifiers: Sequence[str]) -> bool:
    """Whether an operation is told the id of a thing, so that it cannot be the one that makes it.

    A copy is told that of another one.
    """
    if facts.verb in COPYING or facts.verb not in ACTING or not identifiers:
        return False
    return set(identifiers) <= set(facts.required) and suffix(identifiers[-1]) in ("id", "arn")


def _writer(facts: OperationFacts, found: IdentifierSources) -> Writer:
    return Writer(
        facts.name,
        identifiers={name: member for name, member in found.given.items() if name != member},
        outputs={name: place for name, place in found.told.items() if name != place},
    )


def sources_of(
    group: NounGroup, identifiers: Sequence[str], facts: Iterable[OperationFacts], known: Set[str]
) -> Creation:
    """What makes a thing beside another one: operations that tell its id and are not asked for it.

    They give all its other identifiers. ``known`` are ids that something else is made under.
    """
    own = [name for name in identifiers if suffix(name) in ("id", "arn") and name not in known]
    if not own or is_generic(own[-1]):
        return Creation()
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
        return Creation()
    found.sort(key=lambda each: (each.kind != "make", each.verb != "Create", each.name))
    places = {each.name: place_of(each, group.noun, name) or name for each in found}
    sources = tuple(
        _writer(each, IdentifierSources({}, {name: places[each.name]}, ()))
        for each in found[:_MOST_SOURCES]
    )
    changers = tuple(Writer(each.name) for each in group.of("change"))
    return Creation(found[0], (name,), sources=sources, changers=changers)


def readers_of(
    group: NounGroup, identifiers: Sequence[str], making: Creation
) -> tuple[Reader, ...]:
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


def _is_outermost(facts: OperationFacts | None, name: str) -> bool:
    return facts is not None and f"/{name}" in facts.told.get(name, ())


def _contained(reader: OperationFacts, identifiers: Sequence[str]) -> dict[str, str]:
    """The list of names, of a reader that may leave the thing's own name out."""
    if len(identifiers) < 2 or identifiers[-1] in reader.required:
        return {}
    name = identifiers[-1]
    endings = ("list", "s", "names", "namelist", "ids")
    wanted = {stem(name) + ending for ending in endings} if suffix(name) else set()
    return {member: name for member in reader.lists() if member.lower() in wanted}
