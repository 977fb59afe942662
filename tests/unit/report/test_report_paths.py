"""Reports are written where they were asked for."""

import os
from pathlib import Path

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.report.interface import OutputFile
from shapeproof.report.registry import require_unread


def test_a_relative_path_does_not_follow_an_application_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path)
    output = OutputFile.open("json=out/report.json", Path("out/report.json"))
    monkeypatch.chdir(tmp_path / "app")

    output.write("{}")

    assert (tmp_path / "out" / "report.json").read_text() == "{}"
    assert list((tmp_path / "app").iterdir()) == []


@pytest.mark.parametrize("name", ["json", "lines"])
def test_a_stream_of_this_process_is_neither_replaced_nor_begun_anew(
    name: str, tmp_path: Path
) -> None:
    printed = tmp_path / name
    with printed.open("w+b") as stream:
        stream.write(b"before\n")
        stream.flush()
        output = OutputFile.open("json=-", Path(f"/dev/fd/{stream.fileno()}"))
        if name == "json":
            output.write("{}\n")
        else:
            with output.opened() as file:
                file.write(b"{}\n")
        stream.write(b"after\n")

    assert printed.read_text() == "before\n{}\nafter\n"


def test_a_file_that_takes_what_is_printed_cannot_take_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = tmp_path / "log"
    printed.touch()
    monkeypatch.setattr(os, "fstat", lambda _number: printed.stat())

    with pytest.raises(BadUsage, match="standard output or error is that file"):
        OutputFile.open("json=log", printed)


def test_a_dash_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(BadUsage, match="does not stand for standard output; write /dev/stdout"):
        OutputFile.open("--report json=-", Path("-"))

    OutputFile.open("--report json=./-x", Path("./-x")).write("{}")
    assert [each.name for each in tmp_path.iterdir()] == ["-x"]


@pytest.mark.parametrize(
    "name", ["known.json", "./known.json", "link", "hard", "sub/../known.json"]
)
def test_a_file_that_is_read_is_not_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("known.json").touch()
    Path("link").symlink_to("known.json")
    Path("hard").hardlink_to("known.json")
    read = [("--baseline", Path("known.json")), ("--seeds", Path("missing"))]

    with pytest.raises(BadUsage, match="--baseline reads the same file; give another file"):
        require_unread("--report", Path(name), read)

    require_unread("--report", Path("other.json"), read)
    require_unread("--report", Path(os.devnull), [("--baseline", Path(os.devnull))])
