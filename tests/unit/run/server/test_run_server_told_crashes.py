"""A crash of an operation is told once, whatever the requests were that showed it."""

from typing import Any

import pytest

from shapeproof.checks.responses import ServerError
from shapeproof.exchange import (
    Case,
    Exchange,
    Expect,
    Family,
    Fault,
    Finding,
    How,
    HttpRequest,
    HttpResponse,
)
from shapeproof.run.server.session import Observer
from shapeproof.run.server.told_crashes import told_once

from ..run_servers import CODEC, CONTRACT, guessed

Shown = tuple[str, str, dict[str, Any]]
"""The place of a fault (empty: a legal request), what the crash says, the parameters."""


def crash(observer: Observer, shown: Shown) -> list[Finding]:
    place, words, params = shown
    fault = Fault(place, "required", How.LEFT_OUT, "both", "", "") if place else None
    expect = Expect.REJECT if place else Expect.ACCEPT
    family = Family.INVALID if place else Family.MINIMAL
    case = Case("x", "GetToken", family, place, params, expect, fault)
    response = HttpResponse(500, (), words.encode())
    exchange = Exchange("GetToken", params, HttpRequest("GET", "/"), response, None, None, case)
    return observer.judge(ServerError(), observer.observation(exchange, ()))


REPEATED: list[tuple[Shown, Shown]] = [
    (
        ("", "ValueError: invalid literal: 'one'", {"Token": "one"}),
        ("", "ValueError: invalid literal: 'a\\x00b'", {"Token": "a\0b"}),
    ),
    (
        ("/T", "ValueError: invalid literal: 'one'", {"T": "one"}),
        ("/T", f"ValueError: invalid literal: '{'x' * 99}...", {"T": "x" * 999}),
    ),
    (("", "E: no 'one'.", {"T": "one"}), ("", "E: no 'a b'.", {"T": "another"})),
    (("", "KeyError: 'one'", {"AppId": "one"}), ("", "KeyError: 'two'", {"AppId": "two"})),
    (("", "KeyError: 'one'", {"AppId": "one"}), ("/AppId", "KeyError: None", {})),
    (("", "KeyError: 'one'", {"AppId": "one"}), ("/AppId", "KeyError: ''", {"AppId": ""})),
    (("", "KeyError: -1", {"Version": -1}), ("", "KeyError: 0", {"Version": 0})),
    (("", '{"message": "\'Key\'"}', {}), ("/Tags/3/Key", '{"message": "\'Key\'"}', {})),
    (("/A", "TypeError: no len", {}), ("/A", "TypeError: no len", {})),
    (
        ("", "<h1>500</h1><pre>TypeError: no a</pre>", {}),
        ("/A", "<h1>500</h1><pre>TypeError: no a</pre>", {}),
    ),
]
DIFFERENT: list[tuple[Shown, Shown]] = [
    (("", "KeyError: 'Key'", {}), ("/A", "KeyError: 'Value'", {})),
    (("/A", "TypeError: no len", {}), ("/B", "TypeError: no len", {})),
    (("", "Internal Server Error", {}), ("/A", "Internal Server Error", {})),
    (("", '{"__type": "InternalError"}', {}), ("/A", '{"__type": "InternalError"}', {})),
    (
        ("", "<title>500</title><p>The server is overloaded.", {}),
        ("/A", "<title>500</title><p>The server is overloaded.", {}),
    ),
]


@pytest.mark.parametrize(("first", "second"), REPEATED)
def test_the_same_crash_is_told_once(first: Shown, second: Shown) -> None:
    observer = Observer(guessed(), CODEC)
    assert told_once(observer, crash(observer, first))
    assert not told_once(observer, crash(observer, second))


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_another_crash_is_told(first: Shown, second: Shown) -> None:
    observer = Observer(guessed(), CODEC)
    assert told_once(observer, crash(observer, first))
    assert told_once(observer, crash(observer, second))


def test_with_a_review_each_crash_is_told() -> None:
    observer = Observer(CONTRACT, CODEC)
    for _ in range(2):
        assert told_once(observer, crash(observer, REPEATED[0][0]))
