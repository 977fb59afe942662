"""Every format of a report can be read by its readers, whatever texts are in the report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import cycle

import pytest
from defusedxml.ElementTree import fromstring
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from shapeproof.report.document import Report
from shapeproof.report.html.page import render_html
from shapeproof.report.interface import DocumentFormat, ReportContext
from shapeproof.report.registry import BUILT_IN
from tests.report_schemas import validator
from tests.support.hostile_reports import HOSTILE, hostile_report, replaced_report, varied_report
from tests.support.sample_reports import KINDS, ReportKind, sample_report

Change = Callable[[Report, str], Report]
CHANGES = (hostile_report, replaced_report)
CONTEXT = ReportContext()
DOCUMENTS = {name: each for name, each in BUILT_IN.items() if isinstance(each, DocumentFormat)}


def rendered(form: str, report: Report) -> str:
    text = DOCUMENTS[form].render(report, CONTEXT)
    assert text.encode("utf-8")
    return text


def chosen_kinds(text: str) -> list[ReportKind]:
    """One kind of report for each text, each kind for some of them."""
    return [KINDS[list(HOSTILE.values()).index(text) % len(KINDS)]]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("change", CHANGES)
def test_junit_is_xml(change: Change, text: str) -> None:
    for kind in chosen_kinds(text):
        report = change(sample_report(4, kind, known=1), text)
        suites = JUnitXml.fromroot(fromstring(rendered("junit", report).encode()))
        assert sum(1 for suite in suites for _ in suite) >= 4


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("change", CHANGES)
def test_json_is_valid(change: Change, text: str) -> None:
    for kind in chosen_kinds(text):
        report = change(sample_report(4, kind, known=1), text)
        validator("report-1.json").validate(json.loads(rendered("json", report)))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("change", CHANGES)
def test_sarif_is_json_with_a_result_for_each_finding(change: Change, text: str) -> None:
    for kind in chosen_kinds(text):
        report = change(sample_report(4, kind, known=1), text)
        (run,) = json.loads(rendered("sarif", report))["runs"]
        assert len(run["results"]) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_markdown_holds_no_markup_of_others(kind: ReportKind) -> None:
    report = varied_report(sample_report(40, kind, known=4), cycle(HOSTILE.values()))
    parser = MarkdownIt("commonmark").enable("table")
    tokens = [
        each for token in parser.parse(rendered("markdown", report)) for each in spread(token)
    ]
    markup = [each.content for each in tokens if each.type in ("html_block", "html_inline")]
    assert not [
        each for each in markup if re.search("<(?!/?(details|summary|code|br|b|a)\\b)", each)
    ]


def spread(token: Token) -> list[Token]:
    return [token, *(token.children or [])]


@pytest.mark.whole
def test_a_page_of_5_000_findings_has_less_than_15_megabytes() -> None:
    assert len(render_html(sample_report(5_000, known=250), CONTEXT).encode()) < 15_000_000
