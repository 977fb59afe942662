"""axe-core finds nothing serious on a page, in light and in dark."""

from pathlib import Path

import pytest

from tests.browser.browsing import Page
from tests.browser.conftest import WritePage
from tests.support.sample_reports import KINDS, ReportKind, sample_report


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_report_is_accessible(
    page: Page, axe: Path, write_page: WritePage, kind: ReportKind, dark: bool
) -> None:
    page.open(write_page(sample_report(24, kind, known=3)), dark=dark)
    assert page.violations() == []
    page.script("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.violations() == []


def test_a_report_without_findings_is_accessible(
    page: Page, axe: Path, write_page: WritePage
) -> None:
    page.open(write_page(sample_report(0)))
    assert page.violations(("minor", "moderate", "serious", "critical")) == []
