"""The texts of findings about pages."""

from __future__ import annotations

from typing import Any

from shapeproof.checks.texts import status_of
from shapeproof.exchange import Exchange, FindingTexts
from shapeproof.exchange.text import Said, Shown, Text


def token_refused(exchange: Exchange) -> FindingTexts:
    """A page token of the server that it refuses."""
    message = "a token that the server issued is refused"
    return FindingTexts.of(message, "the next page", status_of(exchange))


def page_too_large(size: int, largest: int) -> FindingTexts:
    """A page with more items than requested."""
    message = Text.of("a page has more than {size} items", size=size)
    expected = Text.of("at most {size} items", size=size)
    return FindingTexts.of(message, expected, Text.of("{largest} items", largest=largest))


def endless_pages() -> FindingTexts:
    """Pages without an end."""
    message = "the pages do not end: every page has a token"
    return FindingTexts.of(message, "a last page without a token", "a token")


def repeated_token(token: Any) -> FindingTexts:
    """A page whose token is the one that it was requested with."""
    message = "the token of the page is the one that it was requested with: the pages do not end"
    return FindingTexts.of(message, "another token, or none", Text.only(Shown(token)))


def unknown_token(token: str) -> FindingTexts:
    """A page that is requested with a token that no earlier page of the listing has given."""
    message = "the page is requested with a token that no earlier page has given"
    return FindingTexts.of(message, "the token of an earlier page", Text.only(Shown(token)))


def repeated_page(page: Any) -> FindingTexts:
    """A page that has the same items as the page whose token it was requested with."""
    message = "the next page has the items of the page before it"
    return FindingTexts.of(message, "other items", Text.only(Shown(dict(page))))


def no_token(exchange: Exchange) -> FindingTexts:
    """A page that says that more follow, without a token to request them."""
    message = "a page says that more follow, but has no token: the rest cannot be requested"
    return FindingTexts.of(message, "a token", status_of(exchange))


def repeated_item(item: Any) -> FindingTexts:
    """An item that the pages have more than once."""
    message = "an item appears on the pages more than once"
    return FindingTexts.of(message, "each item once", Text.only(Shown(item)))


def missing_item(item: Any, count: int) -> FindingTexts:
    """An existing item that no page has."""
    return _without(Text("an item is missing from all pages"), item, count)


def item_of_other_size(item: Any, count: int) -> FindingTexts:
    """An item that only pages of another size have."""
    return _without(Text("an item that appears with another page size is missing"), item, count)


def made_up_token(exchange: Exchange) -> FindingTexts:
    """A token that the server never issued, and does not refuse as invalid."""
    how = "accepted" if exchange.accepted else "refused for another reason"
    message = Text.of("a made-up token is {how}", how=how)
    return FindingTexts.of(message, "a validation error (status 400)", status_of(exchange))


def _without(message: Text, item: Any, count: int) -> FindingTexts:
    others = Text.of("{count} other items", count=count)
    return FindingTexts.of(message, Text.only(Said(str(item))), others)
