from concurrent.futures import ThreadPoolExecutor

import pytest

from shapeproof.run import plan as budget
from shapeproof.run.plan import Budget, OutOfBudget


def spend(bound: Budget, count: int) -> str:
    """Spend so many requests; the reason where one is too many."""
    try:
        for _ in range(count):
            bound.spend()
    except OutOfBudget as end:
        return end.reason
    return ""


@pytest.mark.parametrize("most", [0, 1, 7])
def test_the_bound_is_exact(most: int) -> None:
    bound = Budget(max_requests=most)
    assert spend(bound, most) == ""
    assert [spend(bound, 1), spend(bound, 1)] == ["requests", "requests"]
    assert bound.requests == most


def test_without_a_bound_there_is_no_end() -> None:
    bound = Budget()
    assert spend(bound, 5000) == ""
    assert bound.requests == 5000


def test_all_threads_together_stay_within_the_bound() -> None:
    bound = Budget(max_requests=1000)
    with ThreadPoolExecutor(8) as pool:
        reasons = list(pool.map(lambda _: spend(bound, 500), range(8)))
    assert bound.requests == 1000
    assert set(reasons) <= {"", "requests"}
    assert reasons.count("requests") >= 6


@pytest.mark.parametrize(
    ("seconds", "times", "reasons"),
    [
        (10.0, [0.0, 5.0, 9.999], ["", ""]),
        (10.0, [0.0, 10.0, 11.0], ["time", "time"]),
        (0.0, [0.0, 0.0], ["time"]),
        (10.0, [-20.0, -15.0, -10.0], ["", "time"]),
    ],
)
def test_the_time_limit(
    seconds: float, times: list[float], reasons: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(times)
    monkeypatch.setattr(budget.time, "monotonic", lambda: next(clock))
    bound = Budget(seconds=seconds)
    assert [spend(bound, 1) for _ in reasons] == reasons


def test_the_first_reason_stays() -> None:
    bound = Budget(max_requests=0)
    bound.stop("interrupted")
    bound.stop("target gone")
    assert spend(bound, 1) == "interrupted"
    bound = Budget(max_requests=0, seconds=0)
    assert spend(bound, 1) == "requests"
    bound.stop("interrupted")
    assert spend(bound, 1) == "requests"


def test_the_reason_is_the_text() -> None:
    assert str(OutOfBudget("time")) == "time"
