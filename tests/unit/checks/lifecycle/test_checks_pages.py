"""The rules for pages, one walk at a time."""

import pytest

from shapeproof.checks.lifecycle.pages import (
    End,
    PageWalk,
    pages_broken,
    token_accepted,
    union_differs,
)
from shapeproof.exchange import Severity

from .lifecycle_samples import guessed, seen

JOBS = seen("ListBackendJobs")


def pages(
    *keys: str,
    size: int | None = 2,
    end: End = End.LAST,
    most: int | None = None,
    known: bool = True,
) -> PageWalk:
    return PageWalk(size, tuple(tuple(page) for page in keys), end, most, known)


@pytest.mark.parametrize(
    ("walked", "constraint"),
    [
        (pages("ab", "cd", end=End.REFUSED), "token refused"),
        (pages("abc", "d"), "page size"),
        (pages("abcd", size=None, most=3), "default page size"),
        (pages("ab", end=End.NO_TOKEN), "no token"),
        (pages("ab", "cd", end=End.ENDLESS), "endless"),
        (pages("ab", "bc", "d"), "duplicate"),
        (pages("ab", "bc", end=End.GIVEN_UP), "duplicate"),
        (pages("ab", "c"), "gap"),
    ],
)
def test_pages_that_are_wrong(walked: PageWalk, constraint: str) -> None:
    (found,) = pages_broken(JOBS, walked, "abcd")
    assert found.constraint == constraint
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    "walked",
    [
        pages("ab", "cd"),
        pages("ab", "cd", ""),
        pages("a", "b", "c", "d"),
        pages("dcba", size=None, most=4),
        pages("ab", "cd", "e"),
        pages("ab", "c", end=End.GIVEN_UP),
        pages("aa", "bc", "d", known=False),
    ],
    ids=[
        "full", "an empty last page", "smaller pages", "without a size", "others as well",
        "more than the walk requests", "equal items that no name tells apart",
    ],
)  # fmt: skip
def test_pages_that_are_right(walked: PageWalk) -> None:
    assert not list(pages_broken(JOBS, walked, "abcd"))


def test_what_a_guessed_lifecycle_leaves_of_it() -> None:
    answer = guessed("ListBackendJobs")
    (large,) = pages_broken(answer, pages("abc"), ())
    (lacking,) = pages_broken(answer, pages("ab"), "abc")
    assert (large.severity, lacking.severity) == (Severity.ERROR, Severity.WARNING)
    assert not list(pages_broken(answer, pages("xy"), "abc")), "the list may show other names"


def test_sizes_give_the_same_items() -> None:
    (lacking,) = union_differs(JOBS, pages("ab"), pages("a", "b", "c"))
    (twice,) = union_differs(JOBS, pages("ab", "b", known=False), pages("ab", size=None))
    assert (lacking.constraint, lacking.expected) == ("gap", "c")
    assert twice.constraint == "duplicate"
    assert not list(union_differs(JOBS, pages("ab", "c"), pages("c", "b", "a")))
    assert not list(union_differs(JOBS, pages("ab", end=End.GIVEN_UP), pages("abc", size=None)))


@pytest.mark.parametrize(
    ("status", "constraints"),
    [
        (200, ["made-up token"]),
        (404, ["made-up token: other error"]),
        (400, []),
        (500, []),
        (0, []),
    ],
)
def test_made_up_tokens(status: int, constraints: list[str]) -> None:
    found = list(token_accepted(seen("ListBackendJobs", status)))
    assert [each.constraint for each in found] == constraints


def test_made_up_tokens_where_the_lifecycle_is_guessed() -> None:
    (found,) = token_accepted(guessed("ListBackendJobs"))
    assert found.severity is Severity.NOTE
    assert not list(token_accepted(guessed("ListBackendJobs", 404)))
