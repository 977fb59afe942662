"""The pages of a paginated operation, with elements that can be told from each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Operation, Paginator, Schema
from shapeproof.contract.pointer import Tokens, without
from shapeproof.contract.resolve import resolve
from shapeproof.generate.cases.places import planted, schema_at
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER, travels
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.values.plain import PlainValues, fits_text

Mark = tuple[int, int]
"""The page of an element and its place there."""


def marked_element(root: Schema, items: Schema, mark: Mark) -> Any:
    """A plain element with all its members, marked where its schema lets it."""
    plain = PlainValues(root, full=True).value(items)
    marked = _marked(root, items, plain, mark)
    return plain if marked is None else marked


def _marked(root: Schema, schema: Schema, value: Any, mark: Mark) -> Any:
    """The value with the mark at the first place that takes it; None where none does."""
    schema = resolve(root, schema)
    match value:
        case dict() if not schema.get("x-map") and "properties" in schema:
            for name in value:
                inner = _marked(root, schema["properties"][name], value[name], mark)
                if inner is not None:
                    return {**value, name: inner}
        case list() if value:
            inner = _marked(root, schema["items"], value[0], mark)
            return None if inner is None else [inner, *value[1:]]
        case _:
            return marked_scalar(schema, mark)
    return None


def marked_scalar(schema: Schema, mark: Mark) -> str | int | None:
    """A legal text or number that holds the mark; None where there is none."""
    page, place = mark
    number = page * 1000 + place
    if schema.get("type") == "integer":
        low, high = schema.get("minimum", 0), schema.get("maximum", number)
        return number if low <= number <= high else None
    special = ("x-timestamp", "x-blob", "x-jsonvalue", "enum")
    if schema.get("type") != "string" or any(schema.get(key) for key in special):
        return None
    low = schema.get("minLength", 0)
    texts = (f"page-{page}-item-{place}", f"p{number}", f"{number}", f"{number:012}", f"{number:x}")
    fitting = (text.ljust(low, "0") for text in texts)
    return next((text for text in fitting if fits_text(schema, text)), None)


_PATH = re.compile(r"\w+(\.\w+)*", re.ASCII)
_ITEMS = 2


@dataclass(frozen=True)
class OutputPage:
    """One page: its number from 1, how many items it has, None for no list at all.

    The items of a ``strange`` one have members that the contract does not know.
    """

    number: int
    count: int | None = _ITEMS
    strange: bool = False


@dataclass(frozen=True)
class PagedOperation:
    """A paginated operation: where its lists and its tokens stand in an output."""

    answers: ClientCaseBuilder
    lists: tuple[Tokens, ...]
    tokens: tuple[Tokens, ...]
    more: Tokens | None
    token_schemas: tuple[Schema, ...]

    @classmethod
    def of(cls, answers: ClientCaseBuilder) -> PagedOperation | None:
        """The listing of an operation; None where it has none that can be told in plain paths."""
        paginator = answers.contract.paginators.get(answers.operation.name)
        if paginator is None or not answers.has_structure:
            return None
        lists = _lists(answers, paginator)
        tokens = _paths(answers.root, paginator.output_tokens)
        more = _paths(answers.root, (paginator.more_results,) if paginator.more_results else ())
        schemas = _token_schemas(answers.operation, paginator, tokens)
        if not lists or not tokens or more is None or schemas is None:
            return None
        listing = cls(answers, lists, tokens, more[0] if more else None, schemas)
        return listing if listing.token(1) is not None else None

    @property
    def may_be_empty(self) -> bool:
        """Whether a page may have no items."""
        root = self.answers.root
        return all(not schema_at(root, each).get("minItems") for each in self.lists)

    @property
    def may_be_absent(self) -> bool:
        """Whether a page may do without its lists."""
        root = self.answers.root
        return all(
            each[-1] not in schema_at(root, each[:-1]).get("required", ()) for each in self.lists
        )

    def token(self, number: int) -> Any:
        """The token that a page ends with, None where no schema takes one."""
        marked = marked_scalar(self.token_schemas[0], (number, 0))
        return marked if marked is not None and self.takes_token(marked) else None

    def takes_token(self, token: Any) -> bool:
        """Whether all schemas of tokens take a value, and it travels."""
        return all(_takes(schema, token) for schema in self.token_schemas)

    def sent(self, page: OutputPage, *token: Any, more: bool) -> dict[str, Any]:
        """The output of a page; without a token it has none."""
        root, output = self.answers.root, self.answers.minimal
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
        schema = schema_at(self.answers.root, place)
        low, high = schema.get("minItems", 0), schema.get("maxItems", _ITEMS)
        count = 0 if not page.count else max(low, min(page.count, high))
        items = [
            marked_element(self.answers.root, schema["items"], (page.number, index))
            for index in range(count)
        ]
        inner = schema_at(self.answers.root, (*place, "0"))
        if strange and "properties" in inner and not inner.get("x-union"):
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
            schema_at(root, path)
    except KeyError:
        return None
    return paths


def _lists(answers: ClientCaseBuilder, paginator: Paginator) -> tuple[Tokens, ...]:
    """The result keys that are lists; none where another one is always in the output."""
    paths = _paths(answers.root, paginator.result_keys) or ()
    lists = tuple(each for each in paths if _is_list(answers.root, each))
    others = {each[0] for each in paths} - {each[0] for each in lists}
    return () if others & answers.minimal.keys() else lists


def _is_list(root: Schema, path: Tokens) -> bool:
    return schema_at(root, path).get("type") == "array"


def _token_schemas(
    operation: Operation, paginator: Paginator, tokens: tuple[Tokens, ...] | None
) -> tuple[Schema, ...] | None:
    """The schemas of what is handed out and of what is taken, those of both sides of each token."""
    inputs = operation.request.get("properties", {})
    required = operation.response.get("required", ())
    if tokens is None or any(name not in inputs for name in paginator.input_tokens):
        return None
    if any(each[0] in required for each in tokens):
        return None
    taken = tuple(schema_at(operation.request, (name,)) for name in paginator.input_tokens)
    return (*(schema_at(operation.response, each) for each in tokens), *taken)


def _takes(schema: Schema, token: Any) -> bool:
    if not isinstance(token, str):
        return schema.get("type") == "integer"
    location = str(schema.get("x-location", "body"))
    is_text = schema.get("type") == "string" and fits_text(schema, token)
    return is_text and (token == "" or travels(token, location))
