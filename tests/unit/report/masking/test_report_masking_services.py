"""No report in any format shows what stands at a sensitive place of any service's messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shapeproof import load_contract
from shapeproof.compile import available_services
from shapeproof.contract.model import Contract
from shapeproof.exchange import Finding, Severity
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
from shapeproof.plugin.passive.output import failure_of
from shapeproof.plugin.passive.session_totals import SessionTotals
from shapeproof.plugin.passive.settings import PassiveSettings
from shapeproof.plugin.passive.summary import write_summary
from shapeproof.report.baseline import Baseline, updated_baseline, write_baseline
from shapeproof.report.comparison import RENDERERS, ComparedReport, compare, print_comparison
from shapeproof.report.document import Report
from shapeproof.report.findings import FindingBook
from shapeproof.report.interface import ReportContext
from shapeproof.report.registry import BUILT_IN
from shapeproof.report.reports import open_reports
from shapeproof.report.terminal import TerminalReporter
from tests.support.exposed_findings import ENCODINGS, NUMBER, SECRET, exposed_findings
from tests.support.leaks import shown_among, shows

SAMPLE = ("chime-sdk-identity", "secretsmanager", "sts")
_SETTINGS = PassiveSettings(True, Severity.ERROR, Baseline(None, (), False), (), False, None, None)
MOST = 200_000
"""Bytes of a request that is looked at: some, of members within members, have 1.4 MB."""
_seen: set[str] = set()
"""Lines that were looked at: most stand in the reports of every service."""


@pytest.mark.sampled("service", SAMPLE, available_services())
def test_no_report_shows_a_sensitive_member(service: str, tmp_path: Path) -> None:
    contract = load_contract(service)
    encodings, others = cycle(ENCODINGS), cycle((1, 2, 3))
    findings: list[Finding] = []
    for operation in contract.operations:
        exposed = list(exposed_findings(contract, operation, next(encodings)))
        if exposed and len(exposed[0].exchange.request.body) <= MOST:
            findings += [exposed[0], exposed[next(others)]]
    if not findings:
        return

    texts = documents(contract, findings, tmp_path)

    assert [name for name, text in texts if is_shown_in_long(unseen(text))] == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_secret_would_be_seen_in_any_encoding(encoding: str) -> None:
    assert is_shown_in_long(f'"a {ENCODINGS[encoding](SECRET)} b"')


def is_shown_in_long(text: str) -> bool:
    return str(NUMBER) in text or bool(shown_among(text, (SECRET[:6],)))


def unseen(text: str) -> str:
    """The lines of a text that no text before it had."""
    new = [line for line in text.splitlines() if line not in _seen]
    _seen.update(new)
    return "\n".join(new)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_findings_show_no_secret_in_any_encoding(encoding: str) -> None:
    contract = load_contract("secretsmanager")
    findings = list(exposed_findings(contract, "PutSecretValue", encoding))
    book = FindingBook(ReportContext(contract=contract))
    book.masker.marked = marked(contract, findings)

    for each in findings:
        assert book.add(each)

    assert [name for name, text in parts(book.records({})) if is_shown(text)] == []


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


def texts_of(text: str, form: str) -> str:
    """A document, of JSON each text in a line: most are in the documents of other services too."""
    if form not in ("json", "jsonl", "har", "sarif"):
        return text
    values = map(json.loads, text.splitlines()) if form == "jsonl" else [json.loads(text)]
    return "\n".join(each for value in values for _, each in parts(value))


def passive_output(report: Report) -> str:
    """What pytest prints of findings, as if its tests had made the calls."""
    records = [
        {**each, "protocol": report["protocol"], "phase": "passive", "test": "test_it.py::test"}
        for each in report["findings"]
    ]
    entries = [{"record": each, "sites": [["test_it.py", 3]]} for each in records]
    totals = SessionTotals()
    totals.add({"findings": entries, "calls": [], "coverage": [], "shown": [], "unread": 0})
    lines: list[str] = []
    for verbosity in (0, 1):
        reporter: Any = SimpleNamespace(
            section=lambda title, _: lines.append(title),
            line=lambda text, **_: lines.append(text),
            config=SimpleNamespace(get_verbosity=lambda verbosity=verbosity: verbosity),
            _tw=SimpleNamespace(fullwidth=100),
        )
        write_summary(reporter, totals, _SETTINGS, ())
    return "\n".join((*lines, str(failure_of(entries, "test_it.py::test"))))


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
        yield each, texts_of((folder / each).read_text(encoding="utf-8"), each)
    yield "terminal", stdout.getvalue()
    yield "progress", stderr.getvalue()
    report = reports.collected.report()
    assert report is not None
    write_baseline(folder / "baseline", updated_baseline((), report))
    yield "baseline", texts_of((folder / "baseline").read_text(encoding="utf-8"), "json")
    yield "pytest", passive_output(report)
    clean: Report = {**report, "findings": [], "groups": []}
    comparison = compare(ComparedReport("old", clean), ComparedReport("new", report))
    for name, render in RENDERERS.items():
        yield f"comparison: {name}", render(comparison, None)
    stream = StringIO()
    print_comparison(comparison, context, None, stream)
    yield "comparison: terminal", stream.getvalue()
