"""The pages of docs/reference/ that are written from the code are what the code says."""

from __future__ import annotations

import pytest

from shapeproof.checks.catalogue import DESCRIPTIONS
from tools.site.__main__ import FOLDER, PAGES, generated
from tools.site.examples import EXAMPLES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_says(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == generated(name), "run: make docs-reference"


def test_every_check_has_an_example() -> None:
    assert list(EXAMPLES) == list(DESCRIPTIONS)
