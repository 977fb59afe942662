from __future__ import annotations

import inspect

import pytest

from shapeproof import exceptions
from shapeproof.exceptions import (
    BadUsage,
    BrokenContract,
    BrokenStrategies,
    ForbiddenTarget,
    MissingExtra,
    ShapeproofError,
    TransportFailure,
    UnfitDocument,
    UnknownOperation,
    UnknownService,
    UnreachableTarget,
    UnsupportedProtocol,
)

TEXTS: list[tuple[ShapeproofError, str]] = [
    (UnknownService("sq"), "unknown service 'sq'"),
    (UnknownService("sq", ("sqs", "sns")), "unknown service 'sq'; did you mean sqs, sns?"),
    (UnknownOperation("sqs", "Sent"), "service sqs has no operation 'Sent'"),
    (UnknownOperation("sqs", "*"), "service sqs has no operations: its contract is empty"),
    (
        UnknownOperation("sqs", "Sent", ("Send",)),
        "service sqs has no operation 'Sent'; did you mean Send?",
    ),
    (
        BrokenContract("a/service.json", "/format", "this version reads format 1"),
        "broken contract a/service.json at /format: this version reads format 1; "
        "pin it again with 'shapeproof contract pin'",
    ),
    (
        BrokenContract("a/service.json", "", "not JSON"),
        "broken contract a/service.json: not JSON; pin it again with 'shapeproof contract pin'",
    ),
    (UnfitDocument("a/known.json", "/format", "expected 1"), "a/known.json at /format: expected 1"),
    (
        MissingExtra("schemathesis", "schemathesis"),
        "schemathesis is not installed; pip install 'shapeproof[schemathesis]'",
    ),
    (BrokenStrategies("s/a.py", 0, "it is empty"), "broken strategies s/a.py: it is empty"),
    (BrokenStrategies("s/a.py", 7, "no name"), "broken strategies s/a.py, line 7: no name"),
    (
        UnsupportedProtocol("ec2", "ec2", ("rest-json", "json")),
        "service ec2 uses the protocol ec2, which is not supported (supported: rest-json, json)",
    ),
    (
        ForbiddenTarget("http://x.amazonaws.com", "it is AWS"),
        "refusing to send to http://x.amazonaws.com: it is AWS",
    ),
    (
        UnreachableTarget("http://localhost:1", "connection refused"),
        "cannot reach http://localhost:1: connection refused; is the server running?",
    ),
    (BadUsage("--seed x", "no number"), "--seed x: no number"),
    (BadUsage("--seed x", "no number", "give 7"), "--seed x: no number; give 7"),
    (TransportFailure("timeout"), "timeout"),
    (TransportFailure("reset", "by peer"), "reset: by peer"),
]


@pytest.mark.parametrize(("error", "text"), TEXTS, ids=lambda each: type(each).__name__)
def test_text(error: ShapeproofError, text: str) -> None:
    assert str(error) == text


def test_a_place_in_a_file_is_one_line_of_a_bounded_length() -> None:
    assert str(UnfitDocument("a", "/\x1b[2J\nü", "c")) == "a at /\\x1b[2J\\nü: c"
    assert len(str(BrokenContract("a", "/" + "b" * 10_000, "c"))) < 400


def test_every_error_has_a_text_here() -> None:
    classes = {each for _, each in inspect.getmembers(exceptions, inspect.isclass)}
    own = {each for each in classes if each.__module__ == exceptions.__name__} - {ShapeproofError}

    assert {type(error) for error, _ in TEXTS} == own
    assert all(issubclass(each, ShapeproofError) for each in own)


def test_errors_compare_by_their_facts() -> None:
    assert BrokenContract("a", "/b", "c") == BrokenContract("a", "/b", "c")
    assert BrokenContract("a", "/b", "c") != BrokenContract("a", "/x", "c")
    assert UnknownService("a") != UnknownOperation("a", "a")


def test_the_detail_of_a_transport_failure_does_not_count() -> None:
    assert TransportFailure("reset", "one") == TransportFailure("reset", "other")
    assert TransportFailure("reset") != TransportFailure("timeout")
