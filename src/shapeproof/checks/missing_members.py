"""Required members that one object lacks, as one finding: a trimmed recording is one defect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from shapeproof.checks import texts
from shapeproof.exchange import Finding

_REQUIRED = "required"


def joined(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those of several required members of one object as one.

    It stands where the first of them stood. Where only one is missing, its finding stays as it is.
    """
    listed = list(findings)
    told: set[tuple[str, ...]] = set()
    for each in listed:
        holder = _holder(each)
        if holder is None:
            yield each
            continue
        if holder in told:
            continue
        told.add(holder)
        alike = [one for one in listed if _holder(one) == holder]
        yield _one_of(alike) if len(alike) > 1 else each


def _holder(finding: Finding) -> tuple[str, ...] | None:
    """The object that lacks a member, by check and message; None for other findings."""
    stands_last = finding.pointer and finding.where.endswith(finding.pointer)
    if finding.constraint != _REQUIRED or not stands_last:
        return None
    where = finding.where.removesuffix(finding.pointer)
    return finding.check, where, finding.pointer.rpartition("/")[0]


def _one_of(alike: list[Finding]) -> Finding:
    first = max(alike, key=lambda each: each.severity)
    names = [
        each.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~") for each in alike
    ]
    around = first.pointer.rpartition("/")[0]
    side = first.where.removesuffix(first.pointer)
    place = (first.place or first.where).rpartition("/")[0]
    return replace(
        first, where=f"{side}{around}".strip(), pointer=around, place=place.strip(),
        texts=texts.missing_members(names, around),
    )  # fmt: skip
