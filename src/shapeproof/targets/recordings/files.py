"""Finds recordings in files and folders, and recognises them by their content."""

from __future__ import annotations

import gzip
import io
import os
import re
import stat
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from shapeproof.contract.user_files import open_user_file, require_regular
from shapeproof.targets.recordings.call_records import document_entries, is_records, record_entry
from shapeproof.targets.recordings.cassettes import interactions, is_cassette
from shapeproof.targets.recordings.entries import BrokenRecording, Entry
from shapeproof.targets.recordings.har import log_entries
from shapeproof.targets.recordings.json_stream import JsonStream, JsonStreamError
from shapeproof.targets.recordings.mitmproxy_flows import START, NetstringError, flows
from shapeproof.targets.recordings.placebo_files import is_placebo, saved_answer
from shapeproof.targets.recordings.yaml_text import YamlError, load_yaml

MAX_YAML = 128 * 1024 * 1024
"""Bytes of a YAML file, which is read as a whole."""
MAX_UNPACKED = 2 * 1024 * 1024 * 1024
"""Bytes of a file that was compressed, or that comes out of a pipe."""
MOST_OTHER_LINES = 2_000_000
"""Lines without an exchange of which more are not read, if few others have one."""
ENDINGS = (
    ".har",
    ".json",
    ".jsonl",
    ".ndjson",
    ".yaml",
    ".yml",
    ".flow",
    ".flows",
    ".mitm",
    ".dump",
)
"""The files that are looked at in a folder, also with ``.gz`` behind it."""
KINDS = "HAR, a VCR cassette, a placebo file, mitmproxy flows, or JSON Lines of exchanges"
_YAML = re.compile(r"(---|%YAML|#|-\s|[\w'\"]+\s*:)")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class RecordedFile:
    """A file that may be a recording. ``given`` says that a user has named it, not its folder."""

    path: Path
    given: bool = True


def find_files(paths: Sequence[Path]) -> Iterator[RecordedFile | BrokenRecording]:
    """The files to read, each once; folders are searched, links to folders in them are not."""
    seen: set[str] = set()
    for path in paths:
        for found in _files_at(path):
            if isinstance(found, RecordedFile):
                real = os.path.realpath(found.path)
                if real in seen:
                    continue
                seen.add(real)
            yield found


def _files_at(path: Path) -> Iterator[RecordedFile | BrokenRecording]:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISDIR(mode) and not stat.S_ISFIFO(mode):
            require_regular(path)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        yield BrokenRecording(str(path), reason.lower(), "give files or folders of recordings")
        return
    if stat.S_ISDIR(mode):
        yield from (RecordedFile(each, given=False) for each in _below(path))
    else:
        yield RecordedFile(path)


def _below(folder: Path) -> Iterator[Path]:
    """The files of a folder that may be recordings, placebo's in the order of their numbers."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names, key=_in_order):
            path = Path(where, name)
            if name.lower().removesuffix(".gz").endswith(ENDINGS) and path.is_file():
                yield path


def _in_order(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", name)
    return [(int(each), "") if each.isdecimal() else (-1, each) for each in parts]


def read_entries(path: Path) -> Iterator[Entry]:
    """The entries of a recording. Raises BrokenRecording, after those that can be read."""
    try:
        with open_user_file(path, MAX_UNPACKED if path.is_fifo() else sys.maxsize) as file:
            if file.peek(2)[:2] == _GZIP:
                yield from _unpacked(path, file)
            else:
                yield from _recognised(path, file)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error) or "it cannot be read"
        raise BrokenRecording(str(path), reason.lower(), "record it again") from None
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8 text ({error.reason})"
        raise BrokenRecording(str(path), reason, f"give {KINDS}", unknown=True) from None


def _unpacked(path: Path, file: BinaryIO) -> Iterator[Entry]:
    with gzip.GzipFile(fileobj=file) as stream:
        bounded = io.BufferedReader(cast("io.RawIOBase", _Bounded(stream, path)))
        yield from _recognised(path.with_suffix("") if path.suffix == ".gz" else path, bounded)


class _Bounded(io.RawIOBase):
    """What a compressed file holds, up to a limit."""

    def __init__(self, stream: gzip.GzipFile, path: Path) -> None:
        self._stream = stream
        self._path = path
        self._left = MAX_UNPACKED

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Read on. Raises BrokenRecording beyond the limit."""
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            reason = f"it is longer than {MAX_UNPACKED:,} bytes when it is unpacked"
            raise BrokenRecording(str(self._path), reason, "split it")
        buffer[: len(data)] = data
        return len(data)


def _recognised(path: Path, file: IO[bytes]) -> Iterator[Entry]:
    stream = cast("io.BufferedReader", file)
    start = stream.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise BrokenRecording(str(path), "it is empty", "record it again", unknown=True)
    if START.match(start):
        yield from _flows(path, stream)
    elif start[:1] in (b"{", b"["):
        text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape")
        yield from _json(path, text)
    elif _YAML.match(start.decode("utf-8", "replace")):
        yield from _yaml(path, stream)
    else:
        raise unknown(path)


def unknown(path: Path) -> BrokenRecording:
    """That a file is no recording of a known kind."""
    reason = "no recording that shapeproof knows"
    return BrokenRecording(str(path), reason, f"give {KINDS}", unknown=True)


def _flows(path: Path, stream: io.BufferedReader) -> Iterator[Entry]:
    number = 0
    try:
        for number, each in enumerate(flows(stream), start=1):  # noqa: B007 - it is read below
            yield each
    except NetstringError as error:
        place = f"after flow {number}" if number else ""
        raise BrokenRecording(
            str(path), str(error), "record it again", place, unknown=not number
        ) from None


def _yaml(path: Path, stream: IO[bytes]) -> Iterator[Entry]:
    data = stream.read(MAX_YAML + 1)
    if len(data) > MAX_YAML:
        raise BrokenRecording(str(path), f"it is longer than {MAX_YAML:,} bytes", "split it")
    try:
        document = load_yaml(data.decode("utf-8-sig"))
    except YamlError as error:
        place = f"line {error.line}" if error.line else ""
        raise BrokenRecording(
            str(path), f"not YAML: {error.reason}", "record it again", place
        ) from None
    if not is_cassette(document):
        raise unknown(path)
    yield from interactions(document)


def _json(path: Path, text: io.TextIOWrapper) -> Iterator[Entry]:
    stream, last = JsonStream(text), ""
    try:
        for each in _json_entries(path, stream):
            last = each.place
            yield each
    except JsonStreamError as error:
        place = f"after {last}" if last else f"character {stream.offset:,}"
        raise BrokenRecording(str(path), f"not JSON: {error}", "record it again", place) from None


def _json_entries(path: Path, stream: JsonStream) -> Iterator[Entry]:
    """The entries of a HAR as they are read; of other files, after the first value is read."""
    document: Any = list(stream.whole(stream.items())) if stream.peek() == "[" else {}
    if isinstance(document, dict):
        for key in stream.whole(stream.members()):
            if key == "log" and stream.peek() == "{":
                yield from log_entries(stream)
                return
            document[key] = stream.value()
    if stream.peek():
        yield from _lines(path, stream, document)
    elif is_placebo(path.name, document):
        yield saved_answer(path.name, document)
    elif is_cassette(document):
        yield from interactions(document)
    elif is_records(document):
        yield from document_entries(document)
    else:
        raise unknown(path)


def _lines(path: Path, stream: JsonStream, first: object) -> Iterator[Entry]:
    """The records of JSON Lines, counted from 1; other lines are passed over."""
    number, value, found = 1, first, 0
    while True:
        entry = record_entry(f"line {number}", value)
        if entry is not None:
            found += 1
            yield entry
        elif number > MOST_OTHER_LINES and number > 100 * found:
            raise unknown(path)
        if not stream.peek():
            break
        number, value = number + 1, stream.value()
    if not found:
        raise unknown(path)
