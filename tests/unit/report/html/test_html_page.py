from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from shapeproof.exchange import Exchange, HttpRequest, HttpResponse, Severity
from shapeproof.report.document import Report
from shapeproof.report.html.page import render_html

from ..report_samples import CONTEXT, finding, put_exchange, report_of

HOSTILE = "</script></style><img src=x onerror=alert(1)><script>alert(2)</script>\"'`{{7*7}}{%x%}"


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of each kind of element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts.setdefault(self._open[-1], []).append(data)

    def ids(self) -> set[str | None]:
        return {attributes["id"] for _, attributes in self.found if "id" in attributes}


def page_of(report: Report) -> str:
    return render_html(report, CONTEXT)


def test_a_page_has_an_anchor_for_each_group_and_finding() -> None:
    report = report_of(finding(), finding("status", Severity.WARNING, where="response status"))

    page = Elements(page_of(report))

    expected = {f"group-{each['id']}" for each in report["groups"]}
    expected |= {f"finding-{each['id']}" for each in report["findings"]}
    assert expected <= page.ids()
    links = {attributes.get("href") for tag, attributes in page.found if tag == "a"}
    assert {f"#group-{each['id']}" for each in report["groups"]} <= links


def test_every_link_leads_to_a_place_of_the_page() -> None:
    page = Elements(page_of(report_of(finding())))

    links = [attributes["href"] for tag, attributes in page.found if tag == "a"]
    assert {str(each)[1:] for each in links} <= page.ids()


def test_ids_are_unique() -> None:
    page = Elements(page_of(report_of(finding(), finding(where="response body /x"))))

    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_nothing_comes_from_elsewhere() -> None:
    page = Elements(page_of(report_of(finding())))

    for tag, attributes in page.found:
        assert not {each for each in attributes if each.startswith("on")} | {"style"} & {
            *attributes
        }
        assert tag not in ("iframe", "object", "embed", "img")
        assert not attributes.get("src")
        if tag == "link":
            assert attributes["href"] == "data:,"


def test_the_policy_allows_the_inlined_style_and_script_only() -> None:
    page = page_of(report_of(finding()))

    policy = next(
        str(attributes["content"])
        for tag, attributes in Elements(page).found
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("place", ["message", "expected", "actual", "where", "operation", "check"])
def test_values_with_markup_are_text(place: str) -> None:
    page = Elements(page_of(report_of(finding(**{place: HOSTILE}))))

    _is_harmless(page)
    assert any("onerror" in each for texts in page.texts.values() for each in texts)


def test_messages_with_markup_are_text() -> None:
    request = HttpRequest("PUT", f"/{HOSTILE}", (("X", HOSTILE), (HOSTILE, "x")), HOSTILE.encode())
    response = HttpResponse(500, ((HOSTILE, HOSTILE),), f'{{"a": "{HOSTILE[:40]}"}}'.encode())

    page = page_of(report_of(finding(exchange=Exchange("Ping", {}, request, response))))

    _is_harmless(Elements(page))


def _is_harmless(page: Elements) -> None:
    tags = [tag for tag, _ in page.found]
    assert tags.count("script") == tags.count("style") == 1
    assert "img" not in tags
    assert not any(each.startswith("on") for _, attributes in page.found for each in attributes)


def test_sensitive_members_are_masked() -> None:
    secret = "hunter2-hunter2"
    exchange = put_exchange({"Password": secret}, f'{{"pass_word": "{secret}"}}'.encode())

    page = page_of(report_of(finding(operation="PutSecret", exchange=exchange)))

    assert secret not in page
    assert "***" in page


def test_known_findings_are_folded_away() -> None:
    known, new = finding(), finding("status", where="response status")
    report = report_of(known, new, context=replace(CONTEXT, known=frozenset({known.id})))

    page = page_of(report)

    before, _, after = page.partition('<details class="known">')
    assert f'id="finding-{new.id}"' in before
    assert f'id="finding-{known.id}"' in after


def test_a_run_without_findings_says_so() -> None:
    page = page_of(report_of())

    assert "No findings." in page
    assert 'id="filter"' not in page
