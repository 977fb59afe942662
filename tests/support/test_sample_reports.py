"""Sample reports are valid and always the same."""

from collections.abc import Callable

import pytest

from shapeproof.report.document import Report
from tests.report_schemas import validator
from tests.support.hostile_reports import HOSTILE, hostile_report, replaced_report
from tests.support.sample_reports import KINDS, ReportKind, sample_report


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_valid(kind: ReportKind) -> None:
    report = sample_report(60, kind, known=5)
    validator("report-1.json").validate(report)
    assert report == sample_report(60, kind, known=5)
    assert len(report["findings"]) == 60
    assert sum(each["known"] for each in report["findings"]) == 5
    assert len(report["groups"]) > 5
    assert len({each["id"] for each in report["findings"]}) == 60


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("change", [hostile_report, replaced_report])
def test_hostile_ones_are_valid(change: Callable[[Report, str], Report], text: str) -> None:
    for kind in KINDS:
        report = change(sample_report(8, kind, known=1), text)
        validator("report-1.json").validate(report)
        assert report["findings"][0]["message"].startswith(text)
        assert report["findings"][0]["request"]["url"].startswith(text)
