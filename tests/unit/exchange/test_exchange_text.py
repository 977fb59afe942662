"""A text is a template with parts; masks see values of messages, never the contract's words."""

from typing import Any

import pytest

from shapeproof.exchange import FindingTexts, Limit, Said, Shown, Text

HIDE = {"mask": lambda text: text.replace("hunter2", "***")}


@pytest.mark.parametrize(
    "text, plain, masked",
    [
        (Text("a {brace}, no parts"), "a {brace}, no parts", "a {brace}, no parts"),
        (Text.of("{name} is missing", name="hunter2"), "hunter2 is missing", "hunter2 is missing"),
        (Text.of("sent {value}", value=Shown("hunter2")), 'sent "hunter2"', 'sent "***"'),
        (Text.of("status {status}: {said}", status=400, said=Said("no hunter2")),
         "status 400: no hunter2", "status 400: no ***"),
        (Text.only(Limit("type", "string")), 'type "string"', 'type "string"'),
        (Text.only(Limit("enum", ["hunter2"])), 'enum ["hunter2"]', 'enum ["hunter2"]'),
        (Text.of("{inner}!", inner=Text.only(Shown({"a": "hunter2"}))),
         '{"a": "hunter2"}!', '{"a": "***"}!'),
    ],
)  # fmt: skip
def test_a_text_is_rendered_with_and_without_a_mask(text: Text, plain: str, masked: str) -> None:
    assert str(text) == plain
    assert text.rendered(**HIDE) == masked


def test_a_value_is_masked_before_it_is_cut() -> None:
    shown = Shown("x" * 60 + "hunter2" + "x" * 60, limit=128)
    assert "hun" in shown.rendered()
    assert "hun" not in shown.rendered(**HIDE)


CIRCULAR: list[Any] = []
CIRCULAR.append(CIRCULAR)
DEEP: Any = 1
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("value", "text"),
    [("é", '"é"'), (float("inf"), "Infinity"), ({1}, '"{1}"'), ("\ud800", '"\ud800"')],
)
def test_values_are_shown_as_json(value: Any, text: str) -> None:
    assert Shown(value).rendered() == text


@pytest.mark.parametrize("value", [CIRCULAR, DEEP, {(1, 2): 3}], ids=["circular", "deep", "keys"])
def test_values_that_are_not_json_are_shown_in_words(value: Any) -> None:
    assert Shown(value).rendered() == "a value that is not JSON"


def test_long_values_are_shown_in_part() -> None:
    text = Shown("a" * 150 + "b" * 150).rendered()
    assert text.startswith('"aaa')
    assert text.endswith('bbb"')
    assert " ... " in text
    assert len(text) < 200


def test_texts_are_compared_by_their_facts() -> None:
    text = Text.only(Limit("type", "string"))
    assert text.part == Limit("type", "string")
    assert text == Text.only(Limit("type", "string")) != Text('type "string"')
    assert Text("plain").part is None


def test_words_are_replaced_in_every_part() -> None:
    text = Text.of("{a} {b} {c} {d}", a="id-1", b=Said("id-1"), c=Shown(["id-1"]), d=Text("id-1"))
    assert str(text.replaced(lambda one: one.replace("id-1", "ID"))) == 'ID ID ["ID"] ID'


def test_a_finding_takes_words_or_texts() -> None:
    texts = FindingTexts.of("wrong", Text.only(Limit("type", "string")))
    assert [str(each) for each in (texts.message, texts.expected, texts.actual)] == [
        "wrong",
        'type "string"',
        "",
    ]
