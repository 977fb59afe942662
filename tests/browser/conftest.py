"""The browser of these tests, one for each process that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shapeproof.report.document import Report
from shapeproof.report.interface import ReportContext
from shapeproof.report.registry import document_format
from tests.browser.browsing import AXE, SETUP, Page, chromium, missing_browser

WritePage = Callable[[Report], Path]


@pytest.fixture(scope="session")
def _page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if missing := missing_browser():
        pytest.skip(f"{missing} is not installed; run {SETUP} as root")
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield Page(driver)


@pytest.fixture
def page(_page: Page) -> Iterator[Page]:
    """A page without storage or permissions of earlier tests."""
    _page.driver.get("about:blank")
    yield _page
    _page.command("Browser.resetPermissions")
    _page.command("Storage.clearDataForOrigin", origin="*", storageTypes="local_storage")


@pytest.fixture(scope="session")
def axe() -> Path:
    """The script that judges accessibility."""
    if not AXE.exists():
        pytest.skip(f"axe-core is not installed; run {SETUP}")
    return AXE


@pytest.fixture(scope="session")
def write_page(tmp_path_factory: pytest.TempPathFactory) -> WritePage:
    """Writes the page of a report."""

    def write(report: Report) -> Path:
        path = tmp_path_factory.mktemp("page") / "report.html"
        text = document_format("html", "html").render(report, ReportContext())
        path.write_text(text, encoding="utf-8")
        return path

    return write
