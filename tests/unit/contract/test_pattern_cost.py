"""Patterns whose time doubles with each character, and those that need very long texts."""

from __future__ import annotations

import pytest

from shapeproof.contract.pattern_cost import pattern_problem


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^(a|a)*b$",
        r"^(\w+\s?)*$",
        "^((.*)*)*x$",
        "(.*a){25}$",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "^([a-zA-Z0-9]+[-_]?)*!$",
        "^((a{1,1000}){1,1000}){1,1000}$",
        "^a{1000000000}$",
        "a" * 30_000,
    ],
)
def test_patterns_that_cannot_be_used(pattern: str) -> None:
    assert pattern_problem(pattern) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        "^[a-z]+$",
        "(a|b)*c",
        "^([a-z]+-)*[a-z]+$",
        r"^arn:aws:[a-z0-9]+:(?:[a-z]{2}-)+\d:\d{12}:.*$",
        r"^(\d{1,3}\.){3}\d{1,3}(/\d+)?$",
        "^(a$",
        "^.{1,1024}$",
        "",
    ],
)
def test_patterns_that_can(pattern: str) -> None:
    assert pattern_problem(pattern) is None
