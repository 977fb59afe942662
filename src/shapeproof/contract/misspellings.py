"""Misspelt words in the corrections of an overlay, which would otherwise change nothing.

An overlay may correct what some versions of a service lack. So a word that is unknown is an error
only where it resembles a known one, and is not the same with more at its end (``CreateBoxV2``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.user_document import unknown_name

_CLOSE = 0.75
_VERSIONED = ("operation", "key")
"""What one version of a service has and another has not."""
_PARTS = ("request", "response", "errors")
_NAMED = frozenset({"properties", "$defs"})
_INNER = frozenset({"items", "additionalProperties", "propertyNames"})
_FREE = frozenset({"x-chosen-by", "x-digest", "x-trust", "x-traits", "x-xml-namespace"})
"""Keywords whose values are no schemas and have keys of their own."""

KEYWORDS = (
    "$defs", "$ref", "additionalProperties", "contentEncoding", "contentMediaType", "deprecated",
    "enum", "format", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems",
    "minLength",
    "minProperties", "minimum", "pattern", "properties", "propertyNames", "required", "type",
    "x-address", "x-blob", "x-chosen-by", "x-digest", "x-document", "x-encoded-by-sdks",
    "x-eventstream",
    "x-filled-in", "x-flattened", "x-host-label", "x-idempotency-token",
    "x-jsonvalue", "x-location", "x-location-name", "x-map", "x-max-bytes", "x-min-bytes",
    "x-nullable", "x-pattern", "x-path-id", "x-payload", "x-sensitive", "x-shape", "x-streaming",
    "x-timestamp", "x-timestamp-format", "x-traits", "x-trust", "x-union", "x-xml-attribute",
    "x-xml-name", "x-xml-namespace", "x-xml-unwrapped",
)  # fmt: skip
"""The keywords that a contract's schemas use, as far as anyone corrects them."""


def misspelt_keyword(tokens: Tokens, *, in_shape: bool) -> str | None:
    """What is wrong with a pointer that leads to a misspelt keyword of a schema.

    ``in_shape``: it starts at a schema, not at the document of an operation.
    """
    rest = list(tokens)
    if not in_shape:
        if rest[0] not in _PARTS:
            return _nearest("part", rest[0], _PARTS)
        rest = rest[2 if rest[0] == "errors" else 1 :]
    while rest:
        word, *rest = rest
        if word in _NAMED:
            rest = rest[1:]
        elif word in _FREE:
            return None
        elif word not in _INNER:
            return None if word in KEYWORDS else _nearest("keyword", word, KEYWORDS)
    return None


def misspelt_place(contract: Contract, file: str, tokens: Tokens) -> str | None:
    """What is wrong with a correction of an operation's document whose place is misspelt."""
    name = file.removesuffix(".json")
    operation = contract.operations.get(name)
    if operation is None:
        return _nearest("operation", name, contract.operations)
    document: Any = {
        "request": operation.request,
        "response": operation.response,
        "errors": {each.name: each.schema for each in contract.errors_of(operation)},
    }
    for token in tokens[:-1]:
        if not isinstance(document, Mapping):
            return None
        if token not in document:
            return _nearest("key", token, document)
        document = document[token]
    return None


def _nearest(kind: str, word: str, known: Iterable[str]) -> str | None:
    names: Sequence[str] = tuple(known)
    if word in names:
        return None
    near = get_close_matches(word, names, n=1, cutoff=_CLOSE)
    if not near or (kind in _VERSIONED and _is_other(word, near[0])):
        return None
    return unknown_name(kind, word, near)


def _is_other(word: str, near: str) -> bool:
    """Whether two words differ as names of different things do: by an ending, or by numbers."""
    bare, other = ("".join(char for char in each if not char.isdigit()) for each in (word, near))
    return bare.startswith(other) or other.startswith(bare)
