"""No report in any format shows what stands at a sensitive place of any service's messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from shapeproof import load_contract
from shapeproof.compile import available_services
from shapeproof.contract.model import Contract
from shapeproof.exchange import Finding
from shapeproof.exchange.events import (
    Event,
    FindingFound,
    OperationFinished,
    RunFinished,
    RunStarted,
    Stats,
    TargetInfo,
)
from shapeproof.exchange.listeners import TimedExchange
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.report.comparison import RENDERERS, ComparedReport, compare, print_comparison
from shapeproof.report.document import Report
from shapeproof.report.findings import FindingBook
from shapeproof.report.interface import ReportContext
from shapeproof.report.registry import BUILT_IN
from shapeproof.report.reports import open_reports
from shapeproof.report.terminal import TerminalReporter
from tests.support.exposed_findings import ENCODINGS, NUMBER, SECRET, exposed_findings
from tests.support.leaks import shows

SAMPLE = ("ec2-instance-connect", "secretsmanager", "sts")
OPERATIONS = 2
"""Operations of a service whose reports are made in every format."""


@pytest.mark.sampled("service", SAMPLE, available_services())
def test_findings_show_no_sensitive_member(service: str) -> None:
    contract = load_contract(service)
    encodings = cycle(ENCODINGS)

    for operation in contract.operations:
        findings = list(exposed_findings(contract, operation, next(encodings)))
        book = FindingBook(ReportContext(contract=contract))
        book.masker.marked = marked(contract, findings)
        for each in findings:
            book.add(each)
        shown = [encoding for encoding, text in parts(book.records({})) if is_shown(text)]
        assert shown == [], operation


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_findings_show_no_secret_in_any_encoding(encoding: str) -> None:
    contract = load_contract("secretsmanager")
    findings = list(exposed_findings(contract, "PutSecretValue", encoding))
    book = FindingBook(ReportContext(contract=contract))
    book.masker.marked = marked(contract, findings)

    for each in findings:
        assert book.add(each)

    assert [name for name, text in parts(book.records({})) if is_shown(text)] == []


@pytest.mark.sampled("service", SAMPLE[1:], available_services())
def test_no_format_shows_a_sensitive_member(service: str, tmp_path: Path) -> None:
    contract = load_contract(service)
    exposed = (
        list(exposed_findings(contract, name, encoding))
        for name, encoding in zip(contract.operations, cycle(ENCODINGS), strict=False)
    )
    findings = [each for one in islice(filter(None, exposed), OPERATIONS) for each in one]

    assert [name for name, text in documents(contract, findings, tmp_path) if is_shown(text)] == []


def is_shown(text: str) -> bool:
    return str(NUMBER) in text or shows(text, SECRET)


def marked(contract: Contract, findings: Iterable[Finding]) -> SecretValues:
    """What a run has marked that has made these exchanges."""
    secrets = SecretValues(contract)
    for each in findings:
        secrets.answered(each.exchange)
    return secrets


def parts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """All texts of a document, with where they are; keys are texts as well."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield f"{name}/{key}", str(key)
            yield from parts(each, f"{name}/{key}")
    elif isinstance(value, list):
        for each in value:
            yield from parts(each, name)
    else:
        yield name, str(value)


def events(contract: Contract, findings: Sequence[Finding]) -> Iterator[Event]:
    """A run that makes the exchanges of findings, and reports them."""
    secrets = marked(contract, findings)
    names = tuple(dict.fromkeys(each.operation for each in findings))
    started = RunStarted(
        contract.service,
        contract.api_version,
        TargetInfo("http", "http://127.0.0.1:5000"),
        1,
        ("coverage",),
        "2026-01-01T00:00:00Z",
        tuple((name, 1) for name in names),
        secrets=secrets,
    )
    yield started
    for each in findings:
        started.exchanges.heard(TimedExchange(each.exchange, 0.0, 0.1, "case"))
        yield FindingFound(each)
    for name in names:
        yield OperationFinished(name, True, 1, 1)
    yield RunFinished(1.0, Stats(requests=len(findings), operations=len(names)))


def documents(
    contract: Contract, findings: Sequence[Finding], folder: Path
) -> Iterator[tuple[str, str]]:
    """The reports of a run with these findings, and comparisons with a run without them."""
    context = ReportContext(contract=contract, verbose=True, color=False)
    stdout, stderr = StringIO(), StringIO()
    with open_reports([f"{each}={folder / each}" for each in BUILT_IN], context, {}) as reports:
        reports.attach(TerminalReporter(reports.collected, stdout, stderr))
        for event in events(contract, findings):
            reports.handle(event)
    for each in BUILT_IN:
        yield each, (folder / each).read_text(encoding="utf-8")
    yield "terminal", stdout.getvalue()
    yield "progress", stderr.getvalue()
    report = reports.collected.report()
    assert report is not None
    clean: Report = {**report, "findings": [], "groups": []}
    comparison = compare(ComparedReport("old", clean), ComparedReport("new", report))
    for name, render in RENDERERS.items():
        yield f"comparison: {name}", render(comparison, None)
    stream = StringIO()
    print_comparison(comparison, context, None, stream)
    yield "comparison: terminal", stream.getvalue()
