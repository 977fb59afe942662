"""Documents on outputs of any kind."""

from __future__ import annotations

import io

import pytest

from shapeproof.cli.printing import print_document

TEXT = "§ 10⁶\n"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii"])
def test_bytes_are_those_of_a_file(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding=encoding))
    print_document(TEXT)
    assert raw.getvalue() == TEXT.encode()


def test_half_a_character_is_escaped(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_document("\udc80")
    assert capfdbinary.readouterr().out == b"\\udc80"


def test_an_output_of_text_gets_text(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.StringIO()
    monkeypatch.setattr("sys.stdout", output)
    print_document(TEXT)
    assert output.getvalue() == TEXT
