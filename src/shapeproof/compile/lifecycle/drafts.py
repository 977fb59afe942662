"""Resources while they are being inferred: identifiers, creation, parents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shapeproof.compile.lifecycle.creation import Creation, creation_of, identifiers_of, sources_of
from shapeproof.compile.lifecycle.facts import NounGroup, OperationFacts
from shapeproof.compile.lifecycle.names import is_generic, owns, stem, suffix

_ALIASES = ("id", "arn")
"""Kinds of identifiers that a server chooses and that may have further names."""


@dataclass(frozen=True)
class ResourceDraft:
    """A noun with what was found of it.

    ``aliases`` maps further names that other operations have for its own identifier
    (HostedZoneId, clusterName) to the identifier (Id, name).
    """

    group: NounGroup
    identifiers: tuple[str, ...]
    creation: Creation
    aliases: Mapping[str, str]

    @property
    def noun(self) -> str:
        """What it is called."""
        return self.group.noun

    @cached_property
    def can_be_made(self) -> bool:
        """Whether an operation creates it and returns its identifiers."""
        return bool(self.creation.makers or self.creation.sources)

    @cached_property
    def named_itself(self) -> bool:
        """Whether one of its identifiers is its own rather than that of what it lies in."""
        own = (*self.creation.generated, *(n for n in self.identifiers if stem(n) != "resource"))
        return any(name in self.creation.generated or owns(self.noun, name) for name in own)

    @cached_property
    def is_optional(self) -> bool:
        """Whether the model requires its identifiers nowhere: another name may stand for each."""
        naming = self.group.named_by
        return not any(set(self.identifiers) & set(each.required) for each in naming)

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The path of one such resource: the shortest of those that name it."""
        paths = [each.path for each in self.group.named_by if each.labels]
        return min(paths, key=len, default=())

    def fits(self, names: frozenset[str], *, related: bool = False) -> bool:
        """Whether all its identifiers are among these names, each by itself or by an alias.

        A generic name (Id) counts only for what is ``related`` to the resource in another way.
        """
        return bool(self.identifiers) and all(
            (name in names and (related or not is_generic(name)))
            or any(alias in names for alias, own in self.aliases.items() if own == name)
            for name in self.identifiers
        )


def drafts_of(
    groups: Mapping[str, NounGroup], facts: Iterable[OperationFacts]
) -> dict[str, ResourceDraft]:
    """The groups that are resources: those that an operation creates."""
    known = tuple(facts)
    required = {name for each in known for name in each.required}
    named = {noun: identifiers_of(group) for noun, group in groups.items()}
    found = {noun: creation_of(group, named[noun]) for noun, group in groups.items()}
    made = {name for creation in found.values() for name in creation.generated}
    for noun, group in groups.items():
        if not (found[noun].makers or found[noun].importers) and group.of("read"):
            others = _not_holding(known, named, frozenset(named[noun]))
            found[noun] = sources_of(group, named[noun], others, made)
    return {
        noun: ResourceDraft(
            groups[noun], named[noun], creation, _aliases(noun, named[noun], creation, required)
        )
        for noun, creation in found.items()
        if creation.makers or creation.importers or creation.sources
    }


def _not_holding(
    facts: Iterable[OperationFacts],
    named: Mapping[str, tuple[str, ...]],
    identifiers: frozenset[str],
) -> tuple[OperationFacts, ...]:
    """All operations except those about possible parents of a resource of these identifiers."""
    return tuple(
        each
        for each in facts
        if not (names := named.get(each.noun)) or not set(names) < identifiers
    )


def _aliases(
    noun: str, identifiers: Sequence[str], creation: Creation, required: set[str]
) -> dict[str, str]:
    """Further names of the noun's own identifier: with its name before it, or another ending."""
    own = [name for name in creation.generated if suffix(name) in _ALIASES]
    if not creation.generated and len(identifiers) == 1 and creation.makers:
        own = [name for name in identifiers if suffix(name) in ("name", "id", "")]
    own = [name for name in own if is_generic(name) or stem(name) == noun.lower()]
    if len(own) != 1:
        return {}
    kind = suffix(own[0])
    endings = {kind} if kind == "arn" else {kind, "", "identifier"}
    wanted = {noun.lower() + ending for ending in endings}
    found = {name for name in required - set(identifiers) if name.lower() in wanted}
    return dict.fromkeys(sorted(found), own[0])


@dataclass(frozen=True)
class ParentLink:
    """The parent of a resource, and why. ``whole``: all its identifiers are given."""

    noun: str
    whole: bool
    nested: bool
    reason: str


def parents_of(drafts: Mapping[str, ResourceDraft]) -> dict[str, ParentLink]:
    """The parent of each resource that has one; none is its own ancestor."""
    links = {noun: link for noun, draft in drafts.items() if (link := _parent(draft, drafts))}
    for noun in list(links):
        refused: set[str] = set()
        while noun in links and _is_within_itself(noun, links):
            refused.add(links[noun].noun)
            others = {name: each for name, each in drafts.items() if name not in refused}
            link = _parent(drafts[noun], others)
            if link is None:
                del links[noun]
            else:
                links[noun] = link
    for noun, draft in drafts.items():
        if noun not in links and (link := _container(draft, drafts, links)):
            links[noun] = link
            if _is_within_itself(noun, links):
                del links[noun]
    return links


def _is_within_itself(noun: str, links: Mapping[str, ParentLink]) -> bool:
    seen = {noun}
    at = links.get(noun)
    while at is not None:
        if at.noun in seen:
            return True
        seen.add(at.noun)
        at = links.get(at.noun)
    return False


def _parent(draft: ResourceDraft, drafts: Mapping[str, ResourceDraft]) -> ParentLink | None:
    creator = draft.creation.first
    if creator is None:
        return None
    given = set(creator.required) | (set(draft.identifiers) & creator.members.keys())
    names = frozenset(given - set(draft.creation.generated))
    fitting = [
        other
        for other in drafts.values()
        if other.noun != draft.noun
        and other.can_be_made
        and other.creation.first is not creator
        and other.fits(names, related=_is_related(other, draft))
        and _may_hold(other, draft)
    ]
    if not fitting:
        return None
    best = max(fitting, key=lambda other: _parent_rank(other, draft))
    return _link(best, creator, lies_below(best, draft.path))


def _may_hold(other: ResourceDraft, draft: ResourceDraft) -> bool:
    """Whether one resource can hold another, by their names and paths.

    A resource without a name (the settings of another) holds only resources named after it.
    """
    related = _is_related(other, draft)
    if set(other.identifiers) == set(draft.identifiers) and not draft.creation.generated:
        if all(map(is_generic, draft.identifiers)) and not lies_below(other, draft.path):
            # Each has a name of its own, which is called "Name".
            creator = draft.creation.first
            return creator is not None and any(each in creator.required for each in other.aliases)
        return related or (other.named_itself and not draft.named_itself)
    return related or other.named_itself


def _is_related(other: ResourceDraft, draft: ResourceDraft) -> bool:
    return draft.noun.startswith(other.noun) or lies_below(other, draft.path)


def _parent_rank(other: ResourceDraft, draft: ResourceDraft) -> tuple[object, ...]:
    last = max((draft.identifiers.index(name) for name in other.identifiers
                if name in draft.identifiers), default=-1)  # fmt: skip
    below = lies_below(other, draft.path)
    return (
        len(other.identifiers), below, len(other.path) if below else 0,
        draft.noun.startswith(other.noun), last, other.noun,
    )  # fmt: skip


def lies_below(other: ResourceDraft, path: tuple[str, ...]) -> bool:
    """Whether a path is below that of one such resource."""
    length = len(other.path)
    return 0 < length < len(path) and path[:length] == other.path


def _link(best: ResourceDraft, operation: OperationFacts, nested: bool) -> ParentLink:
    names = ", ".join(best.identifiers)
    reason = f"{operation.name} requires its {names}"
    if nested:
        reason = f"/{'/'.join(best.path)} is the beginning of its path"
    return ParentLink(best.noun, whole=True, nested=nested, reason=reason)


def _container(
    draft: ResourceDraft, drafts: Mapping[str, ResourceDraft], links: Mapping[str, ParentLink]
) -> ParentLink | None:
    creator = draft.creation.first
    if creator is None or not creator.labels:
        return None
    found = container_of(creator, drafts, links)
    return None if found is None or found.noun == draft.noun else found


def container_of(
    facts: OperationFacts, drafts: Mapping[str, ResourceDraft], links: Mapping[str, ParentLink]
) -> ParentLink | None:
    """The resource that shares the outermost label of an operation's path.

    No operation creates what that label names: it exists with the first resource in it.
    """
    label = next(iter(facts.labels), None)
    if label is None or any(
        draft.fits(frozenset({label}), related=True) and draft.named_itself
        for draft in drafts.values()
    ):
        return None
    roots = [
        draft
        for draft in drafts.values()
        if draft.creation.makers
        and draft.noun not in links
        and len(draft.identifiers) > 1
        and draft.identifiers[0] == label
        and label not in draft.creation.generated
        and draft.named_itself
        and draft.path[:1] == facts.path[:1]
        and facts.noun != draft.noun
    ]
    if not roots:
        return None
    best = min(roots, key=lambda draft: (len(draft.identifiers), draft.noun))
    reason = f"it is the outermost resource with the same {label}"
    return ParentLink(best.noun, whole=False, nested=False, reason=reason)
