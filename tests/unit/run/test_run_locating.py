"""The line that a finding is about."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from shapeproof.exchange import Exchange, Finding, FindingTexts, HttpRequest, Severity
from shapeproof.exchange.sites import Site
from shapeproof.run.locating import locator

CONTRACT = cast("Any", SimpleNamespace(operations={"Do": SimpleNamespace(python_name="do")}))
HERE = Site("app.py", 3)


class Sourced:
    """A target that knows its lines, or fails to tell them."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    def site_of(self, operation: object, request: object) -> Site:
        if self.error is not None:
            raise self.error
        return HERE


@pytest.mark.parametrize(
    ("error", "site"),
    [
        (None, HERE),
        (SystemError("AST constructor recursion depth mismatch"), None),  # threads that parse
        (RecursionError(), None),
        (AttributeError("x"), None),
    ],
)
def test_a_finding_stands_without_its_line(error: Exception | None, site: Site | None) -> None:
    exchange = Exchange("Do", {}, HttpRequest("GET", "/"))
    texts = FindingTexts.of("it fails")
    found = Finding("status", Severity.ERROR, "x", "Do", "response", "status", texts, exchange)
    assert locator(CONTRACT, cast("Any", Sourced(error)))(found) == site
