"""Texts of a report stay texts, whatever they hold and wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest

from shapeproof.report.document import Report
from shapeproof.report.interface import ReportContext
from shapeproof.report.registry import document_format
from tests.browser.browsing import Page
from tests.browser.conftest import WritePage
from tests.support.hostile_reports import (
    CANARY,
    HOSTILE,
    hostile_report,
    replaced_report,
    varied_report,
)
from tests.support.sample_reports import KINDS, ReportKind, sample_report

FACTS = """
const page = new DOMParser().parseFromString(arguments[0], "text/html");
const later = JSON.parse(page.getElementById("later")?.textContent ?? "{}");
for (const each of Object.values(later).flat()) {
  const part = page.createElement("div");
  part.innerHTML = each[0];
  page.body.append(part);
}
const all = [...page.querySelectorAll("*")];
const ids = all.map(e => e.id).filter(Boolean);
const counts = {};
for (const each of all) counts[each.localName] = (counts[each.localName] || 0) + 1;
return {
  counts,
  events: all.filter(e => e.getAttributeNames().some(n => n.startsWith("on"))).length,
  links: [...page.querySelectorAll("[href], [src], [action], [srcdoc]")]
    .map(e => e.getAttribute("href") ?? e.outerHTML).filter(h => !h.startsWith("#")),
  doubles: ids.length - new Set(ids).size,
  findings: page.querySelectorAll("details.finding").length,
  mode: page.compatMode,
};
"""
"""What a browser makes of a page, without running it."""


SINGLE = ("html", "head", "body", "main", "style", "form", "link", "header")

SAME = ("links", "events", "mode", "findings")
EVERY = [(kind, at_once) for kind in KINDS for at_once in (0, 1_000)]
"""Kinds of reports, and how many findings are elements of the page from the beginning."""


def facts(page: Page, report: Report) -> dict[str, Any]:
    text = document_format("html", "html").render(report, ReportContext())
    found = page.script(FACTS, text.encode("utf-8", "replace").decode())
    assert isinstance(found, dict)
    return found


def wrong_with(found: dict[str, Any], plain: dict[str, Any]) -> list[object]:
    """What a page has that no text of a report may bring about."""
    counts = found["counts"]
    return [
        *(each for each in counts if each not in plain["counts"]),
        *(each for each in SINGLE if counts.get(each) != 1),
        *(
            (each, found[each])
            for each in ("links", "events", "mode")
            if found[each] != plain[each]
        ),
    ]


def varied(kind: ReportKind) -> Report:
    return varied_report(sample_report(40, kind, known=4), cycle(HOSTILE.values()))


@pytest.mark.sampled("kind, at_once", [("server", 0)], EVERY)
def test_no_text_becomes_markup(
    page: Page, kind: ReportKind, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shapeproof.report.html.page.AT_ONCE", at_once)
    report = sample_report(5, kind, known=1)
    # All texts are there, so that each part of the page is.
    plain = facts(page, hostile_report(report, "plain"))
    assert plain["events"] == plain["doubles"] == 0
    assert plain["links"] == ["data:,"]
    for name, text in HOSTILE.items():
        for change in (hostile_report, replaced_report):
            found = facts(page, change(report, text))
            assert wrong_with(found, plain) == [], (name, change)
            assert found["doubles"] == 0, (name, change)
        assert wrong_with(facts(page, hostile_report(report, text, ids=True)), plain) == [], name


@pytest.fixture
def unguarded(page: Page) -> Iterator[Page]:
    """A page whose content security policy is not kept."""
    page.command("Page.setBypassCSP", enabled=True)
    yield page
    page.command("Page.setBypassCSP", enabled=False)


@pytest.mark.sampled("kind, at_once", [("server", 0)], EVERY)
def test_no_script_runs_and_the_page_works(
    unguarded: Page,
    write_page: WritePage,
    kind: ReportKind,
    at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shapeproof.report.html.page.AT_ONCE", at_once)
    page, report = unguarded, varied(kind)
    path = write_page(report)
    last = report["findings"][-1]["id"]
    page.open(path, f"finding-{last}")
    assert page.visible(f"#finding-{last} > .inside") == 1
    page.one("#unfold").click()
    page.wait("document.querySelectorAll('details.group[open]').length > 3")
    page.script("document.querySelectorAll('details').forEach(e => e.open = true)")
    page.script(
        "for (const e of document.querySelectorAll('main *'))"
        " for (const name of ['mouseover', 'focus', 'click', 'toggle', 'error', 'load'])"
        " if (!e.closest('a, button, summary')) e.dispatchEvent(new Event(name))"
    )
    page.one("#filter-text").send_keys("no such text")
    page.wait("document.getElementById('filter-count').textContent.startsWith('0 of 40')")
    assert page.script(f"return window.{CANARY} === undefined")
    assert page.loaded() == [path.as_uri()]
    assert page.complaints() == []


def test_the_policy_is_kept(page: Page, write_page: WritePage) -> None:
    page.open(write_page(sample_report(1)))
    page.script(
        "const e = document.createElement('script');"
        f"e.textContent = 'window.{CANARY} = 1'; document.body.append(e)"
    )
    assert page.script(f"return window.{CANARY} === undefined")
    assert "Content Security Policy" in " ".join(page.complaints())
