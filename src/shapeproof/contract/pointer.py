"""JSON Pointers (RFC 6901) into parameters and bodies; values are never changed in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Tokens = tuple[str, ...]
"""The reference tokens of a pointer, unescaped."""


def parse(pointer: str) -> Tokens:
    """The tokens of a pointer; the empty pointer has none."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def join(tokens: Sequence[str]) -> str:
    """The pointer made of tokens."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def lookup(value: Any, tokens: Sequence[str]) -> Any:
    """The value at a place. Raises KeyError where there is none."""
    for token in tokens:
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            raise KeyError(join(tokens))
    return value


def replaced(value: Any, tokens: Sequence[str], new: Any) -> Any:
    """A copy with another value at a place; containers on the way must exist."""
    if not tokens:
        return new
    head, *rest = tokens
    if isinstance(value, list):
        index = int(head)
        old = value[index] if index < len(value) else None
        return [*value[:index], replaced(old, rest, new), *value[index + 1 :]]
    return {**value, head: replaced(value.get(head), rest, new)}


def without(value: Any, tokens: Sequence[str]) -> Any:
    """A copy without the member or element at a place, if there is one."""
    head, *rest = tokens
    if isinstance(value, list):
        index = int(head)
        if index >= len(value):
            return value
        inner = [without(value[index], rest)] if rest else []
        return [*value[:index], *inner, *value[index + 1 :]]
    if not isinstance(value, dict) or head not in value:
        return value
    if rest:
        return {**value, head: without(value[head], rest)}
    return {key: each for key, each in value.items() if key != head}


def texts_in(value: Any) -> Iterator[str]:
    """All texts in a value, in their order, keys left out; however deep it is."""
    todo = [value]
    while todo:
        current = todo.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, Mapping):
            todo += [*current.values()][::-1]
        elif isinstance(current, list | tuple):
            todo += current[::-1]
