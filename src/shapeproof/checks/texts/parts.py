"""The parts that texts share: values, types, bodies and answers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shapeproof.exchange import Exchange, Shown, Text

NOTHING = Text("nothing")
NONE = Text("none")
A_SUCCESS = Text("a success")
VALIDATION_ERROR = Text("a validation error (status 400)")
MOST_BYTES = 300
MOST_CHOICES = 12


def kind_of(value: Any) -> str:
    """The JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    return _JSON_TYPES[type(value)]


_JSON_TYPES: Mapping[type, str] = {
    str: "a string", int: "a number", float: "a number", list: "a list", dict: "an object",
}  # fmt: skip


def python_kind_of(value: Any) -> str:
    """The type of a value of Python, in words."""
    if type(value) in _JSON_TYPES:
        return kind_of(value)
    name = type(value).__name__
    return name if name.endswith("s") else f"a {name}"


def body_of(body: bytes) -> Shown:
    """The beginning of a body."""
    return Shown(body[:MOST_BYTES].decode("utf-8", "replace"))


def answer_of(exchange: Exchange) -> Text:
    """An answer: its status and body, or why there is none."""
    if exchange.response is None:
        return failure_of(exchange)
    if not exchange.response.body:
        return status_of(exchange)
    body = body_of(exchange.response.body)
    return Text.of("status {status} {body}", status=exchange.response.status, body=body)


def status_of(exchange: Exchange) -> Text:
    """An answer without its body."""
    if exchange.response is None:
        return failure_of(exchange)
    return Text.of("status {status}", status=exchange.response.status)


def failure_of(exchange: Exchange) -> Text:
    """Why there is no answer."""
    return Text(exchange.failure or "no answer")


def one_of(choices: Iterable[object], word: str = "or") -> str:
    """The first of some choices of the contract."""
    return f" {word} ".join(str(each) for each in list(choices)[:MOST_CHOICES])


def at_place(pointer: str) -> str:
    """`` at /A/B`` with the blank before it, empty for a request as a whole."""
    return f" at {pointer}" if pointer else ""
