"""The page of a comparison: accessible, without errors, with links to findings that work."""

from pathlib import Path

import pytest

from shapeproof.exchange import Severity
from shapeproof.report.comparison import RENDERERS, ComparedReport, compare
from shapeproof.report.document import Report
from tests.browser.browsing import Page
from tests.support.sample_reports import sample_report


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A page with new and gone findings, and the report that has the new ones."""
    new = sample_report(24)
    old: Report = {**new, "findings": new["findings"][12:], "seed": new["seed"] + 1}
    new = {**new, "findings": new["findings"][:20]}
    comparison = compare(ComparedReport("old.json", old), ComparedReport("new.json", new))
    path = tmp_path_factory.mktemp("page") / "comparison.html"
    path.write_text(RENDERERS["html"](comparison, Severity.ERROR), encoding="utf-8")
    return path, new


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_comparison_is_accessible(
    page: Page, axe: Path, written: tuple[Path, Report], dark: bool
) -> None:
    page.open(written[0], dark=dark)
    assert page.violations() == []
    page.script("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.violations() == []


def test_a_link_opens_a_new_finding(page: Page, written: tuple[Path, Report]) -> None:
    path, new = written
    key = f"finding-{new['findings'][0]['id']}"
    page.open(path)
    page.script(f"location.hash = '#{key}'")
    page.script("return new Promise(r => setTimeout(r, 200))")
    assert page.script(f"return document.getElementById('{key}').open") is True
    assert page.complaints() == []
