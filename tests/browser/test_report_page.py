"""The page of a report in a browser: found, filtered, copied, linked to and printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from shapeproof.report.document import Report
from tests.browser.browsing import PHONE, SCREEN, Page
from tests.browser.conftest import WritePage
from tests.support.sample_reports import sample_report

FINDINGS = 200
KNOWN = 12
SHOWN = "details.finding"


@pytest.fixture(scope="module")
def report() -> Report:
    return sample_report(FINDINGS, known=KNOWN)


@pytest.fixture(scope="module")
def path(report: Report, write_page: WritePage) -> Path:
    return write_page(report)


def count_text(page: Page) -> str:
    return page.one("#filter-count").text


def test_the_first_screen_says_what_matters(page: Page, path: Path, report: Report) -> None:
    page.open(path)
    height = SCREEN[1]
    for selector in ("h1", ".how-far", ".causes li:nth-child(10)", "aside .coverage"):
        assert page.one(selector).rect["y"] + page.one(selector).rect["height"] <= height, selector
    assert page.one(".causes li a").text.lower() == report["groups"][0]["title"].lower()
    assert page.one("h1").text


def test_nothing_is_loaded_and_nothing_is_wrong(page: Page, path: Path) -> None:
    page.open(path)
    page.script("document.querySelectorAll('details').forEach(e => e.open = true)")
    page.one("#theme").click()
    page.all("button.copy")[0].click()
    assert page.loaded() == [path.as_uri()]
    assert page.complaints() == []


def test_the_filter_narrows_and_is_cleared(page: Page, path: Path, report: Report) -> None:
    page.open(path)
    assert count_text(page) == f"{FINDINGS} findings"
    wanted = report["findings"][40]
    page.one("#filter-text").send_keys(wanted["where"].upper())
    page.wait("document.getElementById('filter-count').textContent.includes(' of ')")
    fitting = [each for each in report["findings"] if wanted["where"] in each["where"]]
    assert count_text(page).startswith(f"{len(fitting)} of {FINDINGS} findings")
    assert page.script("return document.querySelectorAll('.finding:not([hidden])').length") == len(
        fitting
    )
    page.one(".filter button[type=reset]").click()
    page.wait("!document.getElementById('filter-count').textContent.includes(' of ')")
    assert page.script("return document.querySelectorAll('.finding[hidden]').length") == 0


@pytest.mark.parametrize("name", ["severity", "check", "operation"])
def test_the_filter_chooses(page: Page, path: Path, report: Report, name: str) -> None:
    page.open(path)
    chosen = str(report["findings"][-1][name])  # type: ignore[literal-required]
    Select(page.one(f"#filter-{name}")).select_by_visible_text(chosen)
    page.wait("document.getElementById('filter-count').textContent.includes(' of ')")
    fitting = {each["id"] for each in report["findings"] if each[name] == chosen}  # type: ignore[literal-required]
    shown = page.script(
        "return [...document.querySelectorAll('.finding:not([hidden])')].map(e => e.id)"
    )
    assert set(shown) == {f"finding-{each}" for each in fitting}


def test_a_filter_without_a_match_says_so(page: Page, path: Path) -> None:
    page.open(path)
    page.one("#filter-text").send_keys("nothing is called like this")
    page.wait(f"document.getElementById('filter-count').textContent.startsWith('0 of {FINDINGS}')")
    assert page.visible("details.group") == 0


def test_groups_fold_and_unfold(page: Page, path: Path) -> None:
    page.open(path)
    assert page.visible(SHOWN) == 0
    page.one("#unfold").click()
    assert page.visible("details.group > .inside > details.finding") == FINDINGS - KNOWN
    page.one("#fold").click()
    assert page.visible(SHOWN) == 0


def test_known_findings_are_folded_away(page: Page, path: Path, report: Report) -> None:
    page.open(path)
    known = [each["id"] for each in report["findings"] if each["known"]]
    page.one("#unfold").click()
    assert [page.visible(f"#finding-{each}") for each in known] == [0] * KNOWN


@pytest.mark.parametrize("kind", ["group", "finding"])
def test_a_deep_link_opens_what_it_names(page: Page, path: Path, report: Report, kind: str) -> None:
    finding = report["findings"][150]
    name = finding["id"] if kind == "finding" else finding["group"]
    page.open(path, f"{kind}-{name}")
    target = page.one(f"#{kind}-{name}")
    assert target.get_attribute("open")
    assert page.visible(f"#{kind}-{name} > .inside") == 1
    assert page.script("return document.activeElement.parentElement.id") == f"{kind}-{name}"
    top = page.script("return arguments[0].getBoundingClientRect().top", target)
    assert 0 <= top < SCREEN[1]


def test_a_deep_link_to_a_known_finding_opens_it(page: Page, path: Path, report: Report) -> None:
    known = next(each["id"] for each in report["findings"] if each["known"])
    page.open(path, f"finding-{known}")
    assert page.visible(f"#finding-{known} > .inside") == 1


def test_a_link_that_leads_nowhere_does_no_harm(page: Page, path: Path) -> None:
    page.open(path, "finding-%E0%A4%A")
    assert page.complaints() == []
    assert count_text(page) == f"{FINDINGS} findings"


@pytest.mark.parametrize("clipboard", ["granted", "denied"])
@pytest.mark.parametrize("language", ["curl", "python"])
def test_programs_are_copied(
    page: Page, path: Path, report: Report, language: str, clipboard: str
) -> None:
    finding = report["findings"][30]
    page.open(path, f"finding-{finding['id']}")
    for name in ("clipboard-write", "clipboard-read"):
        setting = clipboard if name == "clipboard-write" else "granted"
        page.command("Browser.setPermission", permission={"name": name}, setting=setting)
    button = page.one(f"#finding-{finding['id']} button[data-copies={language} i]")
    button.click()
    page.wait("document.getElementById('said').textContent !== ''")
    assert page.one("#said").get_attribute("textContent").endswith(" copied")
    page.driver.set_script_timeout(10)
    copied = page.driver.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.readText().then(done, e => done(`${e}`))"
    )
    assert copied.strip() == finding["reproduce"][language].strip()  # type: ignore[literal-required]


def test_dark_and_light_are_chosen_and_kept(page: Page, path: Path) -> None:
    page.open(path)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.script(f"return {ground}")
    page.one("#theme").click()
    dark = page.script(f"return {ground}")
    assert light != dark
    page.driver.refresh()
    assert page.script(f"return {ground}") == dark
    page.one("#theme").click()
    assert page.script(f"return {ground}") == light
    page.script("localStorage.clear()")
    page.open(path, dark=True)
    assert page.script(f"return {ground}") == dark


def test_print_shows_all_findings_and_no_controls(page: Page, path: Path) -> None:
    page.open(path)
    page.script("window.dispatchEvent(new Event('beforeprint'))")
    page.media("print")
    assert page.visible("button, .filter, nav") == 0
    assert page.visible("details.finding .contrast") == FINDINGS
    page.script("window.dispatchEvent(new Event('afterprint'))")
    page.media()
    assert page.visible(SHOWN) == 0


def test_it_prints_as_pdf(page: Page, write_page: WritePage) -> None:
    page.open(write_page(sample_report(12)))
    printed = page.printed()
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page\n") >= 3
    assert page.visible(SHOWN) == 0


def test_the_keyboard_is_enough(page: Page, path: Path, report: Report) -> None:
    page.open(path)
    page.press(Keys.TAB)
    assert page.script("return document.activeElement.className") == "skip"
    page.press(Keys.ENTER)
    page.tab_to(".causes a")
    page.press(Keys.ENTER)
    group = report["groups"][0]
    assert page.visible(f"#group-{group['id']} > .inside") == 1
    page.tab_to(".finding > summary")
    page.press(Keys.ENTER)
    page.tab_to("button.copy")
    page.press(Keys.ENTER)
    page.wait("document.getElementById('said').textContent !== ''")
    page.press("/")
    assert page.script("return document.activeElement.id") == "filter-text"
    page.press("D", "e", "l", "e", "t", "e")
    page.wait("document.getElementById('filter-count').textContent.includes(' of ')")


@pytest.mark.long
@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_nothing_is_wider_than_the_window(page: Page, path: Path, size: tuple[int, int]) -> None:
    page.open(path, size=size)
    page.script("document.querySelectorAll('details').forEach(e => e.open = true)")
    wide = page.script("return document.documentElement.scrollWidth")
    assert wide <= size[0]
