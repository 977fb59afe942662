"""Forms: pairs and nodes."""

import pytest

from shapeproof.wire.aws_query.form_text import MAX_DEPTH, FormNode, read_form, write_form
from shapeproof.wire.interface import UnreadableError


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        (b"", ()),
        (b"A=1&B=", (("A", "1"), ("B", ""))),
        (b"A", (("A", ""),)),
        (b"&A=1&&", (("A", "1"),)),
        (b"A=a%20b+c%2B", (("A", "a b c+"),)),
        (b"A=x=y", (("A", "x=y"),)),
        ("A=é".encode(), (("A", "é"),)),
        (b"A%2Eb=%C3%A9", (("A.b", "é"),)),
        (b"A=1\r\n", (("A", "1"),)),
    ],
)
def test_a_form_is_read(body: bytes, pairs: tuple[tuple[str, str], ...]) -> None:
    assert read_form(body) == pairs


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"A=\xff", "not UTF-8 at byte 2"),
        (b"A=%FF", "not UTF-8 at byte 0 of %FF"),
        (b"A=50%", "a % without two hexadecimal digits at character 4"),
    ],
)
def test_what_cannot_be_read_is_said(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_form(body)


@pytest.mark.parametrize("text", ["a b+c", "é\U0001f600", "&=%;/?", "\r\n\t", ""])
def test_what_is_written_is_read(text: str) -> None:
    assert read_form(write_form([("A", text), (text or "B", "")])) == (
        ("A", text),
        (text or "B", ""),
    )


def test_names_become_nodes() -> None:
    root = FormNode.of([("A.1.B", "x"), ("A.10", "z"), ("A.2", "y"), ("A.2", "again"), ("C", "")])

    assert root.below["A"].indexes == ("1", "2", "10")
    assert root.raw == {"A": {"1": {"B": "x"}, "10": "z", "2": "y"}, "C": ""}
    assert [*root.repeated()] == [("A", "2")]


def test_a_name_of_too_many_steps_is_refused() -> None:
    with pytest.raises(UnreadableError, match="nested deeper"):
        FormNode.of([(".".join("A" * (MAX_DEPTH + 1)), "x")])
