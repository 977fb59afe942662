"""Reports of shards that do not make up one run, or not the whole of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.sample_reports import sample_report

from .interface import Expected, Prepare, Trial, ends

_FAMILY = "shards and their merge"
_SECONDS, _PEAK_MB = 60.0, 500.0
_OPTIONS = "--max-examples 50"


def _part(index: int, of: int = 3, **shard: Any) -> dict[str, Any]:
    """The report of a shard that has one operation and no finding."""
    report: dict[str, Any] = json.loads(json.dumps(sample_report(0)))
    operation = {
        "name": f"Get{index}",
        "cases": 3,
        "requests": 5,
        "reached": True,
        "available": True,
        "reason": "",
        "findings": 0,
        "tried": {},
    }
    stats = {"operations": 1, "operations_reached": 1, "operations_available": 1}
    report["stats"] |= stats
    report["operations"] = [operation]
    known = {"selection": "0a", "contract": "0b", "options": _OPTIONS}
    report["shard"] = {"of": of, "parts": [index], **known, **shard}
    return report


def _of_run(index: int, **run: Any) -> dict[str, Any]:
    return {**_part(index), **run}


def _whole() -> dict[str, Any]:
    report = _part(9)
    del report["shard"]
    return report


def _named_as_another(index: int) -> dict[str, Any]:
    report = _part(index)
    report["operations"][0]["name"] = "Get1"
    return report


def _lines(index: int, *, ended: bool) -> list[dict[str, Any]]:
    """The JSON Lines of a shard; without an end those of one that was killed."""
    report = _part(index)
    named = ("service", "api_version", "protocol", "target", "seed", "phases", "started", "shard")
    operation = report["operations"][0]
    begun = {"event": "run_started", "version": 1, "tool": report["tool"]}
    begun |= {name: report[name] for name in named if name in report}
    begun["planned"] = [{"name": operation["name"], "cases": 3}]
    found = [begun, {"event": "operation_started", "operation": operation["name"], "cases": 3}]
    if ended:
        done = ("cases", "requests", "reached", "reason")
        finished = {name: operation[name] for name in done}
        ending = {name: report[name] for name in ("seconds", "stats", "coverage", "status")}
        found += [
            {"event": "operation_finished", "operation": operation["name"], **finished},
            {"event": "run_finished", "stopped": "", "fail_on": "error", **ending},
        ]
    return found


@dataclass(frozen=True)
class _Merge:
    """Files to merge, and how that has to end."""

    name: str
    files: Mapping[str, Callable[[], Any]]
    status: int
    says: str
    before: str = ""
    again: tuple[str, ...] = ()
    """Names of files that are given once more."""


_OTHERS: Mapping[str, Callable[[], Any]] = {
    "2.json": lambda: _part(2),
    "3.json": lambda: _part(3),
}


def _beside(make: Callable[[], Any]) -> Mapping[str, Callable[[], Any]]:
    return {"1.json": lambda: _part(1), "x.json": make}


_MERGES = (
    _Merge("each shard once", {"1.json": lambda: _part(1), **_OTHERS}, 0, '"conforms"'),
    _Merge("one as JSON Lines", {"1.jsonl": lambda: _lines(1, ended=True), **_OTHERS}, 0, ""),
    _Merge("one that was killed", {"1.jsonl": lambda: _lines(1, ended=False), **_OTHERS}, 3,
           "interrupted"),
    _Merge("one of three is missing", _OTHERS, 3, "shard 1 of 3 is missing"),
    _Merge("one of ten thousand", {"1.json": lambda: _part(1, 10_000)}, 3, "and 9,979 more"),
    _Merge("a file twice", {"1.json": lambda: _part(1), **_OTHERS}, 2,
           "shard 1 is given twice", again=("1.json",)),
    _Merge("a shard in two files", _beside(lambda: _part(1)), 2,
           "shard 1 is given twice: 1.json and x.json"),
    _Merge("a shard twice, once as JSON Lines",
           {"1.json": lambda: _part(1), "1.jsonl": lambda: _lines(1, ended=False)}, 2,
           "shard 1 is given twice: 1.json and 1.jsonl"),
    _Merge("a shard that is in a merged report", _beside(lambda: _part(2, parts=[1, 2])), 2,
           "shard 1 is given twice"),
    _Merge("a shard twice in one report", _beside(lambda: _part(2, parts=[2, 2])), 2,
           "shard 2 is given twice"),
    _Merge("other counts", _beside(lambda: _part(2, 4)), 2, "shard 2 of 4"),
    _Merge("the fourth of three", _beside(lambda: _part(4)), 2, "shard 4 of 3",
           "the merged report had shard 4 of 3"),
    _Merge("a whole run", _beside(_whole), 2, "x.json is of a whole run"),
    _Merge("another seed", _beside(lambda: _of_run(2, seed=8)), 2, "the seed 8"),
    _Merge("other phases", _beside(lambda: _of_run(2, phases=["fuzz"])), 2, "the phases"),
    _Merge("another service", _beside(lambda: _of_run(2, service="zoo")), 2, "the service zoo"),
    _Merge("other operations", _beside(lambda: _part(2, selection="1a")), 2,
           "different selections"),
    _Merge("another contract", _beside(lambda: _part(2, contract="1b")), 2,
           "different contracts", "they were merged"),
    _Merge("other options", _beside(lambda: _part(2, options="--max-examples 9")), 2,
           "--max-examples 9", "they were merged"),
    _Merge("an operation in two shards", _beside(lambda: _named_as_another(2)), 2,
           "Get1 is in two shards", "the operation counted twice"),
)  # fmt: skip


def _files(files: Mapping[str, Callable[[], Any]]) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        for name, make in files.items():
            made = make()
            lines = made if isinstance(made, list) else [made]
            text = "".join(f"{json.dumps(each)}\n" for each in lines)
            (folder / name).write_text(text, encoding="utf-8")
        yield {}

    return prepare


def _trial(merge: _Merge) -> Trial:
    says = (merge.says,) if merge.says else ()
    expected = Expected(ends(merge.status), says, seconds=_SECONDS, peak_mb=_PEAK_MB)
    arguments = ("report", "merge", *merge.files, *merge.again)
    return Trial(_FAMILY, merge.name, arguments, expected, prepare=_files(merge.files),
                 before=merge.before, preloaded=True)  # fmt: skip


TRIALS = tuple(_trial(each) for each in _MERGES)
