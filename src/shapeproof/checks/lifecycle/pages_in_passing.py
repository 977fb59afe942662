"""Rules for pages that one answer shows, with nothing but its request beside it.

More follows, so there is a token for it; a page has no more items than were asked for; a token
leads on, and so is not the one that was sent. They hold in every protocol, on values (API view).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from shapeproof.checks.interface import ObservedCall
from shapeproof.checks.lifecycle import page_texts as texts
from shapeproof.checks.lifecycle.pages import PAGINATION
from shapeproof.contract.model import Contract, Operation, Paginator
from shapeproof.contract.page_places import (
    first_value_at,
    list_path,
    paginator_of,
    value_at,
)
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, FindingTexts, Severity


class BrokenRule(NamedTuple):
    """A rule that a page breaks."""

    constraint: str
    severity: Severity
    says: Callable[[ObservedCall], FindingTexts]


@dataclass(frozen=True)
class PageRules:
    """The rules for the pages of one operation, made once.

    ``list_path`` is the list that the size counts, ``count`` a member that says how many items the
    page has. With ``stated`` the service's paginator is botocore's own, and what it says of tokens
    is certain; otherwise it was made of the members' names, which are certain of the size alone.
    """

    paginator: Paginator
    list_path: str | None
    count: str | None
    stated: bool
    name: ClassVar[str] = PAGINATION.name

    @classmethod
    def of(cls, contract: Contract, operation: Operation) -> PageRules | None:
        """The rules for an operation; None where it has no pages."""
        stated = contract.paginators.get(operation.name)
        paginator = stated or paginator_of(contract, operation.name)
        if paginator is None:
            return None
        counted = _counted(operation, paginator)
        return cls(paginator, counted, _count(operation, counted), stated is not None)

    def broken(self, params: Mapping[str, Any], output: Any) -> list[BrokenRule]:
        """The rules that a page breaks; ``params`` and ``output`` are in the API view."""
        found: list[BrokenRule] = []
        tokens = [first_value_at(output, each) for each in self.paginator.output_tokens]
        more = self._says_more(output) if self.stated else False
        if more and not any(tokens):
            found.append(
                BrokenRule("no token", Severity.ERROR, lambda seen: texts.no_token(seen.exchange))
            )
        elif more is not False and self._is_repeated(params, tokens):
            said = texts.repeated_token(tokens[0])
            found.append(BrokenRule("repeated token", Severity.ERROR, lambda _: said))
        most = self._most(params, output)
        largest = 0 if most is None else max(self._sizes(output), default=0)
        if most is not None and largest > most:
            too_large = texts.page_too_large(most, largest)
            found.append(BrokenRule("page size", Severity.WARNING, lambda _: too_large))
        return found

    def findings(
        self, seen: ObservedCall, params: Mapping[str, Any], output: Mapping[str, Any]
    ) -> Iterator[Finding]:
        """A finding for each rule that a page breaks."""
        for each in self.broken(params, output):
            yield seen.finding(self.name, each.severity, "pages", each.constraint, each.says(seen))

    def _says_more(self, output: Mapping[str, Any]) -> bool | None:
        """Whether the page says that more follow; None where it does not say."""
        if self.paginator.more_results is None:
            return None
        more = value_at(output, self.paginator.more_results)
        return more if isinstance(more, bool) else None

    def _is_repeated(self, params: Mapping[str, Any], tokens: list[Any]) -> bool:
        """Whether every token is the one that was sent: then the pages never end."""
        given = [params.get(each) for each in self.paginator.input_tokens]
        return any(given) and given == tokens

    def _most(self, params: Mapping[str, Any], output: Mapping[str, Any]) -> int | None:
        """The most items: what the request asks for, else what the page says it was."""
        name = self.paginator.limit_key
        if name is None:
            return None
        asked = _number(params.get(name))
        most = _number(output.get(name)) if asked is None else asked
        return most if most is not None and most > 0 else None

    def _sizes(self, output: Mapping[str, Any]) -> Iterator[int]:
        found = value_at(output, self.list_path) if self.list_path is not None else None
        if isinstance(found, list):
            yield len(found)
        number = _number(output.get(self.count)) if self.count is not None else None
        if number is not None:
            yield number


_OF_ITEMS = re.compile(
    r"^(max_?(results|records|items|keys|number.*)|limit|(maximum)?_?page_?size|.*perpage)$",
    re.IGNORECASE,
)
"""Names of sizes that count the items of a page whatever they are."""


def _counted(operation: Operation, paginator: Paginator) -> str | None:
    """The list whose items the size counts; None where there is none.

    ``MaxUploads`` counts uploads; ``MaxDatapoints`` counts nothing that a list of results holds.
    """
    path, size = list_path(operation, paginator), paginator.limit_key
    if path is None or size is None:
        return None
    of_what = re.sub(r"^max", "", size, flags=re.IGNORECASE).lower()
    fits = bool(_OF_ITEMS.match(size)) or path.rpartition(".")[2].lower().endswith(of_what)
    return path if fits else None


def _count(operation: Operation, path: str | None) -> str | None:
    """The member that says how many items the page has: ``Count``, ``KeyCount``, ``ItemCount``."""
    if path is None:
        return None
    item = path.rpartition(".")[2].lower().removesuffix("s")
    names = {"count", "keycount", "itemcount", "recordcount", f"{item}count"}
    members: Mapping[str, Shape] = operation.response_shape.members
    return next((each for each in members if each.lower() in names), None)


def _number(value: Any) -> int | None:
    """A size; some services write it as a text."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
