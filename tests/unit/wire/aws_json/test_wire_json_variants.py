from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from shapeproof.exchange import Expect
from shapeproof.wire.aws_json.json_variants import JSON_VARIANTS
from shapeproof.wire.variants import BodyDistortion

BODIES = (b"{}", b'{"a":1}', b' { "a" : "}" , "b" : [ {} ] } \n', '{"ä":"\\""}'.encode())
BY_LABEL = {each.label: each for each in JSON_VARIANTS.distortions(True)}
MEBIBYTE = 1024 * 1024


def strictly_parsed(body: bytes) -> Any:
    """The value of a JSON text as RFC 8259 has it. Raises ValueError."""

    def no_constant(name: str) -> Any:
        raise ValueError(name)

    return json.loads(body.decode("utf-8"), parse_constant=no_constant)


def is_an_object(body: bytes) -> bool:
    try:
        return isinstance(strictly_parsed(body), dict)
    except ValueError:
        return False


def rewritten(case: BodyDistortion, body: bytes) -> bytes:
    rewrite = case.distortion.rewrite
    return body if rewrite is None else rewrite(body)


def _keys(body: bytes) -> list[str]:
    return [key for key, _ in json.loads(body, object_pairs_hook=lambda pairs: pairs)]


def _is_not_utf_8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return is_an_object(body.replace(b"\xff\xfe", b""))
    return False


def _flattened(body: bytes) -> bytes:
    """The body with a number for the nesting that no parser of Python follows."""
    return body.replace(b"[" * 2000 + b"]" * 2000, b"1")


def _goes_deeper_than_100(body: bytes) -> bool:
    return b"[" * 101 in body


OPEN: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "null": ("JSON, but nothing at all", lambda body: body == b"null"),
    "not-utf-8": ("an object, but for a text that is not UTF-8", _is_not_utf_8),
    "duplicate-keys": (
        "either value, or refused",
        lambda body: is_an_object(body) and len(_keys(body)) > len(set(_keys(body))),
    ),
    "nested-2000": (
        "nested over 100 levels",
        lambda body: is_an_object(_flattened(body)) and _goes_deeper_than_100(body),
    ),
    "nested-100000": ("nested over 100 levels, and cut off", _goes_deeper_than_100),
    "large": (
        "over 1 MiB",
        lambda body: is_an_object(body) and len(body) > MEBIBYTE,
    ),
    "content-type-text": ("accepted, or refused with 400 or 415", is_an_object),
    "content-type-none": ("accepted, or refused with 400 or 415", is_an_object),
}
"""Why a server may do as it likes, and what shows that the body is that."""


def test_every_case_is_described_here() -> None:
    open_labels = {label for label, each in BY_LABEL.items() if each.expect is Expect.OPEN}

    assert open_labels == OPEN.keys()
    assert len(BY_LABEL) == len(JSON_VARIANTS.distortions(True))


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("label", [name for name in BY_LABEL if name not in OPEN])
def test_a_malformed_body_is_malformed(label: str, body: bytes) -> None:
    case = BY_LABEL[label]

    assert not is_an_object(rewritten(case, body))
    assert case.expect is Expect.REJECT
    assert case.fault is not None
    assert (case.fault.constraint, case.fault.pointer) == ("body", "")
    assert case.fault.noticed_by == "server"


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("label", OPEN)
def test_an_open_body_is_what_it_is_called(label: str, body: bytes) -> None:
    case = BY_LABEL[label]
    _, is_that = OPEN[label]

    assert is_that(rewritten(case, body))
    assert case.expect is Expect.OPEN
    assert case.fault is None


@pytest.mark.parametrize("body", BODIES[1:])
@pytest.mark.parametrize("label", ["not-utf-8", "nested-2000", "large"])
def test_an_open_body_keeps_what_it_held(label: str, body: bytes) -> None:
    changed = _flattened(rewritten(BY_LABEL[label], body)).replace(b"\xff\xfe", b"")

    kept = strictly_parsed(changed)
    assert strictly_parsed(body) == {key: kept[key] for key in kept if key[0] != "S"}


@pytest.mark.parametrize(
    ("label", "content_type"),
    [("content-type-text", "text/plain"), ("content-type-none", ""), ("truncated", None)],
)
def test_content_types(label: str, content_type: str | None) -> None:
    assert BY_LABEL[label].distortion.content_type == content_type


@pytest.mark.parametrize(("required", "expect"), [(True, Expect.REJECT), (False, Expect.OPEN)])
def test_an_empty_body_is_a_fault_where_members_are_required(
    required: bool, expect: Expect
) -> None:
    *_, empty = JSON_VARIANTS.distortions(required)

    assert (empty.label, empty.expect) == ("empty", expect)
    assert (empty.fault is not None) is required
    assert rewritten(empty, b'{"a":1}') == b""


def test_labels_do_not_depend_on_what_is_required() -> None:
    one, other = JSON_VARIANTS.distortions(True), JSON_VARIANTS.distortions(False)

    assert [each.label for each in one] == [each.label for each in other]
