"""What users name as a file is read to its end, within a bounded time and size, or refused."""

from __future__ import annotations

import gzip
import os
import threading
from pathlib import Path

import pytest

from shapeproof.contract import user_files
from shapeproof.contract.user_document import MAX_VALUES, parsed_json
from shapeproof.contract.user_files import (
    open_user_file,
    read_user_file,
    require_regular,
    unpacked,
)
from shapeproof.exceptions import UnfitDocument


def fifo(folder: Path) -> Path:
    path = folder / "pipe"
    os.mkfifo(path)
    return path


def writes(path: Path, data: bytes) -> threading.Thread:
    thread = threading.Thread(target=path.write_bytes, args=(data,), daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("data", [b"", b"{}", b"x" * 300_000], ids=["empty", "short", "long"])
def test_a_pipe_is_read_to_its_end(tmp_path: Path, data: bytes) -> None:
    path = fifo(tmp_path)
    thread = writes(path, data)
    with open_user_file(path, 1_000_000) as file:
        assert file.read() == data
        file.seek(0)
        assert file.peek(1)[:1] == data[:1]
    thread.join(5)


def test_what_a_shell_substitutes_is_read() -> None:
    end, start = os.pipe()
    os.write(start, b"from a command")
    os.close(start)
    try:
        assert read_user_file(Path(f"/dev/fd/{end}"), 100) == b"from a command"
    finally:
        os.close(end)


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (None, "a pipe that nobody writes to"),
        (b"some", "nothing has come for 0 s; save it to a regular file"),
        (b"x" * 101, "larger than 100 bytes"),
    ],
)
def test_a_pipe_that_does_not_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: bytes | None, reason: str
) -> None:
    monkeypatch.setattr(user_files, "PIPE_OPENS_SECONDS", 0.0)
    monkeypatch.setattr(user_files, "PIPE_SILENT_SECONDS", 0.1)
    path = fifo(tmp_path)
    held = os.open(path, os.O_RDWR) if write else None
    try:
        if held is not None:
            os.write(held, write or b"")
        with pytest.raises(OSError, match=reason):
            read_user_file(path, 100)
    finally:
        if held is not None:
            os.close(held)


def test_a_pipe_that_drips_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_files, "PIPE_TOTAL_SECONDS", 0.0)
    path = fifo(tmp_path)
    held = os.open(path, os.O_RDWR)
    os.write(held, b"a drop")
    try:
        with pytest.raises(OSError, match="has not ended within 0 s"):
            read_user_file(path, 100)
    finally:
        os.close(held)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/dev/zero", "a device, no regular file"), ("/dev", "Is a directory"), ("/no", "No such")],
)
def test_what_is_no_file_is_refused(path: str, reason: str) -> None:
    with pytest.raises(OSError, match=reason):
        read_user_file(Path(path), 100)


def test_only_regular_files_count_where_nobody_has_named_one(tmp_path: Path) -> None:
    path = fifo(tmp_path)
    for refuse in (lambda: require_regular(path), lambda: read_user_file(path, 9, pipes=False)):
        with pytest.raises(OSError, match="it is a pipe, no regular file"):
            refuse()


def test_what_is_unpacked_is_bounded() -> None:
    assert unpacked(gzip.compress(b"abc"), 3) == b"abc"
    with pytest.raises(OSError, match="unpacked, it is larger than 2 bytes"):
        unpacked(gzip.compress(b"abc"), 2)


def test_a_dense_text_is_refused_and_one_with_long_strings_is_not() -> None:
    dense = b"[" + b"0," * MAX_VALUES + b"0]"
    with pytest.raises(UnfitDocument, match="it holds more than 2,500,000 values"):
        parsed_json("x.json", dense)
    assert parsed_json("x.json", b'["' + b'[\\",' * (MAX_VALUES // 2 + 1) + b'"]')
