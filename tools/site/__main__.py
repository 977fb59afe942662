"""Write the pages of docs/reference/ that come from the code: ``make docs-reference``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tools.site import checks, command_line, documents

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "all-checks.md": checks.page,
    "command-line.md": command_line.page,
    "documents.md": documents.page,
}
"""The generated pages."""
NOTICE = "<!-- Written by `make docs-reference`; a test compares it with the code. -->\n\n"


def generated(name: str) -> str:
    """The text of a page, as it has to be in docs/reference/."""
    return NOTICE + PAGES[name]()


if __name__ == "__main__":
    for each in PAGES:
        (FOLDER / each).write_text(generated(each), encoding="utf-8")
