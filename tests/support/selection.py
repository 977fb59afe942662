"""Which tests a run takes: those of every day, all of them, or an eighth of the others.

A test that is marked ``whole`` runs with ``--whole`` only, and ``sampled`` parametrizes a test with
some of its values every day and with all of them then. This is the one place that reads the switch.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

import pytest

PARTS = 8
SECONDS = 300
"""Longer than any test takes, on a machine that has much else to do: one that hangs fails."""
WHOLE_SECONDS = 3600

T = TypeVar("T")


def one_in(
    count: int, values: Iterable[T], kind_of: Callable[[T], Hashable] = lambda _: None
) -> list[T]:
    """One in so many values of each kind, in their order, the first of each kind always."""
    seen: dict[Hashable, int] = {}
    chosen = []
    for value in values:
        kind = kind_of(value)
        if seen.setdefault(kind, 0) % count == 0:
            chosen.append(value)
        seen[kind] += 1
    return chosen


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("selection")
    group.addoption(
        "--whole",
        action="store_true",
        default=bool(os.environ.get("SHAPEPROOF_ALL")),
        help="run all tests, those of all services and of all planted defects too",
    )
    group.addoption(
        "--eighth",
        type=int,
        metavar="N",
        help=f"run the tests that only --whole runs, of {PARTS} parts the Nth modulo {PARTS}",
    )


def pytest_configure(config: pytest.Config) -> None:
    lines = (
        "whole: runs with --whole only, or in one of its eighths",
        "hours: what is whole or sampled here takes hours together: it is in no eighth",
        "sampled(names, values, every): parametrize with values, with --whole with every one",
        "timeout(seconds): fails a test that takes longer, if pytest-timeout is installed",
    )
    for line in lines:
        config.addinivalue_line("markers", line)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for mark in metafunc.definition.iter_markers("sampled"):
        names, values, every = mark.args
        more = [each for each in every if each not in values]
        if not is_whole(metafunc.config):
            more = [] if values else more[:1]  # to be left out, not skipped
        whole = [
            pytest.param(*(each if "," in names else (each,)), marks=pytest.mark.whole)
            for each in more
        ]
        metafunc.parametrize(names, [*values, *whole])


def is_whole(config: pytest.Config) -> bool:
    return config.getoption("--whole") or config.getoption("--eighth") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = selected(items, is_whole(config), config.getoption("--eighth"))
    config.hook.pytest_deselected(items=[each for each in items if each not in kept])
    items[:] = kept
    for item in items:
        if item.get_closest_marker("timeout"):
            continue
        seconds = WHOLE_SECONDS if item.get_closest_marker("whole") else SECONDS
        item.add_marker(pytest.mark.timeout(seconds))


def selected(items: list[pytest.Item], whole: bool, eighth: int | None) -> list[pytest.Item]:
    if eighth is not None:
        whole_ones = (each for each in items if each.get_closest_marker("whole"))
        only = [each for each in whole_ones if not each.get_closest_marker("hours")]
        return only[eighth % PARTS :: PARTS]
    return items if whole else [each for each in items if not each.get_closest_marker("whole")]
