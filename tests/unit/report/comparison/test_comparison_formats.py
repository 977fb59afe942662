from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from shapeproof.exchange import Severity
from shapeproof.report.comparison import RENDERERS, Comparison, print_comparison
from shapeproof.report.comparison.markdown import MAX_BYTES
from shapeproof.report.interface import ReportContext

from ....report_schemas import validator
from .compared import at, compared, report

NASTY = "`` | \n\r <img src=x onerror=y> [a](b) **c** @user #1 https://e.example </details> \x1b[0m"


def several() -> Comparison:
    """A comparison with one of everything."""
    old = report(
        at("gone"),
        at("same"),
        at("graver", severity=Severity.NOTE),
        at("x", "GetSecret"),
        reached=("Ping", "GetSecret"),
    )
    new = report(at("same"), at("graver"), at("new"), reached=("Ping", "PutSecret"), seed=8)
    new["coverage"]["members"] = {"total": 12, "exercised": 11}
    new["stats"]["requests"] = 25
    return compared(old, new)


def printed(comparison: Comparison, **context: bool) -> str:
    stream = io.StringIO()
    print_comparison(comparison, ReportContext(color=False, **context), Severity.ERROR, stream)
    return stream.getvalue()


def test_the_terminal_has_counts_root_causes_reach_and_figures() -> None:
    text = printed(several())

    for part in (
        "OLD old.json: shapeproof",
        "another seed: 7 → 8",
        "root causes: 1 new, 1 gone, 2 the same, 1 not looked at",
        "findings: 1 new, 1 gone, 2 the same, 1 not looked at",
        "new root causes\n 1 error  ",
        "root causes that are gone",
        "1 finding: the operation was not reached: GetSecret",
        "note → error: response_schema Ping response body /graver",
        "newly reached: 1 operation: PutSecret",
        "no longer reached: 1 operation",
        "GetSecret: no legal request was accepted",
        "coverage: members 10/12 → 11/12",
        "requests 20 → 25",
    ):
        assert part in text
    assert text.splitlines()[-1] == (
        "1 new, 1 gone, 2 the same, 1 not looked at; 1 new finding: 1 error"
    )


def test_quiet_prints_only_the_last_line() -> None:
    assert len(printed(several(), quiet=True).splitlines()) == 1


def test_the_json_fits_its_schema() -> None:
    document = json.loads(RENDERERS["json"](several(), Severity.ERROR))

    validator("comparison-1.json").validate(document)
    assert document["summary"]["findings"] == {"new": 1, "gone": 1, "same": 2, "not_looked_at": 1}
    assert document["summary"]["failing"] == [document["findings"]["new"][0]["id"]]
    (unseen,) = document["findings"]["not_looked_at"]
    assert unseen["unseen"] == {"reason": "not_reached", "detail": "no legal request was accepted"}


@pytest.mark.parametrize("fail_on", [None, Severity.ERROR])
def test_markdown_says_what_is_new_and_whether_it_fails(fail_on: Severity | None) -> None:
    text = RENDERERS["markdown"](several(), fail_on)

    mark = "❌" if fail_on else "✅"
    assert f"{mark} **1 new, 1 gone, 2 the same, 1 not looked at**: 1 new finding" in text
    assert "### New root causes (1)" in text
    assert "<details><summary>Root causes that are gone (1)</summary>" in text
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.parametrize("name", ["message", "where", "operation", "path", "reason"])
def test_values_cannot_add_markup(name: str) -> None:
    old, new = report(at("a", "GetSecret")), report(at("b", message=NASTY))
    record = new["findings"][0]
    if name in ("where", "operation"):
        record[name] = NASTY  # type: ignore[literal-required]
    new["operations"][1] |= {"reached": False, "reason": NASTY if name == "reason" else ""}
    comparison = compared(old, new)
    if name == "path":
        comparison = replace(comparison, old=replace(comparison.old, path=NASTY))

    text = RENDERERS["markdown"](comparison, None)

    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    html = [each.content for each in tokens if each.type == "html_block"]
    assert not [each for each in html if "img" in each]
    children = {child.type for each in tokens for child in each.children or ()}
    assert not children & {"html_inline", "link_open", "image"}
    assert "\x1b" not in printed(comparison, verbose=True)


@pytest.mark.slow
def test_markdown_is_bounded() -> None:
    new = report(*(at(f"m{index}", message="é" * 300) for index in range(700)))

    text = RENDERERS["markdown"](compared(report(), new), None)

    assert len(text.encode()) < MAX_BYTES + 500
    assert "too long to list here" in text
    assert text.count("<details>") == text.count("</details>")


def test_long_lists_are_cut_unless_everything_is_asked_for() -> None:
    new = report(*(at(f"m{index}", constraint=f"c{index}") for index in range(30)))
    comparison = compared(report(), new)

    assert "--verbose shows them" in printed(comparison)
    assert "--verbose shows them" not in printed(comparison, verbose=True)


def test_two_reports_without_findings_have_none_that_are_new() -> None:
    text = printed(compared(report(), report()))

    assert text.splitlines()[-1] == "0 new, 0 gone, 0 the same; no new findings"


def test_the_page_has_counts_root_causes_and_what_was_not_looked_at() -> None:
    page = RENDERERS["html"](several(), Severity.ERROR)

    for part in (
        '<h1 id="verdict">1 new, 1 gone, 2 the same, 1 not looked at</h1>',
        'class="verdict fails"',
        "New root causes (1)",
        "Root causes that are gone (1)",
        "Not looked at in NEW",
        "note → error",
        "Newly reached: PutSecret.",
        "members exercised",
    ):
        assert part in page
    assert "no legal request was accepted" in page


@pytest.mark.parametrize(("fail_on", "state"), [(Severity.ERROR, "unsure"), (None, "unsure")])
def test_the_page_does_not_praise_what_was_not_looked_at(
    fail_on: Severity | None, state: str
) -> None:
    comparison = compared(report(at("a")), report(reached=("GetSecret",)))

    assert f'class="verdict {state}"' in RENDERERS["html"](comparison, fail_on)


@pytest.mark.parametrize("name", ["message", "where", "operation", "check"])
def test_values_are_no_markup_of_the_page(name: str) -> None:
    old, new = report(at("a", "GetSecret")), report(at("b"))
    evil = "<script>alert(1)</script>\"'><img src=x>"
    for each in (old, new):
        each["findings"][0][name] = evil  # type: ignore[literal-required]
    comparison = compared(old, new)
    comparison = replace(comparison, old=replace(comparison.old, path=evil))

    page = RENDERERS["html"](comparison, None)

    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("<script") == 1
