"""What has become of each root cause, which depends on its findings rather than on its id alone.

Findings may be grouped differently in two reports: a defect of one operation becomes one of the
service where others have it, too. So a root cause of NEW is new only if OLD has neither its id nor
one of its findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from shapeproof.report.comparison.facts import CauseChange, CauseState
from shapeproof.report.document import FindingRecord, GroupRecord, Report

_ORDER = (CauseState.NEW, CauseState.SAME, CauseState.GONE, CauseState.NOT_LOOKED_AT)


def cause_changes(old: Report, new: Report, gone: Set[str]) -> tuple[CauseChange, ...]:
    """All root causes of both reports: the new ones, those of both, and those of OLD only.

    ``gone`` are the ids of the findings of OLD for which NEW has looked in vain.
    """
    before = {each["id"]: each for each in old["findings"]}
    after = {each["id"]: each for each in new["findings"]}
    followers = _followers(old, new)
    lost: dict[str, list[str]] = {}
    for group in old.get("groups", []):
        if group["id"] in followers:
            missing = [each for each in group["findings"] if each not in after]
            lost.setdefault(followers[group["id"]], []).extend(missing)
    found = [
        _present(group, before, after, lost.get(group["id"]), gone)
        for group in new.get("groups", [])
    ]
    found += [
        _absent(group, before, gone)
        for group in old.get("groups", [])
        if group["id"] not in followers
    ]
    return tuple(sorted(found, key=lambda each: _ORDER.index(each.state)))


def _followers(old: Report, new: Report) -> dict[str, str]:
    """The root cause of NEW that continues each one of OLD, by their ids."""
    ids = {each["id"] for each in new.get("groups", [])}
    holder = {key: each["id"] for each in new.get("groups", []) for key in each["findings"]}
    followers: dict[str, str] = {}
    for group in old.get("groups", []):
        if group["id"] in ids:
            followers[group["id"]] = group["id"]
            continue
        kept = Counter(holder[key] for key in group["findings"] if key in holder)
        if kept:
            followers[group["id"]] = kept.most_common(1)[0][0]
    return followers


def _present(
    group: GroupRecord,
    before: Mapping[str, FindingRecord],
    after: Mapping[str, FindingRecord],
    missing: list[str] | None,
    gone: Set[str],
) -> CauseChange:
    """A root cause of NEW; ``missing`` are findings that it had in OLD, None if it is new there."""
    added = [each for each in group["findings"] if each not in before]
    same = len(group["findings"]) - len(added)
    example = group["example"] if group["example"] in added or not added else added[0]
    vanished = sum(each in gone for each in missing or ())
    return CauseChange(
        CauseState.NEW if missing is None and not same else CauseState.SAME,
        group,
        after[example],
        new=len(added),
        gone=vanished,
        same=same,
        not_looked_at=len(missing or ()) - vanished,
    )


def _absent(group: GroupRecord, before: Mapping[str, FindingRecord], gone: Set[str]) -> CauseChange:
    """A root cause of OLD only; it is gone if all of its places were looked at again."""
    vanished = sum(each in gone for each in group["findings"])
    whole = vanished == len(group["findings"])
    return CauseChange(
        CauseState.GONE if whole else CauseState.NOT_LOOKED_AT,
        group,
        before[group["example"]],
        gone=vanished,
        not_looked_at=len(group["findings"]) - vanished,
    )
