"""A resource while it is being inferred: its group, what names it, how it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from shapeproof.compile.lifecycle.facts import Facts
from shapeproof.compile.lifecycle.identity import identifiers_of
from shapeproof.compile.lifecycle.makers import Making, making_of, sources_of
from shapeproof.compile.lifecycle.nouns import Group
from shapeproof.compile.lifecycle.words import is_generic, owns, stem, suffix

_ALIASES = ("", "id", "identifier")


@dataclass(frozen=True)
class Draft:
    """A noun with what was found of it.

    ``aliases`` maps further names that other operations have for an identifier which the server
    chooses (HostedZoneId) to the identifier (Id).
    """

    group: Group
    identifiers: tuple[str, ...]
    making: Making
    aliases: Mapping[str, str]

    @property
    def noun(self) -> str:
        """What it is called."""
        return self.group.noun

    @cached_property
    def can_be_made(self) -> bool:
        """Whether something makes it and tells under which identifiers."""
        return bool(self.making.makers or self.making.sources)

    @cached_property
    def named_itself(self) -> bool:
        """Whether one of its identifiers is its own rather than that of what it lies in."""
        own = (*self.making.generated, *(n for n in self.identifiers if stem(n) != "resource"))
        return any(name in self.making.generated or owns(self.noun, name) for name in own)

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The path of one such thing: the shortest of those that name it."""
        paths = [each.path for each in self.group.named_by if each.labels]
        return min(paths, key=len, default=())

    def fits(self, names: frozenset[str], *, related: bool = False) -> bool:
        """Whether all its identifiers are among these names, each by itself or by an alias.

        A name that fits anything (Id) counts only for what is ``related`` to the thing otherwise.
        """
        return bool(self.identifiers) and all(
            (name in names and (related or not is_generic(name)))
            or any(alias in names for alias, own in self.aliases.items() if own == name)
            for name in self.identifiers
        )


def drafts_of(groups: Mapping[str, Group], facts: Iterable[Facts]) -> dict[str, Draft]:
    """The resources that groups can be: those that something makes."""
    known = tuple(facts)
    required = {name for each in known for name in each.required}
    named = {noun: identifiers_of(group) for noun, group in groups.items()}
    found = {noun: making_of(group, named[noun]) for noun, group in groups.items()}
    made = {name for making in found.values() for name in making.generated}
    for noun, group in groups.items():
        if not (found[noun].makers or found[noun].importers) and group.of("read"):
            beside = _not_holding(known, named, frozenset(named[noun]))
            found[noun] = sources_of(group, named[noun], beside, made)
    return {
        noun: Draft(groups[noun], named[noun], making, _aliases(noun, making, required))
        for noun, making in found.items()
        if making.makers or making.importers or making.sources
    }


def _not_holding(
    facts: Iterable[Facts], named: Mapping[str, tuple[str, ...]], identifiers: frozenset[str]
) -> tuple[Facts, ...]:
    """All operations but those about what a thing of these identifiers may lie in."""
    return tuple(
        each
        for each in facts
        if not (names := named.get(each.noun)) or not set(names) < identifiers
    )


def _aliases(noun: str, making: Making, required: set[str]) -> dict[str, str]:
    """Further names of the identifier that the server chooses, where it is the noun's own."""
    own = [name for name in making.generated if suffix(name) == "id"]
    own = [name for name in own if is_generic(name) or stem(name) == noun.lower()]
    if len(own) != 1:
        return {}
    wanted = {noun.lower() + ending for ending in _ALIASES}
    return {name: own[0] for name in sorted(required - {own[0]}) if name.lower() in wanted}
