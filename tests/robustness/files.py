"""Files that users name and that are no such file: pipes, devices, loops, other texts, giants."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .interface import TRACES, Expected, Prepare, Trial, ends

_FAMILY = "files of users"
_SERVER = ("server", "amplifybackend", "--operation", "CreateToken", "--phases", "coverage")
Make = Callable[[Path], None]


@dataclass(frozen=True)
class Use:
    """An option or argument that takes a file: the command, and the name of the file."""

    name: str
    arguments: tuple[str, ...]
    path: str = "odd.json"


@dataclass(frozen=True)
class Oddity:
    """What is at a path instead of a file that is fit; ``usable`` where it may do."""

    name: str
    make: Make
    usable: bool = False
    says: tuple[str, ...] = ()


def _content(data: bytes) -> Make:
    def make(path: Path) -> None:
        path.write_bytes(data)

    return make


def _linked(target: str) -> Make:
    def make(path: Path) -> None:
        path.symlink_to(target)

    return make


def _sparse(path: Path) -> None:
    """500 MB that take no room on the disk."""
    with path.open("wb") as file:
        file.write(b'{"version": 1, "findings": [')
        file.truncate(500_000_000)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _nothing(_path: Path) -> None:
    """No file at all."""


USES = (
    Use("--contract", (*_SERVER, "--contract", "{odd}")),
    Use("--baseline", (*_SERVER, "--baseline", "{odd}")),
    Use("--seeds", (*_SERVER, "--seeds", "{odd}")),
    Use("--config", (*_SERVER, "--config", "{odd}"), "odd.toml"),
    Use("--ca-bundle", ("server", "mq", "https://127.0.0.1:9", "--ca-bundle", "{odd}"), "odd.pem"),
    Use("report show", ("report", "show", "{odd}")),
    Use("report merge", ("report", "merge", "{odd}", "--output", "all.json")),
    Use("report diff", ("report", "diff", "{odd}", "{odd}")),
    Use("traffic (HAR)", ("traffic", "{odd}"), "odd.har"),
    Use("traffic (cassette)", ("traffic", "{odd}"), "odd.yaml"),
    Use("traffic (mitmproxy)", ("traffic", "{odd}"), "odd.flow"),
    Use("contract pin --from", ("contract", "pin", "mq", "--from", "{odd}", "--dir", "pinned")),
    Use("contract diff", ("contract", "diff", "mq", "{odd}")),
    Use("an overlay in ./contracts", (*_SERVER,), "contracts/amplifybackend/overlay.json"),
    Use("a file of ./strategies", (*_SERVER,), "strategies/amplifybackend.py"),
    Use("shapeproof.toml", (*_SERVER,), "shapeproof.toml"),
)
_JSON = b'{"version": 1}'
_DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\xff" * 90
_ALIASES = b"a0: &a0 [x, x]\n" + b"".join(
    b"a%d: &a%d [*a%d, *a%d]\n" % (each, each, each - 1, each - 1) for each in range(1, 40)
)
ODDITIES = (
    Oddity("nothing", _nothing),
    Oddity("a folder", _folder),
    Oddity("a pipe that nobody writes to", _fifo),
    Oddity("a link to /dev/zero", _linked("/dev/zero")),
    Oddity("a link to /dev/tty", _linked("/dev/tty")),
    Oddity("a link to /proc/self/mem", _linked("/proc/self/mem")),
    Oddity("a link to itself", _loop),
    Oddity("a link to nothing", _linked("no-such-file")),
    Oddity("an empty file", _content(b""), usable=True),
    Oddity("blanks only", _content(b" \n\t" * 1_000), usable=True),
    Oddity("a byte-order mark before an object", _content(b"\xef\xbb\xbf" + _JSON), usable=True),
    Oddity("UTF-16", _content(json.dumps({"version": 1}).encode("utf-16"))),
    Oddity("Latin-1", _content("{'Zaż': 'ü'}".encode("iso8859-2"))),
    Oddity("NUL bytes", _content(b"\0" * 10_000)),
    Oddity("100,000 brackets", _content(b"[" * 100_000)),
    Oddity("100,000 objects within each other", _content(_DEEP)),
    Oddity("a number of 100,000 digits", _content(b'{"version": ' + b"9" * 100_000 + b"}")),
    Oddity("a truncated object", _content(b'{"version": 1, "findings": [{"id"')),
    Oddity("a list", _content(b"[1, 2, 3]")),
    Oddity("a text", _content(b'"text"')),
    Oddity("NaN", _content(b'{"version": NaN}')),
    Oddity("random bytes", _content(bytes((each * 73 + 41) % 256 for each in range(5_000)))),
    Oddity("a gzip bomb's head", _content(_GZIP)),
    Oddity("500 MB", _sparse),
    Oddity("aliases that double 40 times", _content(_ALIASES), usable=True),
    Oddity("a line of 10 MB", _content(b"x" * 10_000_000)),
)  # fmt: skip
_MAY_BE_ABSENT = frozenset(
    {"--baseline", "an overlay in ./contracts", "a file of ./strategies", "shapeproof.toml"}
)
_NOT_READ_HERE = frozenset(
    {"an overlay in ./contracts", "a file of ./strategies", "shapeproof.toml"}
)
"""Files that are found by their names: where no file has the name, there is none."""


def _at(use: Use, oddity: Oddity) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        path = folder / use.path
        path.parent.mkdir(parents=True, exist_ok=True)
        oddity.make(path)
        yield {"odd": use.path}

    return prepare


def _statuses(use: Use, oddity: Oddity) -> frozenset[int]:
    if use.name in _NOT_READ_HERE or (use.name in _MAY_BE_ABSENT and oddity.make is _nothing):
        return ends(0, 2)
    return ends(0, 1, 2) if oddity.usable else ends(2)


def _trial(use: Use, oddity: Oddity) -> Trial:
    name = Path(use.path).name.partition(".")[0]
    statuses = _statuses(use, oddity)
    is_empty_folder = oddity.make is _folder and use.name.startswith("traffic")
    says = (name,) if statuses == ends(2) and not is_empty_folder else ()
    expected = Expected(
        statuses, says, (*TRACES, "\x1b[", "\0"), seconds=90, peak_mb=500, cpu_seconds=10
    )
    before = "blocked" if oddity.make is _fifo and use.name == "--contract" else ""
    return Trial(
        _FAMILY,
        f"{oddity.name} for {use.name}",
        use.arguments,
        expected,
        _at(use, oddity),
        before=before,
        preloaded=True,
    )


_ALWAYS = (_fifo, _sparse)
"""Oddities that are tried with each use; of the others, each use has a quarter."""
TRIALS = tuple(
    _trial(use, oddity)
    for row, use in enumerate(USES)
    for column, oddity in enumerate(ODDITIES)
    if oddity.make in _ALWAYS or (row + column) % 4 == 0
)
