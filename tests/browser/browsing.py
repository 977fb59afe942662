"""A page in headless Chromium, and what a test asks of it."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.support.programs import REPOSITORY

SETUP = "make browser"
AXE = REPOSITORY / ".cache" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
SECONDS = 30
PHONE, SCREEN = (400, 800), (1280, 900)
_SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


def missing_browser() -> str:
    """What of the browser is not installed; empty if nothing is."""
    return ", ".join(each for each in ("chromium", "chromedriver") if shutil.which(each) is None)


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """A browser with a new profile, which writes down its messages and what it loads."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for each in (*_SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(each)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(executable_path=str(shutil.which("chromedriver")))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        driver.set_page_load_timeout(SECONDS)
        driver.set_script_timeout(SECONDS)
        yield driver
    finally:
        driver.quit()


class Page:
    """One page in the browser."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(
        self, path: Path, fragment: str = "", size: tuple[int, int] = SCREEN, dark: bool = False
    ) -> None:
        """Open a file as if for the first time, in a window of this size."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=size[0],
            height=size[1],
            deviceScaleFactor=1,
            mobile=False,
        )
        self.media(dark=dark)
        self.driver.get("about:blank")
        for log in ("browser", "performance"):
            self.driver.get_log(log)
        self.driver.get(path.as_uri() + (f"#{fragment}" if fragment else ""))

    def media(self, medium: str = "", dark: bool = False) -> None:
        """Choose the medium (``print``) and whether the user prefers dark pages."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", media=medium, features=[scheme])

    def command(self, name: str, **parameters: Any) -> Any:
        """A command of the browser's own protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def script(self, text: str, *arguments: Any) -> Any:
        """What a function with this body returns."""
        return self.driver.execute_script(text, *arguments)

    def all(self, selector: str) -> list[WebElement]:
        """The elements of a CSS selector."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first element of a CSS selector."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def visible(self, selector: str) -> int:
        """How many elements of a selector can be seen, whether scrolled to or not."""
        text = "return [...document.querySelectorAll(arguments[0])]"
        text += ".filter(e => e.checkVisibility({visibilityProperty: true})).length"
        return int(self.script(text, selector))

    def wait(self, script: str) -> None:
        """Wait until what a script returns is true."""
        found = WebDriverWait(self.driver, SECONDS, 0.05)
        found.until(lambda _: self.script(f"return {script}"), script)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        for each in keys:
            self.driver.switch_to.active_element.send_keys(each)

    def tab_to(self, selector: str, most: int = 400) -> WebElement:
        """Press the tabulator until an element of the selector has the focus."""
        for _ in range(most):
            self.press(Keys.TAB)
            if self.script("return document.activeElement.matches(arguments[0])", selector):
                return self.driver.switch_to.active_element
        raise AssertionError(f"{most} times Tab does not reach {selector}")

    def complaints(self) -> list[str]:
        """What the browser has written to its console since the page was opened."""
        return [str(each["message"]) for each in self.driver.get_log("browser")]

    def loaded(self) -> list[str]:
        """The addresses that were asked for since the page was opened."""
        entries = (json.loads(each["message"]) for each in self.driver.get_log("performance"))
        messages = (each["message"] for each in entries)
        return [
            str(each["params"]["request"]["url"])
            for each in messages
            if each["method"] == "Network.requestWillBeSent"
        ]

    def printed(self) -> bytes:
        """The page as PDF."""
        return base64.b64decode(self.command("Page.printToPDF", printBackground=True)["data"])

    def picture(self, path: Path, whole: bool = False) -> None:
        """Write what is seen as PNG, or the whole page."""
        taken = self.command("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(taken["data"]))

    def violations(self, impacts: tuple[str, ...] = ("serious", "critical")) -> list[str]:
        """What axe-core finds wrong with the page, with the first place of each."""
        self.script(AXE.read_text(encoding="utf-8"))
        text = "const done = arguments[0]; axe.run().then(r => done(r.violations))"
        return [
            f"{each['impact']} {each['id']} at {len(each['nodes'])} places: "
            f"{each['nodes'][0]['html'][:200]} {each['nodes'][0]['failureSummary']}"
            for each in self.driver.execute_async_script(text)
            if each["impact"] in impacts
        ]
