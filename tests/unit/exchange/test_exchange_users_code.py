"""Whether code of users is at fault for an exception."""

import json
import socket
from pathlib import Path

import pytest

from shapeproof.exchange.users_code import place_at_fault, replaced_functions


def raised_by(text: str, path: Path) -> BaseException:
    path.write_text(text)
    with pytest.raises(ZeroDivisionError) as raised:
        exec(compile(text, str(path), "exec"), {})
    return raised.value


def test_the_line_of_a_user(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    assert place_at_fault(raised_by("x = 1\n1 / 0\n", path)) == f"{path}, line 2,"


def test_an_exception_of_a_library_is_of_no_user() -> None:
    with pytest.raises(json.JSONDecodeError) as raised:
        json.loads("{")
    assert place_at_fault(raised.value) is None
    assert place_at_fault(ValueError()) is None


def test_replaced_functions_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [each for each in replaced_functions() if each.startswith(("json", "socket"))]
    assert not [each for each in replaced_functions() if each.endswith("by None")]
    path = tmp_path / "mine.py"
    path.write_text("def dumps(): ...\n")
    names: dict[str, object] = {}
    exec(compile(path.read_text(), str(path), "exec"), names)
    monkeypatch.setattr(json, "dumps", names["dumps"])
    monkeypatch.setattr(socket, "socket", None)
    found = replaced_functions()
    assert f"json.dumps by {path}, line 1" in found
    assert "socket.socket by None" in found
