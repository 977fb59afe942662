"""Operations sorted by the thing that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shapeproof.compile.lifecycle.facts import Facts
from shapeproof.compile.lifecycle.words import MAKING, Kind, singulars

_TAGS = frozenset({"Tag", "Tags", "TagsForResource", "TagsToResource"})
"""Nouns of tagging: a tag is no resource, it lies on those that there are."""

_VIEWS = ("Attributes", "Details", "Configuration", "Metadata", "Settings", "Properties", "Info",
          "State", "Status")  # fmt: skip
"""What a reader may show of a thing whose whole nobody shows."""


@dataclass
class Group:
    """The operations about one noun, by what they do."""

    noun: str
    by_kind: dict[Kind, list[Facts]] = field(default_factory=dict)

    def add(self, kind: Kind, facts: Facts) -> None:
        """Take an operation in."""
        self.by_kind.setdefault(kind, []).append(facts)

    def of(self, kind: Kind) -> tuple[Facts, ...]:
        """The operations of one kind, the surest makers first."""
        found = self.by_kind.get(kind, [])
        if kind != "make":
            return tuple(found)
        return tuple(sorted(found, key=lambda each: MAKING.index(each.verb)))

    @property
    def named_by(self) -> tuple[Facts, ...]:
        """The operations that name one such thing: readers, removers, changers."""
        return (*self.of("read"), *self.of("remove"), *self.of("change"))


def groups_of(facts: Iterable[Facts]) -> dict[str, Group]:
    """The groups that can be resources, by noun: something names one of them."""
    known = tuple(facts)
    nouns = {each.noun for each in known if each.kind in ("make", "remove", "change")}
    nouns |= {each.noun for each in known if each.kind == "read"}
    groups: dict[str, Group] = {}
    for each in known:
        if not each.kind:
            continue
        noun, kind = _placed(each, nouns)
        if noun not in _TAGS:
            groups.setdefault(noun, Group(noun)).add(kind, each)
    _share_views(groups)
    return {noun: group for noun, group in sorted(groups.items()) if group.named_by}


def _placed(facts: Facts, nouns: set[str]) -> tuple[str, Kind]:
    """The noun of an operation, in the singular, and what it does; readers of plurals list."""
    if facts.kind in ("read", "list"):
        kind: Kind = "list"
        for one in singulars(facts.noun):
            if one in nouns and one != facts.noun:
                return one, kind
        if facts.kind == "list":
            return next(singulars(facts.noun), facts.noun), kind
    if facts.kind == "remove" and facts.noun.startswith("All"):
        for one in singulars(facts.noun.removeprefix("All")):
            if one in nouns:
                return one, "clear"
    if facts.kind == "make" and facts.verb in ("Restore", "Export"):
        return facts.noun.partition("From")[0].partition("To")[0] or facts.noun, "make"
    return facts.noun, facts.kind


def _share_views(groups: Mapping[str, Group]) -> None:
    """Let what shows a view of a thing (its attributes) read it, where nothing shows the whole."""
    for noun, group in groups.items():
        if group.of("read") or not group.of("make") or not group.of("remove"):
            continue
        for view in _VIEWS:
            shown = groups.get(noun + view)
            if shown is not None and not shown.of("make"):
                for each in shown.of("read"):
                    group.add("read", each)
