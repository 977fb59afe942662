from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.exchange import Finding, HttpResponse, Severity
from shapeproof.report.collector import RunReport
from shapeproof.report.interface import ReportContext
from shapeproof.report.summary import Demands
from shapeproof.report.terminal import TerminalReporter, print_report

from .report_samples import (
    BASE_URL,
    CONTEXT,
    REASON,
    collected,
    finding,
    ping,
    put_exchange,
    report_of,
    run,
)


class Stream(io.StringIO):
    """A stream that may be a terminal."""

    def __init__(self, *, is_terminal: bool = False) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def printed(*findings: Finding, is_terminal: bool = False, **context: Any) -> str:
    stream = Stream(is_terminal=is_terminal)
    chosen = replace(CONTEXT, **context)
    print_report(report_of(*findings, context=chosen), chosen, stream)
    return stream.getvalue()


def live(
    context: ReportContext = CONTEXT, *, is_terminal: bool, end: bool = True
) -> tuple[str, str]:
    stdout, stderr = Stream(), Stream(is_terminal=is_terminal)
    collector = RunReport(context)
    terminal = TerminalReporter(collector, stdout, stderr)
    for event in run(finding(), end=end):
        collector.handle(event)
        terminal.handle(event)
    terminal.close()
    return stdout.getvalue(), stderr.getvalue()


def test_the_whole_page() -> None:
    text = printed(finding(), finding())

    assert [line.rstrip() for line in text.splitlines()] == [
        "shapeproof 0.1.0 · vault 2020-01-01 · http http://127.0.0.1:5000 · seed 7",
        "findings: 1 error in 1 root cause",
        "2 of 3 operations reached, 20 requests, 12.3 s",
        f"not reached: 1 operation: {REASON}",
        "",
        "ERROR  response_schema  Ping  response body /status  (2 times)",
        "  a number is not of the member's type",
        "  expected string",
        "  actual   1",
        "  request  GET /ping",
        f"  curl     curl -i {BASE_URL.removeprefix('http://')}/ping",
        "",
        "findings   cases  requests  operation",
        "       1       2         3  Ping",
        f"not reached ({REASON}): GetSecret",
        "exercised: operations 2/3, members 10/12, errors 1/3",
        "findings: 1 error; 2 of 3 operations reached, 20 requests, 12.3 s",
    ]


def test_quiet_is_the_verdict_alone() -> None:
    text = printed(finding(), quiet=True)

    assert text == "findings: 1 error; 2 of 3 operations reached, 20 requests, 12.3 s\n"


@pytest.mark.parametrize(
    ("verbose", "fail_on", "details", "hint"),
    [
        (False, Severity.ERROR, False, True),
        (False, Severity.NOTE, True, False),
        (True, Severity.ERROR, True, False),
    ],
)
def test_notes_are_shown_where_they_matter(
    verbose: bool, fail_on: Severity, details: bool, hint: bool
) -> None:
    text = printed(
        finding(severity=Severity.NOTE, message="a detail"), verbose=verbose, fail_on=fail_on
    )

    assert ("a detail" in text) is details
    assert ("1 note: --verbose shows it" in text) is hint


def test_known_findings_take_a_line() -> None:
    old = finding(message="old news")
    text = printed(old, finding("server_error"), known=frozenset({old.id}))

    assert "1 known finding: --verbose shows it\n" in text
    assert "old news" not in text
    assert "2 errors (1 known)" in text
    verbose = printed(old, known=frozenset({old.id}), verbose=True)
    assert "response body /status  (known)" in verbose
    assert "old news" in verbose


def test_only_so_many_root_causes_are_shown() -> None:
    findings = [finding(where=f"response body /m{index}") for index in range(15)]

    assert "5 more root causes: --verbose and --report json=PATH show them" in printed(*findings)
    assert printed(*findings).count(" error  ") == 10
    assert printed(*findings, verbose=True).count(" error  ") == 15
    assert printed(*findings, verbose=True).count("ERROR") == 15


def test_long_values_are_abbreviated() -> None:
    long = finding(
        operation="PutSecret",
        exchange=put_exchange({"Note": "n" * 100_000}),
        actual="a" * 9_000,
    )
    text = printed(long)

    assert "aaa… (8,814 more)" in text
    assert "… 99,712 more characters …" in text
    assert "           --verbose shows the whole line\n" in text
    assert len(text) < 3_000
    assert "characters: --report json=PATH has it whole" in printed(long, verbose=True)


def test_curl_lines_are_never_wrapped() -> None:
    body = b"word " * 100

    text = printed(finding(exchange=ping(body), before=(ping(),)), verbose=True)

    assert f"  curl     curl -sS -o /dev/null --path-as-is {BASE_URL}/ping\n" in text
    assert f"--data-binary '{body.decode()}' {BASE_URL}/ping\n" in text


def test_quiet_says_which_demand_fails_the_run() -> None:
    text = printed(quiet=True, demands=Demands(min_reached=100))

    reached, verdict = text.splitlines()
    assert reached == "66.6 % of the operations were reached, fewer than --min-reached 100"
    assert verdict.startswith("conforms as far as reached")


def test_few_findings_have_the_short_curl_line_of_groups() -> None:
    text = printed(finding(before=(ping(), ping())))

    assert "  after    2 requests: --verbose shows them\n  curl     curl -i 127.0.0.1:5000/" in text
    assert "curl -sS" not in text
    assert "--verbose shows the whole line" not in text


def test_what_is_written_to_the_baseline_is_said_instead_of_what_was_stale() -> None:
    report = report_of(finding())
    report["baseline"] = {"stale": ["Ping x (1)", "Ping y (2)"], "expired": []}
    texts = {}
    for accepts in (True, False):
        stream = Stream(is_terminal=False)
        print_report(report, replace(CONTEXT, demands=Demands(accepts=accepts)), stream)
        texts[accepts] = stream.getvalue()

    assert "baseline: 1 finding of this run written, 2 stale entries removed\n" in texts[True]
    assert "2 stale entries: Ping x" not in texts[True]
    assert "baseline: 2 stale entries: Ping x (1); Ping y (2)\n" in texts[False]


@pytest.mark.parametrize("field", ["message", "expected", "actual", "where", "check", "operation"])
def test_a_hostile_target_sends_no_escapes_and_no_markup(field: str) -> None:
    nasty = "\x1b[31m\x9b0m\x07\r\n\u202e[red]:smile:[/red]\\[link=x]"

    text = printed(finding(**{field: nasty}))

    assert all(each.isprintable() or each == "\n" for each in text)
    assert r"\x1b[31m\x9b0m\x07\r\n\u202e[red]:smile:[/red]\[link=x]" in text


def test_a_hostile_body_sends_no_escapes() -> None:
    response = HttpResponse(500, (), b"\x1b]0;evil\x07")

    text = printed(finding(exchange=ping(b"\x1b[2J", response)), verbose=True)

    assert r"500 \x1b]0;evil\x07" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("is_terminal", "color", "environ", "expected"),
    [
        (True, None, {}, True),
        (False, None, {}, False),
        (True, False, {}, False),
        (True, None, {"NO_COLOR": "1"}, False),
        (True, None, {"NO_COLOR": ""}, True),
        (True, True, {"NO_COLOR": "1"}, True),
    ],
)
def test_color(
    is_terminal: bool,
    color: bool | None,
    environ: dict[str, str],
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    text = printed(finding(), is_terminal=is_terminal, color=color)

    assert ("\x1b[" in text) is expected


def test_verbose_shows_the_answer() -> None:
    assert "  answer   200 {}\n" in printed(finding(), verbose=True)
    assert "  answer   none\n" in printed(
        finding(exchange=replace(ping(), response=None)), verbose=True
    )


def test_a_stream_that_knows_only_ascii_gets_escapes() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")

    print_report(report_of(finding(actual="é")), CONTEXT, stream)
    stream.flush()

    assert rb"actual   \xe9" in raw.getvalue()


@pytest.mark.parametrize(
    ("context", "is_terminal", "expected"),
    [
        (CONTEXT, False, ()),
        (CONTEXT, True, ("3/3 operations, 2 cases, 17 requests, 1 finding", "PutSecret")),
        (replace(CONTEXT, quiet=True), True, ()),
        (replace(CONTEXT, verbose=True), False, ("accepted coverage Ping:minimal\n",)),
    ],
)
def test_progress_goes_to_standard_error(
    context: ReportContext, is_terminal: bool, expected: tuple[str, ...]
) -> None:
    stdout, stderr = live(context, is_terminal=is_terminal)

    assert all(part in stderr for part in expected)
    assert bool(stderr) is bool(expected)
    assert stdout.endswith("12.3 s\n")


def test_a_run_that_was_interrupted_says_so() -> None:
    stdout, _ = live(is_terminal=False, end=False)

    assert "stopped early (interrupted); not finished: 1 operation: PutSecret" in stdout
    assert stdout.splitlines()[-1].startswith("incomplete: 1 error")


def test_nothing_is_printed_of_a_run_that_never_began() -> None:
    stdout = Stream()

    TerminalReporter(RunReport(CONTEXT), stdout, Stream()).close()

    assert stdout.getvalue() == ""


def test_a_run_of_nothing() -> None:
    report = collected([run()[0]]).report()
    assert report is not None
    report["operations"] = []
    stream = Stream()

    print_report(report, CONTEXT, stream)

    assert "incomplete: no findings; 0 of 3 operations reached" in stream.getvalue()
