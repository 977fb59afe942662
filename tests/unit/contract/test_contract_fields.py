from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shapeproof.contract.fields import Fields
from shapeproof.exceptions import BrokenContract

VALUE: dict[str, Any] = {
    "text": "x",
    "number": 3,
    "flag": True,
    "null": None,
    "float": 1.5,
    "list": ["a", "b"],
    "mixed": ["a", None],
    "objects": [{"a": 1}, {}],
    "names": {"a": "x", "b/c~": "y"},
    "a/b~": 1,
    "inner": {"x": {"y": 1}},
}
FIELDS = Fields("file.json", "/top", VALUE)

FOUND: list[tuple[str, Callable[[Fields], Any], Any]] = [
    ("text", lambda fields: fields.text("text"), "x"),
    ("optional text", lambda fields: fields.optional_text("text"), "x"),
    ("absent text", lambda fields: fields.optional_text("none"), None),
    ("null text", lambda fields: fields.optional_text("null"), None),
    ("number", lambda fields: fields.number("number"), 3),
    ("optional number", lambda fields: fields.optional_number("number"), 3),
    ("absent number", lambda fields: fields.optional_number("none"), None),
    ("flag", lambda fields: fields.flag("flag"), True),
    ("absent flag", lambda fields: fields.flag("none"), False),
    ("texts", lambda fields: fields.texts("list"), ("a", "b")),
    ("absent texts", lambda fields: fields.texts("none"), ()),
    ("inner", lambda fields: fields.inner("inner").value, {"x": {"y": 1}}),
    ("absent inner", lambda fields: fields.inner("none").value, {}),
    ("inner's pointer", lambda fields: fields.inner("inner").inner("x").pointer, "/top/inner/x"),
    ("each", lambda fields: fields.each("inner")["x"].number("y"), 1),
    ("items", lambda fields: fields.items("objects")[0].number("a"), 1),
    ("items' pointer", lambda fields: fields.items("objects")[1].pointer, "/top/objects/1"),
    ("absent items", lambda fields: fields.items("none"), ()),
    ("known", lambda fields: fields.check_operation("a", frozenset("a")), None),
]
REFUSED: list[tuple[Callable[[Fields], Any], str, str]] = [
    (lambda fields: fields.text("none"), "/top/none", "it is missing"),
    (lambda fields: fields.text("null"), "/top/null", "expected a string, found null"),
    (lambda fields: fields.text("number"), "/top/number", "expected a string, found an integer"),
    (
        lambda fields: fields.optional_text("flag"),
        "/top/flag",
        "expected a string, found a boolean",
    ),
    (lambda fields: fields.number("flag"), "/top/flag", "expected an integer, found a boolean"),
    (lambda fields: fields.number("float"), "/top/float", "expected an integer, found a number"),
    (
        lambda fields: fields.optional_number("text"),
        "/top/text",
        "expected an integer, found a string",
    ),
    (lambda fields: fields.flag("number"), "/top/number", "expected a boolean, found an integer"),
    (lambda fields: fields.flag("null"), "/top/null", "expected a boolean, found null"),
    (lambda fields: fields.texts("text"), "/top/text", "expected a list, found a string"),
    (lambda fields: fields.texts("null"), "/top/null", "expected a list, found null"),
    (lambda fields: fields.texts("mixed"), "/top/mixed/1", "expected a string, found null"),
    (lambda fields: fields.inner("list"), "/top/list", "expected an object, found a list"),
    (lambda fields: fields.inner("null"), "/top/null", "expected an object, found null"),
    (lambda fields: fields.each("names"), "/top/names/a", "expected an object, found a string"),
    (lambda fields: fields.items("list"), "/top/list/0", "expected an object, found a string"),
    (lambda fields: fields.text("a/b~"), "/top/a~1b~0", "expected a string, found an integer"),
    (lambda fields: fields.operation(frozenset()), "/top/operation", "it is missing"),
    (lambda fields: fields.check_operation("b", frozenset("a")), "/top", "unknown operation 'b'"),
    (
        lambda fields: fields.check_operation("b", frozenset("a"), "x"),
        "/top/x",
        "unknown operation 'b'; choose a",
    ),
    (lambda fields: fields.schema("text"), "/top/text", "expected an object, found a string"),
    (
        lambda fields: fields.schema("inner"),
        "/top/inner/type",
        "expected the schema of a structure",
    ),
]


@pytest.mark.parametrize(
    ("ask", "expected"), [each[1:] for each in FOUND], ids=[each[0] for each in FOUND]
)
def test_found(ask: Callable[[Fields], Any], expected: Any) -> None:
    assert ask(FIELDS) == expected


@pytest.mark.parametrize(("ask", "pointer", "reason"), REFUSED)
def test_refused(ask: Callable[[Fields], Any], pointer: str, reason: str) -> None:
    with pytest.raises(BrokenContract) as caught:
        ask(FIELDS)

    assert (caught.value.path, caught.value.pointer) == ("file.json", pointer)
    assert caught.value.reason.startswith(reason)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (1, "an integer"),
        (1.5, "a number"),
        ("", "a string"),
        ([], "a list"),
        (False, "a boolean"),
    ],
)
def test_what_is_no_object(value: Any, kind: str) -> None:
    with pytest.raises(BrokenContract) as caught:
        Fields("file.json", "/a", value)

    assert caught.value == BrokenContract("file.json", "/a", f"expected an object, found {kind}")
