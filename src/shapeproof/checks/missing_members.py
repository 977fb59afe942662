"""Members that one object lacks, or that the model lacks, as one finding.

A trimmed recording is one defect, and so is an object that has the members of another shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from shapeproof.checks import texts
from shapeproof.contract.pointer import parse
from shapeproof.exchange import Finding, FindingTexts

_TOLD_TOGETHER: Mapping[str, Callable[[list[str], str], FindingTexts]] = {
    "required": texts.missing_members,
    "unknown": texts.unknown_members,
}
"""The constraints of findings that are told together, and the texts of several."""


def joined(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those of several members of one object as one.

    It stands where the first of them stood. Where there is only one, its finding stays as it is.
    """
    told: dict[tuple[object, ...], list[Finding]] = {}
    for index, each in enumerate(findings):
        told.setdefault(_holder(each) or (index,), []).append(each)
    for alike in told.values():
        yield _one_of(alike) if len(alike) > 1 else alike[0]


def _holder(finding: Finding) -> tuple[str, ...] | None:
    """The object that is concerned, by check, constraint and message; None for other findings."""
    stands_last = finding.pointer and finding.where.endswith(finding.pointer)
    if finding.constraint not in _TOLD_TOGETHER or not stands_last:
        return None
    where = finding.where.removesuffix(finding.pointer)
    return finding.check, finding.constraint, where, finding.pointer.rpartition("/")[0]


def _one_of(alike: list[Finding]) -> Finding:
    first = max(alike, key=lambda each: each.severity)
    names = [parse(each.pointer)[-1] for each in alike]
    around = first.pointer.rpartition("/")[0]
    side = first.where.removesuffix(first.pointer)
    place = (first.place or first.where).rpartition("/")[0]
    return replace(
        first, where=f"{side}{around}".strip(), pointer=around, place=place.strip(),
        texts=_TOLD_TOGETHER[first.constraint](names, around),
    )  # fmt: skip
