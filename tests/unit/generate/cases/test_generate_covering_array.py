"""Covering arrays, judged by what they are for and by another implementation."""

from itertools import combinations, product

import pytest
from allpairspy import AllPairs

from shapeproof.generate.cases.covering_array import covering_array

SIZES = [
    (2, 2),
    (5, 3),
    (4, 3, 2, 2, 2),
    (3,) * 13,
    (2,) * 40,
    (9, 9, 9, 2, 2),
    (12, 7, 5, 4, 3, 3, 2, 2, 2, 2),
    (20, *(2,) * 20),
]


def pairs_left_out(sizes: tuple[int, ...], rows: tuple[tuple[int, ...], ...]) -> int:
    """How many pairs of levels stand in no row."""
    count = 0
    for one, other in combinations(range(len(sizes)), 2):
        covered = {(row[one], row[other]) for row in rows}
        count += len(set(product(range(sizes[one]), range(sizes[other]))) - covered)
    return count


@pytest.mark.slow
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_each_pair_is_covered_by_about_as_many_rows_as_all_pairs_takes(
    sizes: tuple[int, ...],
) -> None:
    rows = covering_array(sizes, 10_000)
    assert pairs_left_out(sizes, rows) == 0
    assert all(0 <= level < size for row in rows for level, size in zip(row, sizes, strict=True))
    assert len(set(rows)) == len(rows)
    others = len(list(AllPairs([list(range(size)) for size in sizes])))
    assert len(rows) <= others * 1.2 + 2


@pytest.mark.parametrize("sizes", [(), (7,)])
def test_there_are_no_pairs_of_less_than_two_factors(sizes: tuple[int, ...]) -> None:
    assert covering_array(sizes, 100) == ()


@pytest.mark.parametrize("sizes", [(30, 30, 30), (400, 2, 2), (10_000, 10_000), (3, 3, 3)])
@pytest.mark.parametrize("most", [1, 7, 50])
def test_rows_are_bounded(sizes: tuple[int, ...], most: int) -> None:
    rows = covering_array(sizes, most)
    assert len(rows) == min(most, 9) if sizes == (3, 3, 3) else len(rows) == most
    # With a few rows each level of every factor comes as early as it can.
    for at, size in enumerate(sizes):
        assert len({row[at] for row in rows}) >= min(size, len(rows)) / 3
