"""A mistake in a user's file is one line: the file, the line, and what is wrong there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shapeproof.contract import user_files
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BrokenStrategies
from shapeproof.generate.domain import load_domain, loading
from shapeproof.generate.domain.loading import load_common

from .strategy_files import HELLO, Write

RUNNING = [
    ("values = domain(\n", 4, "SyntaxError: '(' was never closed"),
    (HELLO + "def f()\n    pass\n", 5, "SyntaxError: expected ':'"),
    (HELLO + "import not_there\n", 5, "ModuleNotFoundError: No module named 'not_there'"),
    (HELLO + "from json import nothing\n", 5, "ImportError: cannot import name 'nothing'"),
    (HELLO + "\n\n1 / 0\n", 7, "ZeroDivisionError: division by zero"),
    (HELLO + "def f():\n    raise ValueError('a\\nb')\n\nf()\n", 6, "ValueError: a"),
    (HELLO + "import json\njson.loads('[')\n", 6, "JSONDecodeError: Expecting value"),
    (HELLO + "raise SystemExit(3)\n", 5, "SystemExit: 3"),
    (HELLO + "raise ValueError\n", 5, "ValueError"),
    (HELLO + "values.members({'A': st.floats(1, 0)})\n\nst.nope\n", 7, "AttributeError: module"),
    (HELLO + "def f():\n    return f()\nf()\n", 6, "RecursionError: maximum recursion depth"),
]
REGISTERING = [
    ("x = 1\n", 0, "the file needs a line 'values = domain('sample')'"),
    (HELLO + "more = domain('sample')\n", 5, "a file can have only one domain()"),
    ("values = domain('other')\n", 4, "this file is for 'sample', but registers values of 'other'"),
    (HELLO + "values.member('A')(42)\n", 5, "member 'A' is given an int, not a strategy or a func"),
    (HELLO + "values.members({'A': 'b'})\n", 5, "member 'A' is given a str, not a strategy"),
    (HELLO + "values.members(['A'])\n", 5, "members() takes a table of strategies by the names"),
    (HELLO + "values.member()\n", 5, 'member() takes names, as in @values.member("Name")'),
    (HELLO + "@values.member\ndef a(): ...\n", 5, "member() takes names, as in @values.member("),
    (HELLO + "values.shape('')\n", 5, 'shape() takes names, as in @values.shape("Name")'),
    (HELLO + "values.member('A', operation=3)\n", 5, "member() takes the name of an operation, n"),
    (
        HELLO + "values.place('CreateBox', 'BoxId')\n",
        5,
        "'BoxId' is not a JSON Pointer; it must begin",
    ),
    (
        HELLO + "values.member('A')(st.none())\n\nvalues.member('B', 'A')(st.none())\n",
        7,
        "member 'A' is registered in line 5 already",
    ),
]
MAKING = [
    (
        HELLO + "\n@values.member('A')\ndef texts():\n    return 'text'\n",
        6,
        "texts() returned str, not a Hypothesis strategy",
    ),
    (
        HELLO + "\n@values.shape('A')\ndef texts():\n    x = 1\n    return st.just(y)\n",
        9,
        "texts() raised NameError: name 'y' is not defined",
    ),
    (
        HELLO + "\n\n@values.member('A')\ndef texts(draw):\n    return st.text()\n",
        7,
        "texts() raised TypeError: texts() missing 1 required positional argument: 'draw'",
    ),
    (
        HELLO + "values.member('A')(st.text(min_size=2, max_size=1))\n",
        5,
        "the strategy of member 'A' is invalid: InvalidArgument: Cannot have max_size=1 < min",
    ),
    (HELLO + "values.member('A')(st.nothing())\n", 5, "the strategy of member 'A' has no values"),
    (
        HELLO + "values.member('A')(st.deferred(lambda: st.just(\n  [][0])))\n",
        6,
        "the strategy of member 'A' is invalid: IndexError: list index out of range",
    ),
]
KNOWN = [
    ("values.member('BoxID')", "the contract has no member 'BoxID'; did you mean BoxId?"),
    ("values.member('Qqq')", "the contract has no member 'Qqq'"),
    ("values.member('Z*')", "the contract has no member 'Z*'"),
    (
        "values.member('Owner', operation='DeleteBox')",
        "the contract has no member 'Owner' in DeleteBox",
    ),
    (
        "values.member('BoxId', operation='CreateBoxes')",
        "the contract has no operation 'CreateBoxes'; did you mean CreateBox",
    ),
    ("values.shape('Ownr')", "the contract has no shape 'Ownr'; did you mean Owner?"),
    ("values.place('CreateBoxx', '/A')", "the contract has no operation 'CreateBoxx'; did you"),
    (
        "values.place('CreateBox', '/Owner/Nam')",
        "the contract has no place '/Owner/Nam' in CreateBox; did you mean /Owner/Name",
    ),
    (
        "values.place('CreateBox', '/Owners/Name')",
        "the contract has no place '/Owners/Name' in CreateBox; did you mean /Owner/Name, /Ow",
    ),
    ("values.place('CreateBox', '/BoxId/0')", "the contract has no place '/BoxId/0' in Creat"),
    ("values.place('CreateBox', '/Owner/*')", "the contract has no place '/Owner/*' in Creat"),
]


def mistake(path: Path, contract: Contract | None = None) -> BrokenStrategies:
    with pytest.raises(BrokenStrategies) as raised:
        load_domain("sample", (path.parent,), contract)
    error = raised.value
    place = f", line {error.line}" if error.line else ""
    assert error.path == str(path)
    assert str(error) == f"broken strategies {path}{place}: {error.reason}"
    assert "\n" not in str(error)
    assert error.__suppress_context__ or error.__context__ is None
    return error


@pytest.mark.parametrize(("body", "line", "reason"), RUNNING + REGISTERING + MAKING)
def test_mistake(write: Write, body: str, line: int, reason: str) -> None:
    error = mistake(write(body))

    assert error.line == line
    assert error.reason.startswith(reason)


@pytest.mark.parametrize(("call", "reason"), KNOWN)
def test_unknown_name(write: Write, boxes: Contract, call: str, reason: str) -> None:
    body = f"{HELLO}values.member('BoxId')(st.text())\n\n{call}(st.text())\n"
    error = mistake(write(body), boxes)

    assert error.line == 7
    assert error.reason.startswith(reason)


@pytest.mark.parametrize("content", [b"\x00", b"\xff\xfe", b"# coding: none\n"])
def test_bytes_that_are_no_python(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sample.py"
    path.write_bytes(content)

    assert "Error: " in mistake(path).reason


def test_a_syntax_error_in_what_is_imported_is_told_at_the_import(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_helper_of_domain.py").write_text("x = 1\n\n\n\n\n\n\n\n\ndef (:\n")
    monkeypatch.syspath_prepend(tmp_path)

    assert mistake(write(f"{HELLO}\nimport broken_helper_of_domain\n")).line == 6


def test_a_time_out_of_its_own_is_told_as_such(write: Write) -> None:
    error = mistake(write(f"{HELLO}\nraise TimeoutError('no database')\n"))
    assert error.reason == "TimeoutError: no database"


@pytest.mark.parametrize("kind", ["folder", "loop", "gone", "pipe"])
@pytest.mark.parametrize("name", ["sample.py", "common.py"])
def test_what_cannot_be_read_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, name: str
) -> None:
    monkeypatch.setattr(user_files, "PIPE_OPENS_SECONDS", 0.0)
    path = tmp_path / name
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(name if kind == "loop" else "gone")
    with pytest.raises(BrokenStrategies, match=name):
        load_domain("sample", [tmp_path]) if name == "sample.py" else load_common([tmp_path])


@pytest.mark.parametrize(
    "text",
    ["threading.Event().wait(5)\n", "values.member('A')(lambda: threading.Event().wait(5))\n"],
)
def test_a_file_and_its_functions_have_a_time_limit(
    write: Write, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "load_seconds", lambda: 0.05)
    folder = write(f"{HELLO}import threading\n{text}").parent
    with pytest.raises(BrokenStrategies, match="it was not loaded within"):
        load_domain("sample", [folder])
