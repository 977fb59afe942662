"""Which tests a run takes: those of every day, the long ones, all, or an eighth of the others.

A test that is marked ``whole`` runs with ``--whole`` only, and ``sampled`` parametrizes a test with
some of its values every day and with all of them then. A test that is marked ``long`` takes
seconds: it runs with ``--long``, but for the first few of its values, which run every day. This is
the one place that reads the switches.
"""

from __future__ import annotations

import os
from collections import Counter
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
        "--long",
        action="store_true",
        help="run the tests that take seconds and are left out every day, and only these",
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
        "long(every_day=N): takes seconds; runs with --long, but for the first N items",
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
    kept = set(selected(items, config))
    config.hook.pytest_deselected(items=[each for each in items if each not in kept])
    items[:] = [each for each in items if each in kept]
    for item in items:
        if item.get_closest_marker("timeout"):
            continue
        seconds = WHOLE_SECONDS if item.get_closest_marker("whole") else SECONDS
        item.add_marker(pytest.mark.timeout(seconds))


def selected(items: list[pytest.Item], config: pytest.Config) -> list[pytest.Item]:
    """The tests of a run, by its options."""
    if config.getoption("--whole"):
        return items
    eighth = config.getoption("--eighth")
    if eighth is not None:
        whole = (each for each in items if each.get_closest_marker("whole"))
        only = [each for each in whole if not each.get_closest_marker("hours")]
        return only[eighth % PARTS :: PARTS]
    rest = [each for each in items if not each.get_closest_marker("whole")]
    every_day = set(of_every_day(rest))
    is_long = config.getoption("--long")
    return [each for each in rest if (each not in every_day) is is_long]


def of_every_day(items: list[pytest.Item]) -> list[pytest.Item]:
    """All tests but the long ones; of these the first few of a function, where its mark says so."""
    seen: Counter[str] = Counter()
    kept = []
    for item in items:
        mark = item.get_closest_marker("long")
        function = item.nodeid.partition("[")[0]
        if mark is None or seen[function] < mark.kwargs.get("every_day", 0):
            kept.append(item)
        seen[function] += 1
    return kept
