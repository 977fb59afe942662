"""axe-core finds nothing serious on a page, in light and in dark."""

from itertools import product
from pathlib import Path

import pytest

from shapeproof.exchange import Severity
from shapeproof.report.comparison.comparing import compare
from shapeproof.report.comparison.facts import ComparedReport
from shapeproof.report.comparison.html import render_comparison_html
from tests.browser.browsing import Page
from tests.browser.conftest import WritePage
from tests.support.sample_reports import KINDS, ReportKind, sample_report

EVERY = list(product(KINDS, (False, True)))
FINDINGS = 8


def assert_accessible(page: Page) -> None:
    """As it opens, and with everything unfolded."""
    assert page.violations() == []
    page.script("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.violations() == []


@pytest.mark.long(every_day=1)
@pytest.mark.sampled("kind, dark", [("server", True), ("client", False)], EVERY)
def test_a_report_is_accessible(
    page: Page, axe: Path, write_page: WritePage, kind: ReportKind, dark: bool
) -> None:
    page.open(write_page(sample_report(FINDINGS, kind, known=3)), dark=dark)
    assert_accessible(page)


@pytest.mark.sampled("dark", [False], [False, True])
def test_a_comparison_is_accessible(page: Page, axe: Path, tmp_path: Path, dark: bool) -> None:
    old, new = sample_report(2 * FINDINGS), sample_report(FINDINGS)
    new["findings"][0]["id"] = new["groups"][0]["findings"][0] = "0123456789abcdef"
    compared = compare(ComparedReport("old.json", old), ComparedReport("new.json", new))
    path = tmp_path / "comparison.html"
    path.write_text(render_comparison_html(compared, Severity.ERROR), encoding="utf-8")
    page.open(path, dark=dark)
    assert_accessible(page)


def test_a_report_without_findings_is_accessible(
    page: Page, axe: Path, write_page: WritePage
) -> None:
    page.open(write_page(sample_report(0)))
    assert page.violations(("minor", "moderate", "serious", "critical")) == []
