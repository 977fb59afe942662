"""The commands and programs of README.md and docs/ do what their pages say."""

from __future__ import annotations

from pathlib import Path

import pytest

from .page import SHELL, Block, pages, read
from .session import Session


def runs(page: str) -> bool:
    """Whether there is anything to run."""
    return any(
        isinstance(each, Block) and (each.language in (*SHELL, "python")) and not each.note("skip")
        for each in read(page)
    )


RUNNABLE = [page for page in pages() if runs(page)]
DAILY = [
    "docs/how-to/judge-traffic.md",
    "README.md",
    "docs/how-to/write-a-target.md",
    "docs/reference/mock.md",
]
"""One of each kind, which together take half a minute."""


@pytest.mark.long(every_day=1)
@pytest.mark.sampled("page", DAILY, RUNNABLE)
def test_a_page_does_what_it_says(page: str, tmp_path: Path) -> None:
    with Session(tmp_path) as session:
        for item in read(page):
            session.follow(item)
