"""What names a thing, and where those that make one give or tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shapeproof.compile.lifecycle.facts import Facts
from shapeproof.compile.lifecycle.nouns import Group
from shapeproof.compile.lifecycle.words import (
    COPYING,
    owns,
    stem,
    suffix,
)

_TARGETS = ("Target", "New", "Destination")
_CHOSEN_BY_SERVER = frozenset({"id", "arn", "number", "url"})


def identifiers_of(group: Group) -> tuple[str, ...]:
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


def _may_name(noun: str, changer: Facts, name: str) -> bool:
    """Whether what a changer requires names the thing, rather than being a part of the change."""
    return name in changer.labels or owns(noun, name) or bool(suffix(name))


def _shared(one: Facts, other: Facts) -> tuple[str, ...]:
    names = dict.fromkeys((*one.required, *other.required))
    both = tuple(each for each in names if each in one.members and each in other.members)
    return both + tuple(each for each in one.choices if each in other.choices)


@dataclass(frozen=True)
class Told:
    """Where a maker's identifiers come from: members of its request, or places of its response.

    Names in ``given`` and ``told`` are identifiers; ``unknown`` are those that neither has.
    """

    given: Mapping[str, str]
    told: Mapping[str, str]
    unknown: tuple[str, ...]


def told_by(maker: Facts, noun: str, identifiers: Sequence[str]) -> Told:
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
    return Told(given, told, tuple(unknown))


def _target(maker: Facts, name: str) -> str | None:
    """The member that names the copy: the same name behind Target, or a target's of that kind."""
    for word in _TARGETS:
        for member in maker.members:
            if member.lower() == (word + name).lower():
                return member
    for member in maker.members:
        if member.startswith(_TARGETS) and suffix(member) == suffix(name):
            return member
    return None


def _chosen_by_server(maker: Facts, noun: str, name: str) -> str | None:
    """Where the response tells an id that the request may give, but need not."""
    if name not in maker.members or name in maker.operation.request.get("required", ()):
        return None
    if suffix(name) not in _CHOSEN_BY_SERVER or not owns(noun, name):
        return None
    return _first(maker, name)


def _given(maker: Facts, noun: str, name: str) -> str | None:
    """The member of the request that is the identifier, or is the name that it stands for."""
    if name in maker.members:
        return name
    if suffix(name) == "name":
        return _by_name(maker, noun, name)
    if suffix(name) == "" and owns(noun, name):
        return _spelled(maker.members, stem(name) + "name")
    return None


def place_of(maker: Facts, noun: str, name: str) -> str | None:
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


def _first(maker: Facts, name: str) -> str | None:
    """The outermost place of a name in the response: a member's name, or a pointer."""
    places = maker.told.get(name, ())
    return _as_output(places[0]) if places else None


def _own(maker: Facts, noun: str, name: str) -> str | None:
    """The place of a name in the response itself, or in what is called as the noun."""
    for pointer in maker.told[name]:
        outer = pointer.split("/")[1].lower()
        if pointer.count("/") == 1 or outer in noun.lower() or noun.lower() in outer:
            return _as_output(pointer)
    return None


def _as_output(pointer: str) -> str:
    return pointer if pointer.count("/") > 1 else pointer[1:]


def _by_name(maker: Facts, noun: str, name: str) -> str | None:
    """The member of the request that gives the name of what is made."""
    by_name = suffix(name) in ("", "name") or name.endswith("Identifier")
    if not by_name or not owns(noun, name):
        return None
    for full in (stem(name) + "name", noun.lower() + "name", "name"):
        if found := _spelled(maker.members, full):
            return found
    return None
