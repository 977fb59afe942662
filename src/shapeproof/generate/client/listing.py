"""The pages of a paginated operation, with elements that differ from each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Operation, Paginator, Schema
from shapeproof.contract.pointer import Tokens, without
from shapeproof.contract.shape import Shape
from shapeproof.generate.cases.places import planted
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.values.plain import PlainValues, fits_text
from shapeproof.generate.values.text_constraints import travels

Mark = tuple[int, int]
"""The page of an element and its place there."""


def marked_element(item: Shape, mark: Mark) -> Any:
    """A plain element with all its members, marked where its schema allows it."""
    plain = PlainValues(item.root, full=True).value(item)
    marked = _marked(item, plain, mark)
    return plain if marked is None else marked


def _marked(shape: Shape, value: Any, mark: Mark) -> Any:
    """The value with the mark at the first place that takes it; None where none does."""
    match value:
        case dict() if shape.is_structure:
            for name in value:
                inner = _marked(shape.member(name), value[name], mark)
                if inner is not None:
                    return {**value, name: inner}
        case list() if value:
            inner = _marked(shape.item, value[0], mark)
            return None if inner is None else [inner, *value[1:]]
        case _:
            return marked_scalar(shape, mark)
    return None


def marked_scalar(shape: Shape, mark: Mark) -> str | int | None:
    """A legal text or number that holds the mark, None where the schema allows none."""
    page, place = mark
    number = page * 1000 + place
    schema = shape.schema
    if shape.type == "integer":
        low, high = schema.get("minimum", 0), schema.get("maximum", number)
        return number if low <= number <= high else None
    special = shape.is_timestamp or shape.is_blob or shape.is_json_text or shape.enum
    if shape.type != "string" or special:
        return None
    low = schema.get("minLength", 0)
    texts = (f"page-{page}-item-{place}", f"p{number}", f"{number}", f"{number:012}", f"{number:x}")
    fitting = (text.ljust(low, "0") for text in texts)
    return next((text for text in fitting if fits_text(schema, text)), None)


_PATH = re.compile(r"\w+(\.\w+)*", re.ASCII)
ITEMS = 2
"""How many items a page has."""


@dataclass(frozen=True)
class OutputPage:
    """One page: its number from 1, how many items it has, None for no list at all.

    The items of a ``strange`` one have members that the contract does not know.
    """

    number: int
    count: int | None = ITEMS
    strange: bool = False


@dataclass(frozen=True)
class PagedOperation:
    """A paginated operation: where its lists and its tokens are in an output."""

    builder: ClientCaseBuilder
    lists: tuple[Tokens, ...]
    tokens: tuple[Tokens, ...]
    more: Tokens | None
    token_shapes: tuple[Shape, ...]

    @classmethod
    def of(cls, builder: ClientCaseBuilder) -> PagedOperation | None:
        """The listing of an operation; None where its paginator has more than plain paths."""
        paginator = builder.contract.paginators.get(builder.operation.name)
        if paginator is None or not builder.has_structure:
            return None
        lists = _lists(builder, paginator)
        tokens = _paths(builder.root, paginator.output_tokens)
        more = _paths(builder.root, (paginator.more_results,) if paginator.more_results else ())
        schemas = _token_shapes(builder.operation, paginator, tokens)
        if not lists or not tokens or more is None or schemas is None:
            return None
        listing = cls(builder, lists, tokens, more[0] if more else None, schemas)
        return listing if listing.token(1) is not None else None

    @property
    def may_be_empty(self) -> bool:
        """Whether a page may have no items."""
        return all(not self.builder.shape.at(each).min_count for each in self.lists)

    @property
    def may_be_absent(self) -> bool:
        """Whether a page may do without its lists."""
        shape = self.builder.shape
        return all(each[-1] not in shape.at(each[:-1]).required for each in self.lists)

    def token(self, number: int) -> Any:
        """The token that a page ends with, None where no schema takes one."""
        marked = marked_scalar(self.token_shapes[0], (number, 0))
        return marked if marked is not None and self.takes_token(marked) else None

    def takes_token(self, token: Any) -> bool:
        """Whether all schemas of tokens take a value, and it travels."""
        return all(_takes(shape, token) for shape in self.token_shapes)

    def sent(self, page: OutputPage, *token: Any, more: bool) -> dict[str, Any]:
        """The output of a page; without a token it has none."""
        root, output = self.builder.root, self.builder.minimal
        made: Any = output
        for place in self.lists:
            if page.count is None:
                made = without(made, place)
            else:
                made = planted(root, made, place, self.items(place, page, strange=page.strange))
        for place in self.tokens:
            made = planted(root, made, place, token[0]) if token else without(made, place)
        if self.more is not None:
            made = planted(root, made, self.more, more)
        return dict(made)

    def items(self, place: Tokens, page: OutputPage, *, strange: bool = False) -> list[Any]:
        """The items of a page."""
        shape = self.builder.shape.at(place)
        high = ITEMS if shape.max_count is None else shape.max_count
        count = 0 if not page.count else max(shape.min_count, min(page.count, high))
        items = [marked_element(shape.item, (page.number, index)) for index in range(count)]
        if strange and shape.item.is_structure and not shape.item.is_union:
            return [{**each, UNKNOWN_MEMBER: {"a": index}} for index, each in enumerate(items)]
        return items

    def joined(self, pages: Sequence[OutputPage]) -> dict[str, Any]:
        """The lists of all pages, each joined in its place; nothing else."""
        result: dict[str, Any] = {}
        for place in self.lists:
            inner = result
            for name in place[:-1]:
                inner = inner.setdefault(name, {})
            given = [self.items(place, page) for page in pages if page.count is not None]
            inner[place[-1]] = [item for items in given for item in items]
        return result


def _paths(root: Schema, expressions: Sequence[str]) -> tuple[Tokens, ...] | None:
    """The places that expressions name; None where one is more than a path to a member."""
    if not all(_PATH.fullmatch(each) for each in expressions):
        return None
    paths = tuple(tuple(each.split(".")) for each in expressions)
    try:
        for path in paths:
            Shape.of(root).at(path)
    except KeyError:
        return None
    return paths


def _lists(builder: ClientCaseBuilder, paginator: Paginator) -> tuple[Tokens, ...]:
    """The result keys that are lists; none where another one is always in the output."""
    paths = _paths(builder.root, paginator.result_keys) or ()
    lists = tuple(each for each in paths if builder.shape.at(each).is_list)
    others = {each[0] for each in paths} - {each[0] for each in lists}
    return () if others & builder.minimal.keys() else lists


def _token_shapes(
    operation: Operation, paginator: Paginator, tokens: tuple[Tokens, ...] | None
) -> tuple[Shape, ...] | None:
    """The shapes of what is returned and of what is taken, both sides of each token."""
    request, response = Shape.of(operation.request), Shape.of(operation.response)
    if tokens is None or any(name not in request.members for name in paginator.input_tokens):
        return None
    if any(each[0] in response.required for each in tokens):
        return None
    taken = tuple(request.members[name] for name in paginator.input_tokens)
    return (*(response.at(each) for each in tokens), *taken)


def _takes(shape: Shape, token: Any) -> bool:
    if not isinstance(token, str):
        return shape.type == "integer"
    is_text = shape.type == "string" and fits_text(shape.schema, token)
    return is_text and (token == "" or travels(token, shape.location))
