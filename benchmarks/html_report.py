"""How long the HTML report of many findings takes to write and to open in Chromium.

Prints the size of the page; the seconds until it is written, until the browser has loaded and drawn
it, until a filter has been applied, all findings are unfolded, and a link to the last finding is
open. Exits with 1 where the page is larger than
15 MB, opens in more than 3 s or a filter takes more than 0.5 s::

    python benchmarks/html_report.py [FINDINGS]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time

from shapeproof.report.interface import ReportContext
from shapeproof.report.registry import document_format
from tests.browser.browsing import Page, chromium
from tests.support.sample_reports import sample_report

FINDINGS = 5_000
MOST_BYTES, OPEN_SECONDS, FILTER_SECONDS = 15_000_000, 3.0, 0.5
_DRAWN = "requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));"


def drawn_after(page: Page, script: str) -> float:
    """The seconds until the page has run a script and drawn what it has changed."""
    text = f"const done = arguments[0]; const begun = performance.now(); {script}; {_DRAWN}"
    return float(page.driver.execute_async_script(text)) / 1000


def seconds(act: Callable[[], object]) -> float:
    begun = monotonic()
    act()
    return monotonic() - begun


def main(number: int) -> None:
    report = sample_report(number, known=number // 20)
    pages: list[str] = []
    write = document_format("html", "html").render
    begun = process_time()
    pages.append(write(report, ReportContext()))
    writing = process_time() - begun
    size = len(pages[0].encode())
    with TemporaryDirectory() as folder, chromium(Path(folder) / "profile") as driver:
        path = Path(folder) / "report.html"
        path.write_text(pages[0], encoding="utf-8")
        page = Page(driver)
        page.open(path)  # the browser itself is started by the first page
        opening = seconds(lambda: (page.open(path), drawn_after(page, "")))
        filtering = drawn_after(
            page,
            "const text = document.getElementById('filter-text'); text.value = 'Name/1';"
            "document.getElementById('filter').requestSubmit()",
        )
        again = drawn_after(
            page,
            "const text = document.getElementById('filter-text'); text.value = 'Delete';"
            "document.getElementById('filter').requestSubmit()",
        )
        clearing = drawn_after(page, "document.getElementById('filter').reset()")
        last = report["groups"][-1]["findings"][-1]
        linking = seconds(lambda: page.open(path, f"finding-{last}"))
        unfolding = seconds(
            lambda: (
                page.script("document.getElementById('unfold').click()"),
                page.wait("!document.querySelector('details.group:not([open])')"),
            )
        )
    print(f"{number:,} findings, {size / 1e6:.1f} MB")
    for name, value in (
        ("written", writing),
        ("opened", opening),
        ("filtered first", filtering),
        ("filtered again", again),
        ("cleared", clearing),
        ("opened at the last finding", linking),
        ("all unfolded", unfolding),
    ):
        print(f"{name:>28}  {value:6.2f} s")
    sys.exit(size > MOST_BYTES or opening > OPEN_SECONDS or filtering > FILTER_SECONDS)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FINDINGS)
