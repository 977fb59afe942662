"""Texts about lists that come in pages."""

from __future__ import annotations

from typing import Any

from shapeproof.checks.client.texts.parts import requests_of, shown_or_nothing
from shapeproof.checks.texts import NOTHING
from shapeproof.exchange import FindingTexts
from shapeproof.exchange.text import Text

_ITEM_DIFFERENCES = {
    "lost": "an item of a page is missing",
    "repeated": "an item is returned more often than the pages have it",
    "extra": "an item is returned that is on none of the pages",
    "value": "an item differs from the one on its page",
    "order": "the items are in another order than on the pages",
    "type": "the items are not returned as one list",
}


def items_differ(constraint: str, expected: Text, actual: Text) -> FindingTexts:
    """Joined items that differ from those of the pages."""
    return FindingTexts.of(_ITEM_DIFFERENCES[constraint], expected, actual)


def no_next_page() -> FindingTexts:
    """A client that stops before the last page."""
    message = "the client does not request the pages that follow"
    return FindingTexts.of(message, "the next page", NOTHING)


def next_page_differs(expected: Any, actual: Any, *, is_token: bool) -> FindingTexts:
    """A request for a further page without the token or the parameters."""
    what = "token of the previous page" if is_token else "parameters of the first request"
    message = Text.of("the request for a further page does not have the {what}", what=what)
    return FindingTexts.of(message, shown_or_nothing(expected), shown_or_nothing(actual))


def endless_pages(most: int | None, count: int) -> FindingTexts:
    """A client that requests pages after the last one."""
    message = "the client requests more pages than there are"
    expected = Text.of("at most {most} requests", most=str(most))
    return FindingTexts.of(message, expected, requests_of(count))
