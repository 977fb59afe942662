"""Lines of the driver protocol are read strictly."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.exchange import ClientError, ClientResult
from shapeproof.targets.client.driver_answers import (
    Hello,
    Unusable,
    answer_of,
    hello_of,
    parsed_line,
    shown,
)

FAILED: dict[str, Any] = {"id": 7, "ok": False}


@pytest.mark.parametrize(
    ("document", "result"),
    [
        ({"id": 7, "ok": True, "output": {}}, ClientResult(output={})),
        (
            {"id": 7, "ok": True, "output": {"A": [{"$timestamp": "2020-08-11T00:00:00.000Z"}]}},
            ClientResult(output={"A": ["2020-08-11T00:00:00Z"]}),
        ),
        ({"id": 7, "ok": True, "output": {"A": None}, "more": 1}, ClientResult(output={"A": None})),
        (
            {**FAILED, "error": {"kind": "validation"}},
            ClientResult(error=ClientError("validation")),
        ),
        (
            {**FAILED, "error": {"kind": "service", "code": "C", "message": "M", "status": 400}},
            ClientResult(error=ClientError("service", "C", "M", 400)),
        ),
        (
            {**FAILED, "error": {"kind": "transport", "code": None, "fields": None}},
            ClientResult(error=ClientError("transport")),
        ),
        (
            {**FAILED, "error": {"kind": "service", "fields": {"A": {"$blob": "AA=="}}}},
            ClientResult(error=ClientError("service", fields={"A": "AA=="})),
        ),
        ({"id": 7, "unsupported": True}, ClientResult(unsupported=True)),
        ({"id": 7, "unsupported": False, "ok": True, "output": {}}, ClientResult(output={})),
    ],
)
def test_answers(document: dict[str, Any], result: ClientResult) -> None:
    assert answer_of(document, 7) == result


@pytest.mark.parametrize(
    ("document", "words", "wrong_id"),
    [
        ({}, "no id", False),
        ({"ok": True, "output": {}}, "no id", False),
        ({"id": 8, "ok": True, "output": {}}, "the id 8, not 7", True),
        ({"id": None, "ok": True, "output": {}}, "the id None", True),
        ({"id": 7}, '"ok"', False),
        ({"id": 7, "ok": 1}, '"ok"', False),
        ({"id": 8, "unsupported": True}, "the id 8, not 7", True),
        ({"id": 7, "unsupported": False}, '"ok"', False),
        ({"id": 7, "unsupported": "yes"}, '"unsupported" is neither true nor false', False),
        ({"id": 7, "unsupported": 1}, '"unsupported" is neither true nor false', False),
        ({"id": 7, "unsupported": None}, '"unsupported" is neither true nor false', False),
        ({"id": 7, "unsupported": True, "ok": True, "output": {}}, 'beside "ok"', False),
        ({"id": 7, "unsupported": True, "error": {}}, 'beside "ok"', False),
        ({"id": 7, "ok": True}, '"output" is not an object', False),
        ({"id": 7, "ok": True, "output": []}, '"output" is not an object', False),
        ({"id": 7, "ok": True, "output": None}, '"output" is not an object', False),
        (FAILED, '"error" is not an object', False),
        ({**FAILED, "error": "gone"}, '"error" is not an object', False),
        ({**FAILED, "error": {}}, "service, validation, transport", False),
        ({**FAILED, "error": {"kind": "network"}}, "service, validation, transport", False),
        ({**FAILED, "error": {"kind": []}}, "service, validation, transport", False),
        ({**FAILED, "error": {"kind": "service", "status": "404"}}, '"status"', False),
        ({**FAILED, "error": {"kind": "service", "status": True}}, '"status"', False),
        ({**FAILED, "error": {"kind": "service", "code": 404}}, '"code"', False),
        ({**FAILED, "error": {"kind": "service", "message": {}}}, '"message"', False),
        ({**FAILED, "error": {"kind": "service", "fields": []}}, '"fields"', False),
    ],
)
def test_what_is_no_answer(document: dict[str, Any], words: str, wrong_id: bool) -> None:
    with pytest.raises(Unusable) as raised:
        answer_of(document, 7)
    assert words in str(raised.value)
    assert raised.value.wrong_id is wrong_id


def test_true_is_not_1() -> None:
    with pytest.raises(Unusable):
        answer_of({"id": True, "ok": True, "output": {}}, 1)


@pytest.mark.parametrize(
    ("document", "hello"),
    [
        ({"hello": 1}, Hello()),
        ({"hello": 1, "client": "x 1", "supports": ["a", "b"]}, Hello("x 1", ("a", "b"))),
        ({"hello": 1, "traits": ["zero-values", "x"]}, Hello(traits=("zero-values", "x"))),
        ({"id": 1, "ok": True, "output": {}}, None),
        ({"id": 1, "hello": 1}, None),
        ({}, None),
    ],
)
def test_hellos(document: dict[str, Any], hello: Hello | None) -> None:
    assert hello_of(document) == hello


@pytest.mark.parametrize(
    "document",
    [
        {"hello": 2},
        {"hello": True},
        {"hello": "1"},
        {"hello": 1, "client": 1},
        {"hello": 1, "supports": "paginate"},
        {"hello": 1, "supports": [1]},
        {"hello": 1, "traits": "zero-values"},
        {"hello": 1, "traits": [True]},
    ],
)
def test_hellos_that_are_not_understood(document: dict[str, Any]) -> None:
    with pytest.raises(Unusable):
        hello_of(document)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"{} {}", "not JSON"),
        (b"1", "not a JSON object"),
        (b'{"a": -Infinity}', '{"$float": "-Infinity"}'),
        (b'{"a": "\xc3"}', "not UTF-8 at byte 7"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)
def test_lines_that_are_none(line: bytes, words: str) -> None:
    with pytest.raises(Unusable) as raised:
        parsed_line(line)
    assert words in str(raised.value)
    assert len(str(raised.value)) < 600


@given(st.binary(max_size=40))
def test_any_bytes(line: bytes) -> None:
    with suppress(Unusable):
        assert parsed_line(line) == json.loads(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "ok", "error", "output", "kind", "code", "status", "fields"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(["id", "ok", "output", "error"]), JSON))
def test_any_document(document: dict[str, Any]) -> None:
    """It is an answer, or Unusable is raised; nothing else."""
    with suppress(Unusable):
        assert answer_of(document, 7).breakdown is None


def test_what_is_shown_is_bounded() -> None:
    assert shown(b" x " * 1000).endswith("... (2,998 characters)")
    assert shown(b" \xff ") == "\ufffd"
