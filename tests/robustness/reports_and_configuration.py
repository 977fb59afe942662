"""Reports and configuration files that are none, are someone else's, or are made to do harm."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.sample_reports import sample_report

from .interface import Expected, Prepare, Trial, ends

_FAMILY = "reports and configuration"
_SECONDS, _PEAK_MB = 60.0, 500.0
"""A command takes ten seconds at most on a machine with nothing else to do."""


def _situation(make: Callable[[Path], object]) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "good.json").write_text(json.dumps(_report()), encoding="utf-8")
        make(folder / "odd")
        yield {}

    return prepare


def _report(**changes: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(sample_report(3))), **changes}


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _json(value: Any) -> Callable[[Path], object]:
    return lambda path: path.write_text(json.dumps(value), encoding="utf-8")


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)


def _named(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda path: path.with_name(name).write_bytes(data)


def _own_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("shapeproof.toml"))


_BILLION = {"of": 10**9, "parts": [1], "selection": ""}
_NO_FILE = "no regular file"
_ODD_REPORTS: tuple[tuple[str, Callable[[Path], object], int, str, str], ...] = (
    # name, how it is made, exit status of 'show', what it says, what an earlier version did
    ("a pipe that nobody writes to", os.mkfifo, 2, "nobody writes to", "no end"),
    ("a device", lambda path: path.symlink_to("/dev/zero"), 2, _NO_FILE, ""),
    ("a folder", Path.mkdir, 2, "Is a directory", ""),
    ("a loop of links", lambda path: path.symlink_to(path.name), 2, "symbolic links", ""),
    ("nothing in it", _bytes(b""), 2, "not JSON", ""),
    ("300 MB", _sparse, 2, "larger than", "1,400 MB"),
    ("compressed", _bytes(gzip.compress(b"{}")), 2, "compressed by gzip", "not UTF-8"),
    ("10,000 levels", _bytes(b"[" * 10_000 + b"]" * 10_000), 2, "nested too deeply", ""),
    ("a later version", _json(_report(version=2)), 2, "later than 1", "expected 1"),
    ("no number", _json(_report(seconds=float("nan"))), 2, "NaN is not a number", ""),
    ("too large a number", _json(_report(seconds=float("inf"))), 2, "not a number", ""),
    ("a billion shards of a run", _json(_report(shard=_BILLION)), 2, "at /shard/of", "no end"),
    ("a byte order mark", _bytes(b"\xef\xbb\xbf" + json.dumps(_report()).encode()), 0, "museum",
     "not JSON"),
    ("findings taken out of it", _json(_report(findings=[])), 0, "museum", "a traceback"),
    ("garbage in its lines", _bytes(b'{"event": "groups", "groups": []}\n[NaN]\n'), 2,
     "line 2 is not JSON", "no known event"),
)  # fmt: skip
_COMMANDS = {
    "show": ("report", "show", "odd", "--format", "markdown"),
    "merge": ("report", "merge", "odd"),
    "diff": ("report", "diff", "good.json", "odd", "--fail-on", "never"),
}


def _of_reports() -> Iterator[Trial]:
    for name, make, status, says, before in _ODD_REPORTS:
        for command, arguments in _COMMANDS.items():
            statuses = ends(2) if status else ends(0, 1)
            told = (says,) if status else ()
            expected = Expected(statuses, told, seconds=_SECONDS, peak_mb=_PEAK_MB)
            yield Trial(_FAMILY, f"report {command}: {name}", arguments, expected,
                        prepare=_situation(make), before=before, preloaded=True)  # fmt: skip


_SECRET = "hunter2secret"
_ODD_FILES: tuple[tuple[str, Callable[[Path], object], int, str, str], ...] = (
    # name, how it is made, exit status of 'config check', what it says, what an earlier version did
    ("a pipe", _own_pipe, 2, _NO_FILE, "it was overlooked"),
    ("a folder", lambda path: path.with_name("shapeproof.toml").mkdir(), 2, "Is a directory",
     "it was overlooked"),
    ("not UTF-8", _named("shapeproof.toml", b"seed = '\xff'"), 2, "not UTF-8", ""),
    ("2 MB", _named("shapeproof.toml", b"# x\n" * 500_000), 2, "larger than", ""),
    ("a wrong value beside a secret", _named(
        "shapeproof.toml", f'[server]\ncredentials = "AKIA:{_SECRET}"\nseed = "x"\n'.encode()
    ), 2, "server.seed", ""),
    ("a secret where another value belongs", _named(
        "shapeproof.toml", f'[server]\ncredentials = ["AKIA:{_SECRET}"]\n'.encode()
    ), 2, "server.credentials", ""),
    ("a secret in an address", _named(
        "shapeproof.toml", f'[targets.x]\nurl = "http://u:{_SECRET}@h:99999999/"\n'.encode()
    ), 0, "", ""),
)  # fmt: skip


def _of_files() -> Iterator[Trial]:
    for name, make, status, says, before in _ODD_FILES:
        for command in ("check", "show"):
            expected = Expected(
                ends(status) if status else ends(0, 2),
                (says,) if says else (),
                never=("Traceback (most recent call last)", "a defect of shapeproof", _SECRET),
                seconds=_SECONDS,
                peak_mb=_PEAK_MB,
            )
            yield Trial(_FAMILY, f"config {command}: {name}", ("config", command), expected,
                        prepare=_situation(make), before=before, preloaded=True)  # fmt: skip


TRIALS = (*_of_reports(), *_of_files())
