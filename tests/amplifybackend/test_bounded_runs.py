"""A run of 3,000 requests finds seven in ten of all planted defects."""

import pytest

from .bounded_runs import all_planted, requests_until_found

REQUESTS = 3_000


@pytest.mark.slow
@pytest.mark.sampled("every", [84], [1])
def test_seven_in_ten_are_found(every: int) -> None:
    tried = list(all_planted())[::every]
    missed = [each.name for each in tried if requests_until_found(each, REQUESTS) is None]
    assert len(missed) <= len(tried) * 3 / 10, missed


def test_all_catalogues_are_tried() -> None:
    found = [each.catalogue for each in all_planted()]
    assert set(found) == {"one call", "state", "deep", "random walk"}
    assert len(found) >= 450
