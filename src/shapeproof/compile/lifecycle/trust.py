"""How far a guessed resource is to be trusted, and why, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shapeproof.compile.lifecycle.draft import Draft
from shapeproof.compile.lifecycle.parents import Link
from shapeproof.compile.lifecycle.words import ACTING, split
from shapeproof.contract.lifecycle import Confidence
from shapeproof.contract.model import Paginator

_HIGH, _MEDIUM = 5, 3


def trust_in(
    draft: Draft, parent: Link | None, paginators: Mapping[str, Paginator]
) -> tuple[Confidence, tuple[str, ...]]:
    """The confidence in a resource, and the reasons: each for it weighs one, each against, less."""
    found = [*_about_making(draft), *_about_naming(draft, paginators), *_about_parent(parent)]
    score = sum(weight for weight, _ in found)
    level: Confidence = "high" if score >= _HIGH else "medium" if score >= _MEDIUM else "low"
    return level, tuple(reason for _, reason in found)


def _about_making(draft: Draft) -> Iterator[tuple[int, str]]:
    making = draft.making
    if making.makers:
        maker = making.makers[0]
        for name in making.generated:
            yield 0, f"{maker.operation} tells {name} as {maker.outputs.get(name, name)}"
        weak = split(maker.operation)[0] in ACTING
        yield (1, f"{maker.operation} may do something else") if weak else (
            2, f"{maker.operation} makes it")  # fmt: skip
    elif making.sources:
        names = ", ".join(each.operation for each in making.sources)
        yield 0, f"nothing makes it alone, but {names} tell {', '.join(making.generated)}"
    else:
        yield -2, "what makes it does not tell all its identifiers"


def _about_naming(draft: Draft, paginators: Mapping[str, Paginator]) -> Iterator[tuple[int, str]]:
    group = draft.group
    if not draft.identifiers:
        yield 0, "nothing names it: there is one"
    naming = [each for each in group.named_by if set(draft.identifiers) <= each.members.keys()]
    if naming and draft.identifiers:
        names = ", ".join(each.name for each in naming)
        yield min(len(naming), 2), f"{names} know it by {', '.join(draft.identifiers)}"
    if draft.named_itself:
        yield 1, "one of its identifiers is called after it"
    missing = sorted({error for each in naming for error in each.missing})
    if missing:
        yield 1, f"they list {', '.join(missing)}"
    for each in group.of("list"):
        keys = paginators[each.name].result_keys if each.name in paginators else ()
        yield (1, f"{each.name} lists them" + (f" in {', '.join(keys)}" if keys else ""))
        break


def _about_parent(parent: Link | None) -> Iterator[tuple[int, str]]:
    if parent is not None:
        yield (0 if parent.whole else -1), f"it lies in {parent.noun}: {parent.reason}"
