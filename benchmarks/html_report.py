"""How long the HTML report of many findings takes to write and to open in Chromium.

Prints the size of the page; the seconds until it is written, until the browser has loaded and drawn
it, until a filter has been applied, all findings are unfolded, and a link to the last finding is
open; and the seconds of the browser's main thread to open it, beside those for a plain page of the
same text and size in the same run. Exits with 1 where the page is larger than 15 MB, opens in more
than 3 s or with more than 3 s of the main thread, or a filter takes more than 0.5 s::

    python benchmarks/html_report.py [FINDINGS]
"""

from __future__ import annotations

import html
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


def thread_seconds(page: Page, path: Path) -> float:
    """The seconds that the main thread of a page works until it has opened a file."""
    page.driver.get("about:blank")
    before = _task_duration(page)
    page.open(path)
    drawn_after(page, "")
    return _task_duration(page) - before


def _task_duration(page: Page) -> float:
    page.driver.execute_cdp_cmd("Performance.enable", {})
    found = page.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return next(float(each["value"]) for each in found if each["name"] == "TaskDuration")


def plain_page(text: str) -> str:
    """A page of the same text, of about the same size, in paragraphs without style or script."""
    lines = html.escape(text).split("\n")
    return "<!doctype html><meta charset=utf-8><p>" + "<p>".join(lines)


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
        working = thread_seconds(page, path)
        plain = Path(folder) / "plain.html"
        plain.write_text(plain_page(pages[0])[: len(pages[0])], encoding="utf-8")
        plainly = thread_seconds(page, plain)
        page.open(path)
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
    ratio = working / plainly if plainly else 0.0
    print(f"main thread: {working:.2f} s, a plain page {plainly:.2f} s, ratio {ratio:.2f}")
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
    is_slow = max(opening, working) > OPEN_SECONDS or filtering > FILTER_SECONDS
    sys.exit(size > MOST_BYTES or is_slow)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FINDINGS)
