"""What could not be judged, in lines."""

from __future__ import annotations

import gc
import weakref

from shapeproof.plugin.passive.problems import Problems


class Values(dict[str, object]):
    """Values of a call."""


def _raised(values: Values) -> Exception:
    try:
        raise KeyError(len(values))
    except KeyError as error:
        return error


def _too_deep() -> Exception:
    def deeper() -> None:
        deeper()

    try:
        deeper()
    except RecursionError as error:
        return error
    raise AssertionError


def test_a_problem_that_comes_often_is_one_line() -> None:
    problems = Problems()
    for _ in range(3):
        problems.add("not used: logs")
    problems.add_all({"not used: logs": 2, "other": 1})

    assert list(problems.lines(["at the end"])) == [
        "not used: logs (5 times)",
        "other",
        "at the end",
    ]


def test_of_many_problems_the_first_are_shown() -> None:
    problems = Problems()
    for number in range(25):
        problems.add(f"problem {number}")

    lines = list(problems.lines())

    assert len(lines) == 11
    assert lines[-1] == "and 15 more of this kind"


def test_values_that_hold_themselves_are_no_defect() -> None:
    problems = Problems()
    problems.failed(_too_deep())

    (line,) = problems.lines()

    assert "nested too deeply" in line
    assert "defect" not in line


def test_a_problem_keeps_no_values_alive() -> None:
    problems, values = Problems(), Values()
    problems.failed(_raised(values))
    kept = weakref.ref(values)
    del values
    gc.collect()

    assert kept() is None
    assert problems.plain()
