"""What must exist before each operation can succeed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shapeproof.compile.lifecycle.drafts import ParentLink, ResourceDraft, container_of, lies_below
from shapeproof.compile.lifecycle.facts import OperationFacts
from shapeproof.contract.lifecycle import Confidence, Missing, Need


def needs_of(
    facts: Iterable[OperationFacts],
    drafts: Mapping[str, ResourceDraft],
    parents: Mapping[str, ParentLink],
) -> dict[str, Need]:
    """The needs of all operations that have one, by operation."""
    roles = _Roles(drafts)
    needs = {}
    for each in facts:
        need = _need(each, roles, drafts, parents)
        if need is not None:
            needs[each.name] = need
    return needs


class _Roles:
    """Which operation names which resource, and which creates which."""

    def __init__(self, drafts: Mapping[str, ResourceDraft]) -> None:
        self.naming: dict[str, ResourceDraft] = {}
        self.creating: dict[str, ResourceDraft] = {}
        for draft in drafts.values():
            for each in draft.group.named_by:
                self.naming.setdefault(each.name, draft)
            for changer in draft.creation.changers:
                self.naming.setdefault(changer.operation, draft)
            for writer in (*draft.creation.makers, *draft.creation.importers):
                self.creating[writer.operation] = draft


def _need(
    facts: OperationFacts,
    roles: _Roles,
    drafts: Mapping[str, ResourceDraft],
    parents: Mapping[str, ParentLink],
) -> Need | None:
    creator = roles.creating.get(facts.name)
    if creator is not None:
        if _copies(facts, creator):
            return _of(facts, creator, "high", f"{facts.name} copies one")
        if creator.creation.first is not None and facts.name != creator.creation.first.name:
            own = set(creator.identifiers)
            others = {n: each for n, each in drafts.items() if not own & set(each.identifiers)}
            need = _fitting(facts, others, parents)
            if need is not None:
                return need
        link = parents.get(creator.noun)
        if link is None:
            return None
        parent = drafts[link.noun]
        sure = link.nested or set(parent.identifiers) <= set(creator.identifiers)
        return _of(facts, parent, "high" if sure else "medium", link.reason, whole=link.whole)
    named = roles.naming.get(facts.name)
    if named is not None and named.can_be_made and named.identifiers:
        return _of(facts, named, "high", f"{facts.name} is about one")
    return _fitting(facts, drafts, parents)


def _copies(facts: OperationFacts, creator: ResourceDraft) -> bool:
    """Whether a creator requires another resource of the same kind."""
    writer = next(each for each in (*creator.creation.makers, *creator.creation.importers)
                  if each.operation == facts.name)  # fmt: skip
    return bool(writer.identifiers) and set(creator.identifiers) <= set(facts.required)


def _fitting(
    facts: OperationFacts, drafts: Mapping[str, ResourceDraft], parents: Mapping[str, ParentLink]
) -> Need | None:
    """The need of an operation about no resource: by what it requires and by its path."""
    names = frozenset(facts.required)
    fitting = []
    for draft in drafts.values():
        related = draft.noun in facts.noun or _names_one(draft, facts)
        may_fit = draft.can_be_made and (related or draft.named_itself)
        known = frozenset(facts.members) if draft.is_optional else names
        if may_fit and draft.fits(known, related=related):
            fitting.append(draft)
    if fitting:
        best = max(fitting, key=lambda draft: _rank(draft, facts))
        nested = set(best.identifiers) <= set(facts.labels)
        verb = "takes" if best.is_optional else "requires"
        reason = f"{facts.name} {verb} its {', '.join(best.identifiers)}"
        return _of(facts, best, "high" if nested else "medium", reason)
    link = container_of(facts, drafts, parents)
    return _of(facts, drafts[link.noun], "low", link.reason, whole=False) if link else None


def _rank(draft: ResourceDraft, facts: OperationFacts) -> tuple[object, ...]:
    return (
        facts.noun.endswith(draft.noun) and not facts.labels,
        len(draft.identifiers),
        draft.noun in facts.noun,
        len(draft.path) if _names_one(draft, facts) else 0,
        len(draft.noun),
        draft.noun,
    )


def _names_one(draft: ResourceDraft, facts: OperationFacts) -> bool:
    """Whether an operation's path is that of one such resource, or below it."""
    return lies_below(draft, facts.path) or (bool(draft.path) and draft.path == facts.path)


def _of(
    facts: OperationFacts,
    draft: ResourceDraft,
    confidence: Confidence,
    reason: str,
    *,
    whole: bool = True,
) -> Need:
    missing = _missing(facts, draft, confidence) if whole else "open"
    evidence = [reason]
    if missing != "open":
        evidence.append(f"its errors include {facts.missing[0]}")
    return Need(draft.noun, missing, None, confidence if whole else "low", tuple(evidence))


def _missing(facts: OperationFacts, draft: ResourceDraft, confidence: Confidence) -> Missing:
    """A not-found error is expected if the request must name the resource, or its parent."""
    if not facts.missing or confidence == "low":
        return "open"
    known = frozenset(facts.members if draft.is_optional else facts.required)
    if draft.fits(known) or set(draft.identifiers) <= set(facts.required):
        return "refused" if confidence == "high" else "open"
    return "scoped" if set(draft.identifiers) & set(facts.required) else "open"
