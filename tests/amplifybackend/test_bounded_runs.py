"""A run of 3,000 requests finds three in four of all planted defects."""

import pytest

from .bounded_runs import all_planted, requests_until_found

REQUESTS = 3_000


def not_found(every: int) -> tuple[list[str], int]:
    tried = list(all_planted())[::every]
    missed = [each.name for each in tried if requests_until_found(each, REQUESTS) is None]
    return missed, len(tried)


@pytest.mark.long
@pytest.mark.slow
def test_most_of_a_few_are_found() -> None:
    """By day: six of them."""
    missed, tried = not_found(84)
    assert len(missed) <= tried / 3, missed


@pytest.mark.whole
def test_three_in_four_are_found() -> None:
    missed, tried = not_found(1)
    assert len(missed) <= tried / 4, missed


def test_all_catalogues_are_tried() -> None:
    found = [each.catalogue for each in all_planted()]
    assert set(found) == {"one call", "state", "deep", "random walk"}
    assert len(found) >= 450
