"""Every test is run every day or belongs to one eighth, and sampling is the same every time."""

import pytest

from .selection import PARTS, one_in

SUITE = """
import pytest

@pytest.mark.sampled("number", [0, 9], range(20))
def test_sampled(number): ...

@pytest.mark.sampled("name, number", [("a", 1)], [("a", 1), ("b", 2)])
def test_pairs(name, number): ...

@pytest.mark.whole
def test_whole(): ...

@pytest.mark.long
def test_long(): ...

@pytest.mark.long(every_day=2)
@pytest.mark.parametrize("name", "abc")
def test_long_ones(name): ...

def test_plain(): ...
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("SHAPEPROOF_ALL", raising=False)
    pytester.makepyfile(SUITE)
    return pytester


def collected(suite: pytest.Pytester, *options: str) -> list[str]:
    plugins = ("-p", "no:randomly", "-p", "tests.support.selection")
    result = suite.runpytest_inprocess("--collect-only", "-q", *plugins, *options)
    return [line.partition("::")[2] for line in result.outlines if "::" in line]


def test_some_are_run_every_day(suite: pytest.Pytester) -> None:
    assert collected(suite) == [
        "test_sampled[0]", "test_sampled[9]", "test_pairs[a-1]", "test_long_ones[a]",
        "test_long_ones[b]", "test_plain",
    ]  # fmt: skip


def test_long_ones_run_apart(suite: pytest.Pytester) -> None:
    assert collected(suite, "--long") == ["test_long", "test_long_ones[c]"]


def test_the_whole_has_all_of_them(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = collected(suite, "--whole")
    assert len(whole) == len(set(whole)) == 20 + 2 + 1 + 1 + 4
    assert set(collected(suite)) < set(whole)
    monkeypatch.setenv("SHAPEPROOF_ALL", "1")
    assert collected(suite) == whole


def test_eighths_join_to_what_is_not_run_every_day(suite: pytest.Pytester) -> None:
    eighths = [collected(suite, f"--eighth={number}") for number in range(PARTS)]
    joined = [name for each in eighths for name in each]
    assert len(joined) == len(set(joined))
    others = {*collected(suite), *collected(suite, "--long")}
    assert set(joined) == set(collected(suite, "--whole")) - others
    assert max(map(len, eighths)) - min(map(len, eighths)) <= 1
    assert collected(suite, f"--eighth={PARTS + 3}") == eighths[3]


def test_one_in_so_many_of_each_kind() -> None:
    names = ["a1", "a2", "b1", "a3", "b2", "c1"]
    assert one_in(2, names, lambda name: name[0]) == ["a1", "b1", "a3", "c1"]
    assert one_in(3, names) == ["a1", "a3"]
