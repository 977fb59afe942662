"""Pages of a listing: how many items, where they go on, and the token for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Contract, Operation, Paginator
from shapeproof.contract.page_places import paginator_of, shape_at
from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.values.plain import fits_text
from shapeproof.mock.generated.names import plain_name
from shapeproof.mock.generated.records import Record

_MOST = 100
"""How many items a page has where the request does not say."""
_LIMITS = frozenset({"maxresults", "maxitems", "maxrecords", "limit", "pagesize", "maxkeys"})


class UnknownToken(Exception):
    """A page token that no answer has had."""


@dataclass(frozen=True)
class Page:
    """The records of one page, and the token of the next, None on the last."""

    records: Sequence[Record]
    token: str | None = None


@dataclass(frozen=True)
class Pages:
    """How an operation is read page by page."""

    operation: Operation
    paginator: Paginator | None

    @classmethod
    def of(cls, contract: Contract, operation: Operation) -> Pages:
        """The pages of an operation: those that botocore states, or its members' names."""
        found = contract.paginators.get(operation.name)
        return cls(operation, found or paginator_of(contract, operation.name))

    @property
    def own_members(self) -> frozenset[str]:
        """The members of the request that are about pages."""
        members = self.operation.request_shape.members
        limits = {name for name in members if plain_name(name) in _LIMITS}
        if self.paginator is None:
            return frozenset(limits)
        return frozenset({*limits, *self.paginator.input_tokens, self.paginator.limit_key or ""})

    def page(self, records: Sequence[Record], params: Mapping[str, Any]) -> Page:
        """The page that a request asks for. Raises UnknownToken."""
        after = self._after(params)
        left = [each for each in records if each.serial > after]
        size = self._size(params)
        if len(left) <= size:
            return Page(left)
        token = self._token(left[size - 1].serial)
        return Page(left[:size], token) if token is not None else Page(left)

    def stated(self, output: dict[str, Any], page: Page) -> dict[str, Any]:
        """The output with the token of the next page and whether there is one."""
        if self.paginator is None:
            return output
        if self.paginator.more_results:
            output = _set(output, self.paginator.more_results, page.token is not None)
        if page.token is None:
            return output
        for path in self.paginator.output_tokens[:1]:
            output = _set(output, path.partition(" ||")[0], page.token)
        return output

    def _after(self, params: Mapping[str, Any]) -> int:
        token = None if self._input is None else params.get(self._input)
        if token is None:
            return 0
        found = str(token).rpartition("Page")[2].strip("=")
        if self._token_shape is None:
            return 0
        if not found.isdigit() or (isinstance(token, str) and "Page" not in token):
            raise UnknownToken
        return int(found)

    def _token(self, serial: int) -> str | None:
        """A token for what comes after a record, None where no page can be told apart."""
        places = (self._token_shape, self.operation.request_shape.member(self._input or ""))
        lengths = [place.schema.get("minLength", 0) for place in places if place is not None]
        filler = "Next" * (max(lengths, default=0) // 4 + 1)
        text = f"{filler}Page{serial:0>8}"
        fits = all(p is not None and _takes(p, text) for p in places)
        return text if fits else None

    @property
    def _input(self) -> str | None:
        return self.paginator.input_tokens[0] if self.paginator else None

    @property
    def _token_shape(self) -> Shape | None:
        if self.paginator is None:
            return None
        path = self.paginator.output_tokens[0].partition(" ||")[0]
        found = shape_at(self.operation.response_shape, path)
        return found if found.kind is Kind.STRING else None

    def _size(self, params: Mapping[str, Any]) -> int:
        names = [self.paginator.limit_key] if self.paginator and self.paginator.limit_key else []
        names += [each for each in params if plain_name(each) in _LIMITS]
        for name in names:
            given = params.get(name)
            if isinstance(given, int | str) and str(given).isdigit() and int(given) > 0:
                return int(given)
        limit = self.operation.request_shape.member(names[0]) if names else None
        most = limit.schema.get("maximum", _MOST) if limit is not None else _MOST
        return max(1, min(_MOST, int(most)))


def _takes(shape: Shape, text: str) -> bool:
    return shape.kind is Kind.STRING and not shape.enum and fits_text(shape.schema, text)


def _set(output: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The output with a value at a path of members; unchanged for any other path."""
    name, _, rest = path.partition(".")
    if "[" in name or not name.isidentifier():
        return output
    if not rest:
        return {**output, name: value}
    inner = output.get(name)
    return {**output, name: _set(inner if isinstance(inner, dict) else {}, rest, value)}
