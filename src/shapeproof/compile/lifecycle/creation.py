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
    """The members that identify one resource of a group.

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
    optional = _optional(group, named)
    if optional:
        return optional
    if named and not changers:
        return tuple(x for x in named[0].choices if all(x in y.choices for y in group.of("make")))
    return tuple(
        name
        for each in changers[:1]
        for name in each.required
        if (name in named[0].members if named else _may_name(group.noun, each, name))
    )


_ENDINGS = ("name", "id", "arn", "url", "")


def _optional(group: NounGroup, named: Sequence[OperationFacts]) -> tuple[str, ...]:
    """The member that names a resource where the model requires none of several that do.

    It is named after the noun, known to readers and removers, and the creator takes or returns it.
    """
    makers = group.of("make")
    if not named or not makers:
        return ()
    shared = [
        name
        for name in named[0].optional
        if is_named_after(name, group.noun) and all(name in each.optional for each in named)
    ]
    given = [name for name in shared if name in makers[0].required]
    known = given or [name for name in shared if place_of(makers[0], group.noun, name)]
    return tuple(sorted(known, key=lambda name: _ENDINGS.index(_ending(name)))[:1])


def _ending(name: str) -> str:
    kind = suffix(name)
    return kind if kind in _ENDINGS else ""


def _may_name(noun: str, changer: OperationFacts, name: str) -> bool:
    """Whether what a changer requires names the resource, and is no part of the change."""
    return name in changer.labels or owns(noun, name) or bool(suffix(name))


def _shared(one: OperationFacts, other: OperationFacts) -> tuple[str, ...]:
    names = dict.fromkeys((*one.required, *other.required))
    both = tuple(each for each in names if each in one.members and each in other.members)
    return both + tuple(each for each in one.choices if each in other.choices)


@dataclass(frozen=True)
class IdentifierSources:
    """Where a creator's identifiers come from: members of its request, or places of its response.

    Names in ``given`` and ``returned`` are identifiers; ``unknown`` are those that neither has.
    """

    given: Mapping[str, str]
    returned: Mapping[str, str]
    unknown: tuple[str, ...]


def identifier_sources(
    creator: OperationFacts, noun: str, identifiers: Sequence[str]
) -> IdentifierSources:
    """Where the identifiers come from when an operation creates a resource."""
    given: dict[str, str] = {}
    returned: dict[str, str] = {}
    unknown = []
    for name in identifiers:
        if (
            creator.verb in COPYING
            and name == identifiers[-1]
            and (target := _target(creator, name))
        ):
            given[name] = target
        elif place := _chosen_by_server(creator, noun, name):
            returned[name] = place
        elif member := _given(creator, noun, name):
            given[name] = member
        elif place := place_of(creator, noun, name):
            returned[name] = place
        elif member := _by_name(creator, noun, name):
            given[name] = member
        else:
            unknown.append(name)
    return IdentifierSources(given, returned, tuple(unknown))


def _target(creator: OperationFacts, name: str) -> str | None:
    """The member that names the copy: the same name behind Target, or a target's of that kind."""
    for word in _TARGETS:
        for member in creator.members:
            if member.lower() == (word + name).lower():
                return member
    for member in creator.members:
        if member.startswith(_TARGETS) and suffix(member) == suffix(name):
            return member
    return None


def _chosen_by_server(creator: OperationFacts, noun: str, name: str) -> str | None:
    """Where the response returns an id that the request may give."""
    if name not in creator.members or name in creator.operation.request.get("required", ()):
        return None
    if suffix(name) not in _CHOSEN_BY_SERVER or not owns(noun, name):
        return None
    return _first(creator, name)


def _given(creator: OperationFacts, noun: str, name: str) -> str | None:
    """The member of the request that is the identifier, or is the name that it stands for."""
    if name in creator.members:
        return name
    if suffix(name) == "name":
        return _by_name(creator, noun, name)
    if suffix(name) == "" and owns(noun, name):
        return _spelled(creator.members, stem(name) + "name")
    return None


def place_of(creator: OperationFacts, noun: str, name: str) -> str | None:
    """Where the response returns an identifier: by its own name, or as the noun's Id, Arn ..."""
    if name in creator.returned:
        return _own(creator, noun, name) or _first(creator, name)
    if not owns(noun, name):
        return None
    for ending in _endings(name):
        fulls = (stem(name) + ending, noun.lower() + ending)
        for full in (*fulls, stem(name)) if ending == "number" else fulls:
            if found := _spelled(creator.returned, full):
                return _first(creator, found)
        if (found := _spelled(creator.returned, ending)) and (place := _own(creator, noun, found)):
            return place
    return None


def _endings(name: str) -> tuple[str, ...]:
    """The kinds of identifiers that may stand for one; an ARN is taken for an id."""
    kind = suffix(name)
    if not kind or name.lower().endswith("identifier"):
        return ("id", "arn", "name")
    return (kind, "arn") if kind == "id" else (kind,)


def _spelled(names: Iterable[str], wanted: str) -> str | None:
    """The name that equals the wanted one, without regard to case."""
    return next((each for each in names if each.lower() == wanted), None)


def _first(creator: OperationFacts, name: str) -> str | None:
    """The outermost place of a name in the response: a member's name, or a pointer."""
    places = creator.returned.get(name, ())
    return _as_output(places[0]) if places else None


def _own(creator: OperationFacts, noun: str, name: str) -> str | None:
    """The place of a name in the response itself, or in what is called as the noun."""
    for pointer in creator.returned[name]:
        outer = pointer.split("/")[1].lower()
        if pointer.count("/") == 1 or outer in noun.lower() or noun.lower() in outer:
            return _as_output(pointer)
    return None


def _as_output(pointer: str) -> str:
    return pointer if pointer.count("/") > 1 else pointer[1:]


def _by_name(creator: OperationFacts, noun: str, name: str) -> str | None:
    """The member of the request that names what is created."""
    by_name = suffix(name) in ("", "name") or name.endswith("Identifier")
    if not by_name or not owns(noun, name):
        return None
    for full in (stem(name) + "name", noun.lower() + "name", "name"):
        if found := _spelled(creator.members, full):
            return found
    return None


_MOST_SOURCES = 3


@dataclass(frozen=True)
class Creation:
    """How a resource is created. ``first`` is the operation that its parent is inferred from."""

    first: OperationFacts | None = None
    generated: tuple[str, ...] = ()
    makers: tuple[Writer, ...] = ()
    importers: tuple[Writer, ...] = ()
    sources: tuple[Writer, ...] = ()
    changers: tuple[Writer, ...] = ()


def creation_of(group: NounGroup, identifiers: Sequence[str]) -> Creation:
    """The creators of a group's resource.

    The first one decides which identifiers the server chooses. Another one that returns others
    imports; one that overwrites changes.
    """
    makers: list[Writer] = []
    importers: list[Writer] = []
    changers: list[Writer] = []
    first, generated = None, tuple[str, ...]()
    for each in group.of("make"):
        if _acts_on_it(each, identifiers) or (first and _acts_on_made(each, first, identifiers)):
            continue
        if (
            first is not None
            and each.verb in OVERWRITING
            and set(identifiers) <= each.members.keys()
        ):
            changers.append(Writer(each.name))
            continue
        found = identifier_sources(each, group.noun, identifiers)
        if found.unknown or (first is not None and set(found.returned) != set(generated)):
            if first is None or each.verb == "Import":
                importers.append(Writer(each.name))
            continue
        if first is None:
            first, generated = each, tuple(found.returned)
        makers.append(_writer(each, found))
    changers += [Writer(each.name) for each in group.of("change")]
    return Creation(first, generated, tuple(makers), tuple(importers), (), tuple(changers))


def _acts_on_it(facts: OperationFacts, identifiers: Sequence[str]) -> bool:
    """Whether an operation requires the id of the resource, so that it cannot create it.

    A copying operation requires the id of another one.
    """
    if facts.verb in COPYING or facts.verb not in ACTING or not identifiers:
        return False
    return set(identifiers) <= set(facts.required) and suffix(identifiers[-1]) in ("id", "arn")


def _acts_on_made(facts: OperationFacts, first: OperationFacts, identifiers: Sequence[str]) -> bool:
    """Whether an operation starts or restores what another one creates: it requires all its names.

    What makes a copy requires the name of the original as well.
    """
    if facts.verb not in ACTING | COPYING or first.verb in ACTING | COPYING or not identifiers:
        return False
    if facts.verb == "Publish":
        return True
    required = set(facts.required)
    if facts.verb in COPYING:
        says_source = "From" in facts.noun or "To" in facts.noun
        return set(identifiers) == required and not says_source
    return set(identifiers) <= required


def _writer(facts: OperationFacts, found: IdentifierSources) -> Writer:
    return Writer(
        facts.name,
        identifiers={name: member for name, member in found.given.items() if name != member},
        outputs={name: place for name, place in found.returned.items() if name != place},
    )


def sources_of(
    group: NounGroup, identifiers: Sequence[str], facts: Iterable[OperationFacts], known: Set[str]
) -> Creation:
    """What creates a resource with another one: operations that return its id and do not take it.

    They take all its other identifiers. ``known`` are ids that other resources are created under.
    """
    own = [name for name in identifiers if suffix(name) in ("id", "arn") and name not in known]
    if not own or is_generic(own[-1]):
        return Creation()
    name, others = own[-1], set(identifiers) - {own[-1]}
    found = [
        each
        for each in facts
        if each.kind in ("make", "")
        and not (each.verb.startswith("Batch") or each.noun.endswith("Batch"))
        and name in each.returned
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
    group: NounGroup, identifiers: Sequence[str], creation: Creation
) -> tuple[Reader, ...]:
    """The readers: what they repeat of the creator's response, which lists name the resource."""
    returned = set(creation.first.returned) if creation.first and creation.makers else set()
    readers = []
    for each in group.of("read"):
        contains = _contained(each, identifiers)
        shown = [
            name for name in creation.generated if _is_outermost(each, name) and name in returned
        ]
        readers.append(
            Reader(
                each.name,
                repeats=tuple(name for name in shown if _is_outermost(creation.first, name)),
                contains=contains,
                leaves_out=tuple(contains.values()),
            )
        )
    return tuple(readers)


def _is_outermost(facts: OperationFacts | None, name: str) -> bool:
    return facts is not None and f"/{name}" in facts.returned.get(name, ())


def _contained(reader: OperationFacts, identifiers: Sequence[str]) -> dict[str, str]:
    """The list of names of a reader that does not require the resource's own name."""
    if len(identifiers) < 2 or identifiers[-1] in reader.required:
        return {}
    name = identifiers[-1]
    endings = ("list", "s", "names", "namelist", "ids")
    wanted = {stem(name) + ending for ending in endings} if suffix(name) else set()
    return {member: name for member in reader.lists() if member.lower() in wanted}
