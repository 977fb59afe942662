"""Resources while they are being inferred: identifiers, creation, parents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from shapeproof.compile.lifecycle.creation import Creation, creation_of, identifiers_of, sources_of
from shapeproof.compile.lifecycle.facts import NounGroup, OperationFacts
from shapeproof.compile.lifecycle.names import is_generic, owns, stem, suffix

_ALIASES = ("", "id", "identifier")


@dataclass(frozen=True)
class ResourceDraft:
    """A noun with what was found of it.

    ``aliases`` maps further names that other operations have for an identifier which the server
    chooses (HostedZoneId) to the identifier (Id).
    """

    group: NounGroup
    identifiers: tuple[str, ...]
    making: Creation
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


def drafts_of(
    groups: Mapping[str, NounGroup], facts: Iterable[OperationFacts]
) -> dict[str, ResourceDraft]:
    """The resources that groups can be: those that something makes."""
    known = tuple(facts)
    required = {name for each in known for name in each.required}
    named = {noun: identifiers_of(group) for noun, group in groups.items()}
    found = {noun: creation_of(group, named[noun]) for noun, group in groups.items()}
    made = {name for making in found.values() for name in making.generated}
    for noun, group in groups.items():
        if not (found[noun].makers or found[noun].importers) and group.of("read"):
            beside = _not_holding(known, named, frozenset(named[noun]))
            found[noun] = sources_of(group, named[noun], beside, made)
    return {
        noun: ResourceDraft(groups[noun], named[noun], making, _aliases(noun, making, required))
        for noun, making in found.items()
        if making.makers or making.importers or making.sources
    }


def _not_holding(
    facts: Iterable[OperationFacts],
    named: Mapping[str, tuple[str, ...]],
    identifiers: frozenset[str],
) -> tuple[OperationFacts, ...]:
    """All operations but those about what a thing of these identifiers may lie in."""
    return tuple(
        each
        for each in facts
        if not (names := named.get(each.noun)) or not set(names) < identifiers
    )


def _aliases(noun: str, making: Creation, required: set[str]) -> dict[str, str]:
    """Further names of the identifier that the server chooses, where it is the noun's own."""
    own = [name for name in making.generated if suffix(name) == "id"]
    own = [name for name in own if is_generic(name) or stem(name) == noun.lower()]
    if len(own) != 1:
        return {}
    wanted = {noun.lower() + ending for ending in _ALIASES}
    return {name: own[0] for name in sorted(required - {own[0]}) if name.lower() in wanted}


@dataclass(frozen=True)
class ParentLink:
    """What an operation or thing lies in, and why. ``whole``: all its identifiers are given."""

    noun: str
    whole: bool
    nested: bool
    reason: str


def parents_of(drafts: Mapping[str, ResourceDraft]) -> dict[str, ParentLink]:
    """The parent of each thing that has one; nobody is within itself."""
    links = {noun: link for noun, draft in drafts.items() if (link := _parent(draft, drafts))}
    for noun in list(links):
        if _is_within_itself(noun, links):
            del links[noun]
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
    maker = draft.making.first
    if maker is None:
        return None
    given = set(maker.required) | (set(draft.identifiers) & maker.members.keys())
    names = frozenset(given - set(draft.making.generated))
    fitting = [
        other
        for other in drafts.values()
        if other.noun != draft.noun
        and other.can_be_made
        and other.making.first is not maker
        and other.fits(names, related=_is_related(other, draft))
        and _may_hold(other, draft)
    ]
    if not fitting:
        return None
    best = max(fitting, key=lambda other: _parent_rank(other, draft))
    return _link(best, maker, lies_below(best, draft.path))


def _may_hold(other: ResourceDraft, draft: ResourceDraft) -> bool:
    """Whether one thing can hold another by their names and paths.

    What has no name of its own (the settings of something) holds only what is called after it.
    """
    related = _is_related(other, draft)
    if set(other.identifiers) == set(draft.identifiers) and not draft.making.generated:
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
    """Whether a path is below that of one such thing."""
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
    maker = draft.making.first
    if maker is None or not maker.labels:
        return None
    found = container_of(maker, drafts, links)
    return None if found is None or found.noun == draft.noun else found


def container_of(
    facts: OperationFacts, drafts: Mapping[str, ResourceDraft], links: Mapping[str, ParentLink]
) -> ParentLink | None:
    """The thing that shares the outermost label of an operation's path with it.

    Nobody makes what that label names by itself: it comes with the first thing that lies in it.
    """
    label = next(iter(facts.labels), None)
    if label is None or any(draft.identifiers == (label,) and draft.named_itself
                            for draft in drafts.values()):  # fmt: skip
        return None
    roots = [
        draft
        for draft in drafts.values()
        if draft.making.makers
        and draft.noun not in links
        and len(draft.identifiers) > 1
        and draft.identifiers[0] == label
        and label not in draft.making.generated
        and draft.named_itself
        and draft.path[:1] == facts.path[:1]
        and facts.noun != draft.noun
    ]
    if not roots:
        return None
    best = min(roots, key=lambda draft: (len(draft.identifiers), draft.noun))
    reason = f"it is the outermost thing with the same {label}"
    return ParentLink(best.noun, whole=False, nested=False, reason=reason)
