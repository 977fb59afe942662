from __future__ import annotations

import json
import re

import pytest

from shapeproof.exchange import Exchange, HttpResponse
from shapeproof.report.document import Report
from shapeproof.report.html import page as html_page
from shapeproof.report.html.page import render_html

from ..report_samples import CONTEXT, finding, ping, report_of
from .test_html_page import HOSTILE, Elements


def _many(number: int, body: str = "{}") -> Report:
    exchange = ping(response=HttpResponse(200, (), body.encode()))
    checks = ("status", "echo", "listing", "content_type", "filters")
    return report_of(
        *(
            finding(checks[index % 5], where=f"response body /m{index}", exchange=exchange)
            for index in range(number)
        )
    )


def _later(page: str) -> dict[str, list[list[str]]]:
    (text,) = re.findall(r'<script type="application/json" id="later">(.*?)</script>', page, re.S)
    found: dict[str, list[list[str]]] = json.loads(text)
    return found


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_page, "AT_ONCE", 6)


def test_a_short_report_has_no_later_findings() -> None:
    assert 'id="later"' not in render_html(_many(10), CONTEXT)


@pytest.mark.usefixtures("at_once")
def test_each_finding_is_an_element_or_comes_later() -> None:
    report = _many(20)

    page = render_html(report, CONTEXT)

    later = _later(page)
    stored = [each[1] for entries in later.values() for each in entries]
    present = [each for each in Elements(page).ids() if str(each).startswith("finding-")]
    assert sorted([*stored, *map(str, present)]) == sorted(
        f"finding-{each['id']}" for each in report["findings"]
    )
    assert present
    assert stored
    groups = {f"group-{each['id']}" for each in report["groups"]}
    assert groups <= Elements(page).ids()
    for entries in later.values():
        for html, key, *facts in entries:
            assert f'id="{key}"' in html
            assert facts[0] == "error"
            assert facts[3] == "Ping"


@pytest.mark.usefixtures("at_once")
def test_nothing_ends_the_data_of_later_findings() -> None:
    exchange = Exchange("Ping", {}, ping().request, HttpResponse(200, (), HOSTILE.encode()))
    found = [
        finding(where=f"response body /{HOSTILE}{index}", message=HOSTILE, exchange=exchange)
        for index in range(20)
    ]

    page = render_html(report_of(*found), CONTEXT)

    assert len(_later(page)) > 0
    tags = [tag for tag, _ in Elements(page).found]
    assert (tags.count("script"), tags.count("img")) == (2, 0)
    for entries in _later(page).values():
        for html, *_ in entries:
            assert {tag for tag, _ in Elements(html).found}.isdisjoint({"script", "img", "style"})


def test_a_page_has_no_more_findings_than_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_page, "MAX_FINDINGS", 30)
    found = [finding("listing", where="list", constraint=f"{index}") for index in range(25)]
    found += [finding(where="response header X", operation=f"Op{index}") for index in range(25)]
    report = report_of(*found)

    page = render_html(report, CONTEXT)

    shown = [each for each in Elements(page).ids() if str(each).startswith("finding-")]
    assert len(shown) <= 30
    assert {f"finding-{each['example']}" for each in report["groups"]} <= {*map(str, shown)}
    left_out = [int(each) for each in re.findall(r"(\d+) more are in the JSON report", page)]
    assert sum(left_out) == 50 - len(shown)


def test_a_page_has_no_more_bytes_than_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_page, "MAX_BYTES", 400_000)
    monkeypatch.setattr(html_page, "FIRST_LIMIT", 400_000)

    page = render_html(_many(100, json.dumps(["<&\"'" * 1_000])), CONTEXT)

    assert len(page.encode()) <= 400_000
    assert page.count('class="finding"') > 30
