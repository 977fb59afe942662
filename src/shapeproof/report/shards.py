"""Whether the shards that are merged are those of one run, each of them once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeproof.exceptions import BadUsage
from shapeproof.report.document import Report, ShardRecord
from shapeproof.report.text import counted, shown

_WHAT = "report merge"
_MOST = 20
"""So many missing shards are named."""


def merged_shard(reports: Sequence[Report], names: Sequence[str]) -> ShardRecord | None:
    """The shards that the merged report is of; None where no report is of a shard.

    ``names`` are those of the reports, for errors. Raises BadUsage for shards that are not of one
    run, and for one that is given twice.
    """
    shards = [(name, each.get("shard")) for name, each in zip(names, reports, strict=True)]
    divided = [(name, each) for name, each in shards if each is not None]
    if not divided:
        return None
    whole = [name for name, each in shards if each is None]
    first_name, first = divided[0]
    if whole:
        reason = f"{whole[0]} is of a whole run, {first_name} of {_parts(first)}"
        raise BadUsage(_WHAT, reason, "give the reports of all shards, and no other")
    for name, each in divided[1:]:
        _check_alike(first_name, first, name, each)
    parts = _each_once(divided)
    _check_operations(reports, names)
    record: ShardRecord = {
        "of": first["of"],
        "parts": sorted(parts),
        "selection": first["selection"],
    }
    if "contract" in first:
        record["contract"] = first["contract"]
    if "options" in first:
        record["options"] = first["options"]
    missing = [each for each in range(1, first["of"] + 1) if each not in parts]
    if missing:
        record["missing"] = missing
    return record


def missing_line(report: Report) -> str:
    """Which shards were not given to the merge; empty where none is missing."""
    shard = report.get("shard")
    missing = shard.get("missing", []) if shard else []
    if shard is None or not missing:
        return ""
    more = len(missing) - _MOST
    numbers = ", ".join(f"{each:,}" for each in missing[:_MOST])
    numbers += f" and {more:,} more" if more > 0 else ""
    noun, verb = ("shard", "is") if len(missing) == 1 else ("shards", "are")
    return f"{noun} {numbers} of {shard['of']:,} {verb} missing"


def _check_alike(name: str, one: ShardRecord, other_name: str, other: ShardRecord) -> None:
    if one["of"] != other["of"]:
        reason = f"{name} is of {_parts(one)}, {other_name} of {_parts(other)}"
        raise BadUsage(_WHAT, reason, "give the reports of one run with --shard I/N")
    if one["selection"] != other["selection"]:
        reason = f"{name} and {other_name} are shards of different selections of operations"
        remedy = "run all shards with the same --operation and --exclude-operation"
        raise BadUsage(_WHAT, reason, remedy)
    if one.get("contract") != other.get("contract"):
        reason = f"{name} and {other_name} are shards of runs with different contracts"
        remedy = "run all shards with the same version of botocore, and the same --contract"
        raise BadUsage(_WHAT, reason, remedy)
    if one.get("options") != other.get("options"):
        ours, theirs = (shown(each.get("options", "no options")) for each in (one, other))
        reason = f"{name} is of a run with {ours}, {other_name} of one with {theirs}"
        raise BadUsage(_WHAT, reason, "run all shards with the same options")


def _each_once(divided: Sequence[tuple[str, ShardRecord]]) -> dict[int, str]:
    """Which report has a shard. Raises BadUsage for one that several have, or no run has."""
    holders: dict[int, str] = {}
    count = divided[0][1]["of"]
    for name, part in _parts_given(divided):
        if part > count:
            raise BadUsage(name, f"shard {part:,} of {count:,}", "there is no such shard")
        if part in holders:
            reason = f"shard {part:,} is given twice: {holders[part]} and {name}"
            raise BadUsage(_WHAT, reason, "give each shard once")
        holders[part] = name
    return holders


def _check_operations(reports: Sequence[Report], names: Sequence[str]) -> None:
    """Raises BadUsage for an operation that several shards have: each belongs to one."""
    holders: dict[str, str] = {}
    for name, report in zip(names, reports, strict=True):
        for each in report["operations"]:
            if each["name"] in holders:
                both = f"{holders[each['name']]} and {name}"
                reason = f"the operation {shown(each['name'])} is in two shards, {both}"
                raise BadUsage(_WHAT, reason, "give the reports of one run with --shard I/N")
        holders |= dict.fromkeys((each["name"] for each in report["operations"]), name)


def _parts_given(divided: Sequence[tuple[str, ShardRecord]]) -> Iterator[tuple[str, int]]:
    for name, each in divided:
        for part in each["parts"]:
            yield name, part


def _parts(shard: ShardRecord) -> str:
    if len(shard["parts"]) == 1:
        return f"shard {shard['parts'][0]:,} of {shard['of']:,}"
    return f"{counted(len(shard['parts']), 'shard')} of {shard['of']:,}"
