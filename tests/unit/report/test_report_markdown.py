from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from shapeproof.exchange import Finding, Severity
from shapeproof.report.markdown_report import MAX_BYTES, append_step_summary, render_markdown

from .report_samples import CONTEXT, REASON, collected, finding, ping, put_exchange, report_of, run

OPERATIONS = ("Ping", "GetSecret", "PutSecret")
NASTY = "`` | \n\r <img src=x onerror=y> [a](b) **c** _d_ # e ~~f~~ $g$ &amp; ![h](i) \x1b[0m ```"


FOLD = re.compile(r"<details><summary>[^<]*</summary>\n|</details>\n")


def rendered(*findings: Finding) -> list[Token]:
    text = render_markdown(report_of(*findings), CONTEXT)
    return MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)


def inline(tokens: list[Token], kind: str) -> list[str]:
    return [
        child.content for token in tokens for child in token.children or () if child.type == kind
    ]


def test_summary_table_and_findings() -> None:
    text = render_markdown(report_of(finding(), finding()), CONTEXT)

    assert text.startswith("# Conformance of vault: findings\n")
    assert "findings: 1 error; 2 of 3 operations reached, 20 requests, 12.3 s" in text
    assert "Operations 2/3, members 10/12, errors 1/3" in text
    assert "| Ping | 2 | 3 | yes | 1 |" in text
    assert f"| GetSecret | 1 | 5 | no: {REASON} | 0 |" in text
    assert "### error · response\\_schema · Ping\n" in text
    assert "seen 2 times" in text
    assert "```bash\ncurl -sS -i --path-as-is http://127.0.0.1:5000/ping\n```" in text


@pytest.mark.parametrize("field", ["message", "expected", "actual", "where"])
def test_values_cannot_add_markup(field: str) -> None:
    tokens = rendered(finding(**{field: NASTY}))

    kinds = {token.type for token in tokens}
    children = {child.type for token in tokens for child in token.children or ()}
    assert not kinds & {"blockquote_open", "hr"}
    blocks = [token.content for token in tokens if token.type == "html_block"]
    assert all(FOLD.fullmatch(each) for each in blocks)
    assert children <= {"text", "code_inline", "softbreak", "hardbreak", "text_special"}
    shown = "".join(inline(tokens, "code_inline") + inline(tokens, "text"))
    assert "<img src=x onerror=y>" in shown
    assert "[a](b) **c** _d_" in shown


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a`b", "a`b"), ("`", "`"), ("```", "```"), (" x ", " x "), ("a|b", "a|b"), ("\\", "\\")],
)
def test_code_spans_hold_any_value(value: str, expected: str) -> None:
    assert expected in inline(rendered(finding(actual=value)), "code_inline")


def test_reasons_cannot_break_the_table() -> None:
    report = report_of()
    report["operations"][1]["reason"] = NASTY

    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(render_markdown(report, CONTEXT))

    rows = [token for token in tokens if token.type == "tr_open"]
    cells = [token for token in tokens if token.type == "td_open"]
    assert (len(rows), len(cells)) == (4, 15)


def test_curl_lines_stay_in_their_fence() -> None:
    tokens = rendered(finding(exchange=ping(b"```\n# x\n````")))

    (fence,) = [token for token in tokens if token.type == "fence"]
    assert fence.content.startswith("curl ")
    assert "````" in fence.content


def test_curl_lines_that_are_too_long_are_left_out() -> None:
    text = render_markdown(report_of(finding(exchange=ping(b"x" * 100_000))), CONTEXT)

    assert "The curl lines are 100," in text
    assert len(text) < 5_000


def test_what_does_not_fail_is_marked() -> None:
    text = render_markdown(report_of(finding(severity=Severity.NOTE)), CONTEXT)

    assert "### note · response\\_schema · Ping (does not fail the run)" in text


def test_a_run_that_stopped_early_says_so() -> None:
    text = render_markdown(report_of(stopped="time"), CONTEXT)

    assert "Stopped early (time); not finished: 1 operation: PutSecret" in text


def test_ten_root_causes_are_at_the_top_and_the_others_folded() -> None:
    findings = [finding(f"check{index}", constraint=f"c{index}") for index in range(13)]

    text = render_markdown(report_of(*findings), CONTEXT)

    top, _, rest = text.partition("<details><summary>3 more root causes</summary>")
    assert top.count("| error |") == 10
    assert rest.partition("</details>")[0].count("| error |") == 3
    assert text.count("<details>") == text.count("</details>") == 2 + 13


def test_a_root_cause_has_its_example_in_full_and_lists_its_other_places() -> None:
    places = [finding("content_type", operation=name, where="header") for name in OPERATIONS]

    text = render_markdown(report_of(*places), CONTEXT)

    assert text.count("```bash") == 1
    assert text.count("### error · content\\_type · ") == 1
    assert sum(text.count(each.id) for each in places) >= 3
    assert text.count("\n- `") == 2


@pytest.mark.parametrize("field", ["check", "message", "constraint"])
def test_titles_cannot_add_markup(field: str) -> None:
    given = [finding(**{field: NASTY, "where": f"header{index}"}) for index in range(3)]
    report = report_of(*given)
    report["groups"][0]["title"] = NASTY

    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(render_markdown(report, CONTEXT))

    blocks = [token.content for token in tokens if token.type == "html_block"]
    assert all(FOLD.fullmatch(each) for each in blocks)


@pytest.mark.slow
def test_the_size_is_bounded() -> None:
    findings = [
        finding(where=f"response body /m{index}", message="é" * 2_000) for index in range(1_500)
    ]

    text = render_markdown(report_of(*findings), CONTEXT)

    assert len(text.encode()) < MAX_BYTES + 1_000
    assert "more findings: too long to list here" in text


def test_the_summary_of_a_step_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    report = collected(run(finding(exchange=put_exchange(), actual="\ud800"))).report()
    assert report is not None

    append_step_summary(report, CONTEXT, {"GITHUB_STEP_SUMMARY": str(path)})

    assert path.read_text().startswith("before\n# Conformance of vault")


@pytest.mark.parametrize("environ", [{}, {"GITHUB_STEP_SUMMARY": "/no/such/folder/x"}])
def test_a_summary_that_cannot_be_written_does_not_matter(environ: dict[str, str]) -> None:
    append_step_summary(report_of(), CONTEXT, environ)
