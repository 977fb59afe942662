"""What a thing lies in: what must be there before it can be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapeproof.compile.lifecycle.draft import Draft
from shapeproof.compile.lifecycle.facts import Facts


@dataclass(frozen=True)
class Link:
    """What an operation or thing lies in, and why. ``whole``: all its identifiers are given."""

    noun: str
    whole: bool
    nested: bool
    reason: str


def parents_of(drafts: Mapping[str, Draft]) -> dict[str, Link]:
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


def _is_within_itself(noun: str, links: Mapping[str, Link]) -> bool:
    seen = {noun}
    at = links.get(noun)
    while at is not None:
        if at.noun in seen:
            return True
        seen.add(at.noun)
        at = links.get(at.noun)
    return False


def _parent(draft: Draft, drafts: Mapping[str, Draft]) -> Link | None:
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
    best = max(fitting, key=lambda other: _rank(other, draft))
    return _link(best, maker, lies_below(best, draft.path))


def _may_hold(other: Draft, draft: Draft) -> bool:
    """Whether one thing can hold another by their names and paths.

    What has no name of its own (the settings of something) holds only what is called after it.
    """
    related = _is_related(other, draft)
    if set(other.identifiers) == set(draft.identifiers) and not draft.making.generated:
        return related or (other.named_itself and not draft.named_itself)
    return related or other.named_itself


def _is_related(other: Draft, draft: Draft) -> bool:
    return draft.noun.startswith(other.noun) or lies_below(other, draft.path)


def _rank(other: Draft, draft: Draft) -> tuple[object, ...]:
    last = max((draft.identifiers.index(name) for name in other.identifiers
                if name in draft.identifiers), default=-1)  # fmt: skip
    below = lies_below(other, draft.path)
    return (
        len(other.identifiers), below, len(other.path) if below else 0,
        draft.noun.startswith(other.noun), last, other.noun,
    )  # fmt: skip


def lies_below(other: Draft, path: tuple[str, ...]) -> bool:
    """Whether a path is below that of one such thing."""
    length = len(other.path)
    return 0 < length < len(path) and path[:length] == other.path


def _link(best: Draft, operation: Facts, nested: bool) -> Link:
    names = ", ".join(best.identifiers)
    reason = f"{operation.name} requires its {names}"
    if nested:
        reason = f"/{'/'.join(best.path)} is the beginning of its path"
    return Link(best.noun, whole=True, nested=nested, reason=reason)


def _container(draft: Draft, drafts: Mapping[str, Draft], links: Mapping[str, Link]) -> Link | None:
    maker = draft.making.first
    if maker is None or not maker.labels:
        return None
    found = container_of(maker, drafts, links)
    return None if found is None or found.noun == draft.noun else found


def container_of(
    facts: Facts, drafts: Mapping[str, Draft], links: Mapping[str, Link]
) -> Link | None:
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
    return Link(best.noun, whole=False, nested=False, reason=reason)
