"""Guesses the lifecycle of a service: which operations make, show, change and remove what.

A guess: what is found by it weighs less than what a reviewed ``lifecycle.json`` states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from shapeproof.compile.lifecycle.deferred import Deferred
from shapeproof.compile.lifecycle.draft import Draft, drafts_of
from shapeproof.compile.lifecycle.facts import Facts, facts_of
from shapeproof.compile.lifecycle.makers import readers_of
from shapeproof.compile.lifecycle.needs import needs_of
from shapeproof.compile.lifecycle.nouns import groups_of
from shapeproof.compile.lifecycle.parents import Link, parents_of
from shapeproof.compile.lifecycle.trust import trust_in
from shapeproof.compile.lifecycle.words import OVERWRITING, split
from shapeproof.contract.lifecycle import Lifecycle, Need, Resource, Writer
from shapeproof.contract.model import ErrorContract, Operation, Paginator


def infer_lifecycle(
    operations: Mapping[str, Operation],
    errors: Mapping[str, ErrorContract] | None = None,
    paginators: Mapping[str, Paginator] | None = None,
) -> Lifecycle:
    """The resources that the names, members, paths and errors of operations suggest.

    They are looked for when they are first asked for.
    """
    guess = _Guess(operations, errors or {}, paginators or {})
    return Lifecycle(Deferred(guess.resources), Deferred(guess.needs))


class _Guess:
    """Resources and needs, from the same drafts."""

    def __init__(
        self,
        operations: Mapping[str, Operation],
        errors: Mapping[str, ErrorContract],
        paginators: Mapping[str, Paginator],
    ) -> None:
        self._operations = operations
        self._errors = errors
        self._paginators = paginators

    @cached_property
    def _drafts(self) -> tuple[tuple[Facts, ...], dict[str, Draft], dict[str, Link]]:
        facts = facts_of(self._operations.values(), self._errors)
        drafts = drafts_of(groups_of(facts), facts)
        return facts, drafts, parents_of(drafts)

    def resources(self) -> dict[str, Resource]:
        """The resources by name."""
        _, drafts, parents = self._drafts
        return {
            noun: _resource(draft, parents.get(noun), drafts, self._paginators)
            for noun, draft in drafts.items()
        }

    def needs(self) -> dict[str, Need]:
        """The needs by operation."""
        return needs_of(*self._drafts)


def _resource(
    draft: Draft,
    parent: Link | None,
    drafts: Mapping[str, Draft],
    paginators: Mapping[str, Paginator],
) -> Resource:
    making, group = draft.making, draft.group
    confidence, evidence = trust_in(draft, parent, paginators)
    aliases = tuple(draft.aliases)
    readers = readers_of(group, draft.identifiers, making)
    return Resource(
        name=draft.noun,
        identifiers=(*draft.identifiers, *aliases),
        generated=(*making.generated, *aliases),
        parent=parent.noun if parent else None,
        single=_is_single(draft, drafts[parent.noun] if parent else None),
        makers=tuple(_with_aliases(each, draft) for each in making.makers),
        importers=making.importers,
        sources=tuple(_with_aliases(each, draft) for each in making.sources),
        changers=making.changers,
        readers=readers,
        listers=(*_names(group.of("list")), *(x.operation for x in readers if x.contains)),
        removers=_names((*group.of("remove"), *group.of("clear"))),
        confidence=confidence,
        evidence=evidence,
    )


def _with_aliases(writer: Writer, draft: Draft) -> Writer:
    """The writer that tells an identifier under its other names as well."""
    if not draft.aliases:
        return writer
    told = {alias: writer.outputs.get(name, name) for alias, name in draft.aliases.items()}
    return replace(writer, outputs={**writer.outputs, **told})


def _is_single(draft: Draft, parent: Draft | None) -> bool:
    """Whether a parent has but one: it has no name of its own, or its path does not carry it."""
    making = draft.making
    if parent is None or making.generated or not making.makers:
        return False
    if split(making.makers[0].operation)[0] in OVERWRITING:
        return False
    own = {name for name in draft.identifiers if name not in parent.identifiers}
    labels = {name for each in draft.group.named_by for name in each.labels}
    return not own or bool(labels and not own & labels)


def _names(found: Iterable[Facts]) -> tuple[str, ...]:
    return tuple(each.name for each in found)
