"""Infers the lifecycle of a service: which operations create, show, change and delete which
resource.

An inference weighs less in findings than what a reviewed ``lifecycle.json`` states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from shapeproof.compile.lifecycle.creation import readers_of
from shapeproof.compile.lifecycle.drafts import ParentLink, ResourceDraft, drafts_of, parents_of
from shapeproof.compile.lifecycle.facts import OperationFacts, facts_of, groups_of
from shapeproof.compile.lifecycle.names import ACTING, OVERWRITING, split
from shapeproof.compile.lifecycle.needs import needs_of
from shapeproof.contract.lazy_mappings import DeferredMapping
from shapeproof.contract.lifecycle import Confidence, Lifecycle, Need, Resource
from shapeproof.contract.model import ErrorContract, Operation, Paginator

_HIGH, _MEDIUM = 5, 3


def confidence_in(
    draft: ResourceDraft, parent: ParentLink | None, paginators: Mapping[str, Paginator]
) -> tuple[Confidence, tuple[str, ...]]:
    """The confidence in a resource, and the reasons: each for it weighs one, each against, less."""
    found = [*_about_creation(draft), *_about_naming(draft, paginators), *_about_parent(parent)]
    score = sum(weight for weight, _ in found)
    level: Confidence = "high" if score >= _HIGH else "medium" if score >= _MEDIUM else "low"
    return level, tuple(reason for _, reason in found)


def _about_creation(draft: ResourceDraft) -> Iterator[tuple[int, str]]:
    creation = draft.creation
    if creation.makers:
        creator = creation.makers[0]
        for name in creation.generated:
            yield 0, f"{creator.operation} returns {name} as {creator.outputs.get(name, name)}"
        weak = split(creator.operation)[0] in ACTING
        yield (1, f"{creator.operation} may do something else") if weak else (
            2, f"{creator.operation} creates it")  # fmt: skip
    elif creation.sources:
        names = ", ".join(each.operation for each in creation.sources)
        yield (
            0,
            f"no operation creates it alone, but {names} return {', '.join(creation.generated)}",
        )
    else:
        yield -2, "what creates it does not return all its identifiers"


def _about_naming(
    draft: ResourceDraft, paginators: Mapping[str, Paginator]
) -> Iterator[tuple[int, str]]:
    group = draft.group
    if not draft.identifiers:
        yield 0, "it has no identifier: there is only one"
    naming = [each for each in group.named_by if set(draft.identifiers) <= each.members.keys()]
    if naming and draft.identifiers:
        names = ", ".join(each.name for each in naming)
        yield min(len(naming), 2), f"{names}: identified by {', '.join(draft.identifiers)}"
    if draft.named_itself:
        yield 1, "one of its identifiers is named after it"
    missing = sorted({error for each in naming for error in each.missing})
    if missing:
        yield 1, f"their errors include {', '.join(missing)}"
    for each in group.of("list"):
        keys = paginators[each.name].result_keys if each.name in paginators else ()
        yield (1, f"{each.name} lists them" + (f" in {', '.join(keys)}" if keys else ""))
        break


def _about_parent(parent: ParentLink | None) -> Iterator[tuple[int, str]]:
    if parent is not None:
        yield (0 if parent.whole else -1), f"its parent is {parent.noun}: {parent.reason}"


def infer_lifecycle(
    operations: Mapping[str, Operation],
    errors: Mapping[str, ErrorContract] | None = None,
    paginators: Mapping[str, Paginator] | None = None,
) -> Lifecycle:
    """The resources that the names, members, paths and errors of operations suggest.

    They are inferred when they are first needed.
    """
    inference = _Inference(operations, errors or {}, paginators or {})
    return Lifecycle(DeferredMapping(inference.resources), DeferredMapping(inference.needs))


class _Inference:
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
    def _drafts(
        self,
    ) -> tuple[tuple[OperationFacts, ...], dict[str, ResourceDraft], dict[str, ParentLink]]:
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
    draft: ResourceDraft,
    parent: ParentLink | None,
    drafts: Mapping[str, ResourceDraft],
    paginators: Mapping[str, Paginator],
) -> Resource:
    creation, group = draft.creation, draft.group
    confidence, evidence = confidence_in(draft, parent, paginators)
    readers = readers_of(group, draft.identifiers, creation)
    return Resource(
        name=draft.noun,
        identifiers=draft.identifiers,
        generated=creation.generated,
        aliases=draft.aliases,
        own=_own_of(draft, drafts[parent.noun]) if parent else (),
        parent=parent.noun if parent else None,
        single=_is_single(draft, drafts[parent.noun] if parent else None),
        makers=creation.makers,
        importers=creation.importers,
        sources=creation.sources,
        changers=creation.changers,
        readers=readers,
        listers=(
            *_operation_names(group.of("list")),
            *(x.operation for x in readers if x.contains),
        ),
        removers=_operation_names((*group.of("remove"), *group.of("clear"))),
        confidence=confidence,
        evidence=evidence,
    )


def _is_single(draft: ResourceDraft, parent: ResourceDraft | None) -> bool:
    """Whether a parent has only one: it has no name, or its path does not include the name."""
    creation = draft.creation
    if parent is None or creation.generated or not creation.makers:
        return False
    if split(creation.makers[0].operation)[0] in OVERWRITING:
        return False
    shared = set(parent.identifiers) - set(_own_of(draft, parent))
    own = {name for name in draft.identifiers if name not in shared}
    labels = {name for each in draft.group.named_by for name in each.labels}
    return not own or bool(labels and not own & labels)


def _own_of(draft: ResourceDraft, parent: ResourceDraft) -> tuple[str, ...]:
    """The identifiers that its parent has as well: the creator names the parent in another way."""
    creator = draft.creation.first
    required = creator.required if creator is not None else ()
    renamed = {name for alias, name in parent.aliases.items() if alias in required}
    return tuple(name for name in draft.identifiers if name in renamed)


def _operation_names(found: Iterable[OperationFacts]) -> tuple[str, ...]:
    return tuple(each.name for each in found)
