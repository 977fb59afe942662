"""Disks, streams and folders that fail under a run: one writer's failure costs that writer only."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .interface import (
    Act,
    Expected,
    Outcome,
    Prepare,
    Trial,
    ends,
    nothing_around,
    nothing_wrong,
    only_wait,
)

_STREAMS, _DISKS = "streams", "disks and folders"
FEW = (
    "server",
    "amplifybackend",
    "--operation",
    "CreateToken",
    "--phases",
    "coverage",
    "--report",
    "json=r.json",
)


def whole_report(folder: Path, _outcome: Outcome) -> Iterable[str]:
    """The JSON report that every command here asks for must be there, whatever else fails."""
    try:
        found = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return [f"r.json: {error}"]
    return [] if found.get("status") == "conforms" else [f"r.json: {found.get('status')}"]


def _stream(
    name: str, redirections: str, *statuses: int, says: tuple[str, ...] = (), before: str = ""
) -> Trial:
    return Trial(
        _STREAMS,
        name,
        FEW,
        Expected(ends(*statuses), says),
        inspect=whole_report,
        redirections=redirections,
        before=before,
    )


_OF_STREAMS = (
    _stream("standard output is closed", ">&-", 0, before="exit 70"),
    _stream("standard error is closed", "2>&-", 0, before="exit 70"),
    _stream("standard input is closed", "<&-", 0),
    _stream("both outputs are closed", ">&- 2>&-", 0),
    _stream("standard input and output are closed", "<&- >&-", 0),
    _stream("standard input and error are closed", "<&- 2>&-", 0),
    _stream("all streams are closed", "<&- >&- 2>&-", 0, before="exit 70"),
    _stream("standard output may only be read", "1</dev/null", 2),
    _stream("standard output is a full disk", ">/dev/full", 2, says=("No space left",)),
    _stream("standard error is a full disk", "2>/dev/full", 0),
    _stream("both outputs are a full disk", ">/dev/full 2>&1", 2),
    _stream("the reader of standard output goes away at once", "> >(true)", 0),
    _stream("the reader of standard output takes one line", "> >(head -1)", 0),
)


@contextmanager
def _loop(folder: Path) -> Iterator[Mapping[str, str]]:
    (folder / "loop.xml").symlink_to("loop.xml")
    yield {}


@contextmanager
def _small_disk(folder: Path) -> Iterator[Mapping[str, str]]:
    """A file system of 4 kB, where one may be mounted; else a device that is always full."""
    place = folder / "small"
    place.mkdir()
    mounted = _quietly("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(place))
    try:
        yield {"small": "small/r" if mounted else "/dev/full"}
    finally:
        if mounted:
            _quietly("umount", "-l", str(place))


@contextmanager
def _read_only_disk(folder: Path) -> Iterator[Mapping[str, str]]:
    place = folder / "fixed"
    place.mkdir()
    mounted = _quietly("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(place))
    try:
        yield {"fixed": "fixed/r" if mounted else "/proc/r"}
    finally:
        if mounted:
            _quietly("umount", "-l", str(place))


def _quietly(*command: str) -> bool:
    with suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


@contextmanager
def _fifo(folder: Path) -> Iterator[Mapping[str, str]]:
    os.mkfifo(folder / "pipe")
    yield {}


@contextmanager
def _vanishing(folder: Path) -> Iterator[Mapping[str, str]]:
    (folder / "gone").mkdir()
    yield {}


@contextmanager
def _left_folder(folder: Path) -> Iterator[Mapping[str, str]]:
    (folder / "leave.sh").write_text('mkdir inner; cd inner; rmdir "$PWD"\n', encoding="utf-8")
    yield {}


def _remove_folder(process: subprocess.Popen[bytes], folder: Path) -> None:
    _once_it_writes(process, folder / "gone" / "r.jsonl")
    shutil.rmtree(folder / "gone", ignore_errors=True)


def _once_it_writes(process: subprocess.Popen[bytes], path: Path) -> None:
    end = time.monotonic() + 30
    while process.returncode is None and not path.exists() and time.monotonic() < end:
        time.sleep(0.02)


@dataclass(frozen=True)
class Disk:
    """A report that cannot be written: its name, its ``--report``, and how the command ends."""

    name: str
    report: str
    statuses: frozenset[int] = ends(2)
    says: tuple[str, ...] = (r"shapeproof: --report \S+: ",)
    prepare: Prepare = nothing_around
    act: Act = only_wait
    before: str = ""


_FULL = (r"--report \w+=/dev/full: cannot write /dev/full: No space left",)
_FORMATS = ("jsonl", "junit", "markdown", "html", "sarif", "har")
_DISKS_OF_REPORTS = (
    *(
        Disk(
            f"the {form} report is on a full disk",
            f"{form}=/dev/full",
            says=_FULL,
            before="all other reports were lost" if form == "jsonl" else "",
        )
        for form in _FORMATS
    ),
    Disk("a report's disk becomes full", "jsonl={small}", prepare=_small_disk),
    Disk("a document's disk becomes full", "html={small}", prepare=_small_disk),
    Disk("a report is on a read-only disk", "jsonl={fixed}", prepare=_read_only_disk),
    Disk(
        "a report's path is a link to itself",
        "junit=loop.xml",
        ends(0, 2),
        (),
        _loop,
        before="exit 70",
    ),
    Disk("a report's path is a folder", "junit=.", ends(2), ("it is a folder",)),
    Disk("a report's folder is a file", "junit=/etc/hostname/r.xml"),
    Disk("a report's name is too long", f"junit={'x' * 300}"),
    Disk("a report's name has a NUL", "junit=a\\0b", ends(0), ()),
    Disk(
        "a report's folder is removed while the run goes",
        "jsonl=gone/r.jsonl",
        ends(0),
        (),
        _vanishing,
        _remove_folder,
    ),
    Disk(
        "a document's folder is removed while the run goes",
        "markdown=gone/r.jsonl",
        ends(0, 2),
        (),
        _vanishing,
        _remove_folder,
    ),
)


def _of_disk(disk: Disk) -> Trial:
    """Nothing is sent where a report cannot be opened, so that only later failures leave one."""
    arguments = (*FEW, "--report", disk.report)
    is_late = disk.report.endswith("/dev/full") or disk.act is not only_wait
    inspect = whole_report if is_late or disk.statuses == ends(0) else nothing_wrong
    expected = Expected(disk.statuses, disk.says)
    return Trial(
        _DISKS,
        disk.name,
        arguments,
        expected,
        disk.prepare,
        disk.act,
        inspect,
        before=disk.before,
        preloaded=disk.act is only_wait,
    )


_GONE = "working folder: it does not exist any more"
_FOLDERS = (
    Trial(
        _DISKS,
        "the working folder is removed before the run",
        FEW,
        Expected(ends(2), (_GONE,)),
        redirections="",
        environment={"BASH_ENV": "leave.sh"},
        prepare=_left_folder,
        before="exit 70",
    ),
    Trial(
        _DISKS,
        "the step summary of the CI is on a full disk",
        FEW,
        Expected(ends(0, 2)),
        environment={"GITHUB_STEP_SUMMARY": "/dev/full"},
        preloaded=True,
        inspect=whole_report,
    ),
    Trial(
        _DISKS,
        "the step summary of the CI is a folder",
        FEW,
        Expected(ends(0, 2)),
        environment={"GITHUB_STEP_SUMMARY": "/"},
        preloaded=True,
        inspect=whole_report,
    ),
    Trial(
        _DISKS,
        "there is no folder for temporary files",
        FEW,
        Expected(ends(0, 2)),
        environment={"TMPDIR": "/proc/none"},
        preloaded=True,
    ),
    Trial(
        _DISKS,
        "the home is read-only",
        FEW,
        Expected(ends(0)),
        environment={"HOME": "/proc/none"},
        preloaded=True,
        inspect=whole_report,
    ),
    Trial(
        _DISKS,
        "kept examples are on a read-only disk",
        ("server", "amplifybackend", "--operation", "CreateToken", "--report", "json=r.json"),
        Expected(ends(0)),
        environment={"SHAPEPROOF_DATABASE": "/proc/none"},
        preloaded=True,
        inspect=whole_report,
    ),
)

TRIALS = (*_OF_STREAMS, *map(_of_disk, _DISKS_OF_REPORTS), *_FOLDERS)
