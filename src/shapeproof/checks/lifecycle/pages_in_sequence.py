"""Rules for pages that several recorded calls show, in the order in which they were made.

A client asks for the next page with the token that it was given; the next page is another one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.checks.interface import ObservedCall
from shapeproof.checks.lifecycle import page_texts as texts
from shapeproof.checks.lifecycle.pages import PAGINATION
from shapeproof.contract.model import Paginator
from shapeproof.contract.page_places import is_walkable, list_path, value_at
from shapeproof.exchange import Finding, FindingTexts, Severity


@dataclass
class _Listing:
    """What the pages of one operation have shown: tokens, each with the page that gave it."""

    pages: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """The parameters, but for the token, of calls that got a token."""


@dataclass
class PageSequence:
    """The pages of one recording. It only notes calls that succeeded."""

    _listings: dict[tuple[str, str], _Listing] = field(default_factory=dict)

    def findings(self, seen: ObservedCall) -> Iterator[Finding]:
        """What is wrong with a page, given those before it; the page is noted."""
        paginator = seen.contract.paginators.get(seen.operation.name)
        output = seen.exchange.output
        if paginator is None or not is_walkable(paginator) or not isinstance(output, Mapping):
            return
        key = seen.contract.service, seen.operation.name
        listing = self._listings.setdefault(key, _Listing())
        token = seen.exchange.params.get(paginator.input_tokens[0])
        asked = _asked(seen.exchange.params, paginator)
        items = _items(seen, paginator, output)
        if isinstance(token, str) and token:
            if token not in listing.pages and asked in listing.asked:
                yield _finding(seen, "unknown token", texts.unknown_token(token))
            elif items and listing.pages.get(token) == items:
                yield _finding(seen, "repeated page", texts.repeated_page(output))
        given = value_at(output, paginator.output_tokens[0])
        if isinstance(given, str) and given:
            listing.pages[given] = items
            listing.asked.add(asked)


def _asked(params: Mapping[str, Any], paginator: Paginator) -> str:
    """What a listing asks for, whatever the page and its size."""
    passed_over = {*paginator.input_tokens, paginator.limit_key}
    kept = {name: each for name, each in params.items() if name not in passed_over}
    return json.dumps(kept, sort_keys=True, default=str)


def _items(seen: ObservedCall, paginator: Paginator, output: Mapping[str, Any]) -> str:
    """The items of a page as a text; empty where it has none."""
    path = list_path(seen.operation, paginator)
    found = value_at(dict(output), path) if path is not None else None
    return json.dumps(found, sort_keys=True, default=str) if found else ""


def _finding(seen: ObservedCall, constraint: str, said: FindingTexts) -> Finding:
    return seen.finding(PAGINATION.name, Severity.WARNING, "pages", constraint, said)
