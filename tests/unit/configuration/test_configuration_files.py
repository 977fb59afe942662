"""Where the configuration file lies, and how it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapeproof.configuration.files import ConfigurationFile, configuration_file, dotted, find, read
from shapeproof.exceptions import UnfitDocument

OWN = 'fail-on = "note"\n'
PROJECT = '[tool.shapeproof]\nfail-on = "note"\n'
TABLE = {"fail-on": "note"}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "files, start, found, prefix",
    [
        ({"shapeproof.toml": OWN}, ".", "shapeproof.toml", ""),
        ({"pyproject.toml": PROJECT}, ".", "pyproject.toml", "tool.shapeproof"),
        ({"shapeproof.toml": PROJECT}, ".", "shapeproof.toml", "tool.shapeproof"),
        ({"pyproject.toml": "[project]\n"}, ".", None, ""),
        ({"pyproject.toml": "x = [ # broken"}, ".", None, ""),
        ({"shapeproof.toml": OWN, "pyproject.toml": PROJECT}, ".", "shapeproof.toml", ""),
        ({"shapeproof.toml": OWN, ".git/x": "", "a/b/x": ""}, "a/b", "shapeproof.toml", ""),
        ({"shapeproof.toml": OWN, ".git": "gitdir: x", "a/x": ""}, "a", "shapeproof.toml", ""),
        ({"shapeproof.toml": OWN, "a/.git/x": "", "a/b/x": ""}, "a/b", None, ""),
        ({"shapeproof.toml": OWN, "a/x": ""}, "a", None, ""),  # no repository
        (
            {"shapeproof.toml": OWN, ".git/x": "", "a/pyproject.toml": PROJECT}, "a",
            "a/pyproject.toml", "tool.shapeproof",
        ),
        (
            {"shapeproof.toml": OWN, ".git/x": "", "a/pyproject.toml": "[project]\n"}, "a",
            "shapeproof.toml", "",
        ),
    ],
)  # fmt: skip
def test_where_it_is_found(
    tmp_path: Path, files: dict[str, str], start: str, found: str | None, prefix: str
) -> None:
    write(tmp_path, files)
    file = find(tmp_path / start)
    if found is None:
        assert file is None
    else:
        assert file is not None
        assert (file.path, file.prefix, file.table) == (tmp_path / found, prefix, TABLE)


def test_a_second_file_is_told_of(tmp_path: Path) -> None:
    write(tmp_path, {"shapeproof.toml": OWN, "pyproject.toml": PROJECT})
    file = find(tmp_path)
    assert file is not None
    assert file.ignored == tmp_path / "pyproject.toml"
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'shapeproof'\n"})
    file = find(tmp_path)
    assert file is not None
    assert file.ignored is None


@pytest.mark.parametrize(
    "text, reason",
    [
        ("a = 1\nb = = 2\n", "not TOML (line 2, column 5: Invalid value)"),
        ("a = [\n", "not TOML (line 2, column 1: Invalid value)"),
        ("[a\n", "not TOML (line 1, column 3: Expected ']' at the end of a table declaration)"),
        ("a = 1\na = 2\n", "not TOML (line 2, column 6: Cannot overwrite a value)"),
        ("tool = 3\n", "it has no table [tool.shapeproof]"),
        ("[tool.other]\n", "it has no table [tool.shapeproof]"),
        ("[tool]\nshapeproof = 3\n", "expected a table"),
        ("[server]\n[tool.shapeproof]\n", "tables stand both below tool.shapeproof and at the "
         "top; move 'server' below tool.shapeproof"),
        ("x = '" + "a" * 1_100_000 + "'", "larger than 1,048,576 bytes"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(tmp_path: Path, text: str, reason: str) -> None:
    write(tmp_path, {"shapeproof.toml": text})
    with pytest.raises(UnfitDocument) as caught:
        read(tmp_path / "shapeproof.toml")
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "data, reason",
    [(b"a = '\xff'", "not UTF-8 text (byte 5)"), (b"a = " + b"[" * 90_000, "nested too deeply")],
)
def test_what_is_no_text(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "shapeproof.toml"
    path.write_bytes(data)
    with pytest.raises(UnfitDocument) as caught:
        read(path)
    assert caught.value.reason == reason


def test_a_byte_order_mark_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "shapeproof.toml"
    path.write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    assert read(path).table == TABLE


def test_the_environment_names_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"shapeproof.toml": OWN, "other.toml": "quiet = true\n"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHAPEPROOF_CONFIG", "other.toml")
    file = configuration_file()
    assert file is not None
    assert (file.name, file.table) == ("other.toml", {"quiet": True})
    given = configuration_file(Path("shapeproof.toml"))
    assert given is not None
    assert given.table == TABLE
    monkeypatch.setenv("SHAPEPROOF_CONFIG", "lacking.toml")
    with pytest.raises(UnfitDocument, match=r"^lacking.toml: No such file or directory$"):
        configuration_file()


@pytest.mark.parametrize(
    "names, text",
    [
        (("server", "fail-on"), "server.fail-on"),
        (("report", "0"), "report[0]"),
        (("targets", "a.b", "x y"), 'targets."a.b"."x y"'),
    ],
)
def test_keys(names: tuple[str, ...], text: str) -> None:
    assert dotted("", *names) == text
    assert dotted("tool.shapeproof", *names) == f"tool.shapeproof.{text}"


def test_messages_name_file_and_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = ConfigurationFile(tmp_path / "pyproject.toml", "tool.shapeproof")
    monkeypatch.chdir(tmp_path)
    assert file.where("server", "seed") == "pyproject.toml: tool.shapeproof.server.seed"
    assert str(file.unfit(("seed",), "odd")) == "pyproject.toml at tool.shapeproof.seed: odd"
