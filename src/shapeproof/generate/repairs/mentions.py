"""Which members a message names: in any spelling, by a path, by their values, or in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.generate.cases.places import places
from shapeproof.generate.values.known import is_element

_MOST_PLACES = 4000
_SEPARATORS = re.compile(r"[./\[\]:]+")
_TOKEN = re.compile(r"['\"`](?P<quoted>[^'\"`\n]{1,300})['\"`]|(?P<bare>[A-Za-z_$][\w.\[\]/-]*)")
_CAMEL = re.compile(r"[a-z0-9][A-Z]|_|^[A-Z]")
_NOISE = frozenset({"member", "entry", "body", "input", "request", "params", "parameters", "items"})


@dataclass(frozen=True)
class Mention:
    """A place that a message names, where in the message, and how surely it is meant: 0 is sure."""

    tokens: Tokens
    start: int
    end: int
    doubt: int


def squeezed(name: str) -> str:
    """A name without separators and capitals: ``role_arn`` and ``RoleARN`` are the same."""
    return "".join(char for char in name.lower() if char.isalnum())


@dataclass(frozen=True)
class _Names:
    """The places of a request by the squeezed names of their members, outer places first."""

    by_name: Mapping[str, tuple[Tokens, ...]]


def _names_of(root: Schema) -> _Names:
    table: dict[str, list[Tokens]] = {}
    listed = islice(places(root), _MOST_PLACES)
    for place in sorted(listed, key=lambda each: len(each.tokens)):
        if is_element(place.tokens[-1]):
            continue
        for name in {place.tokens[-1], place.shape.wire_name(place.tokens[-1])}:
            table.setdefault(squeezed(name), []).append(place.tokens)
    return _Names({name: tuple(found) for name, found in table.items()})


_names: IdentityCache[Schema, _Names] = IdentityCache(_names_of, 64)


def mentions_of(root: Schema, params: Any, message: str) -> Iterator[Mention]:
    """The places that a message names, in its order; one name may be that of several places."""
    names = _names(root).by_name
    for found in _TOKEN.finditer(message):
        text = found["quoted"] or found["bare"]
        is_quoted = found["quoted"] is not None
        start, end = found.span()
        at = walked(root, text)
        if at is not None and len(_parts(text)) > 1:
            yield Mention(at, start, end, 0)
            continue
        last = _parts(text)[-1:] or (text,)
        for tokens in names.get(squeezed(last[0]), ())[:4]:
            yield Mention(tokens, start, end, _doubt(is_quoted, last[0], tokens, params))
    yield from _phrases(names, message)


def _doubt(is_quoted: bool, text: str, tokens: Tokens, params: Any) -> int:
    exact = text == tokens[-1]
    doubt = 0 if is_quoted else 1 if exact or _CAMEL.search(text) else 3
    return 2 * doubt + 3 * (len(tokens) > 1) - (_is_given(params, tokens))


def _is_given(params: Any, tokens: Tokens) -> bool:
    for token in tokens:
        if isinstance(params, Mapping) and token in params:
            params = params[token]
        elif isinstance(params, list) and token.isdigit() and int(token) < len(params):
            params = params[int(token)]
        else:
            return False
    return True


_WORDS = re.compile(r"[A-Za-z0-9]+")


def _phrases(names: Mapping[str, tuple[Tokens, ...]], message: str) -> Iterator[Mention]:
    """Names in plain words: ``role ARN`` for ``roleArn``."""
    words = [(found.group().lower(), found.span()) for found in _WORDS.finditer(message)]
    for count in (4, 3, 2):
        for index in range(len(words) - count + 1):
            run = words[index : index + count]
            for tokens in names.get("".join(word for word, _ in run), ())[:2]:
                yield Mention(tokens, run[0][1][0], run[-1][1][1], 4 + len(tokens))


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[str, ...]:
    parts = [part for part in _SEPARATORS.split(text.strip("$#")) if part]
    return (*(part for part in parts[:-1] if squeezed(part) not in _NOISE), *parts[-1:]) or (text,)


def walked(root: Schema, path: str) -> Tokens | None:
    """The place of a path such as ``tags.1.member.key`` or ``/tags/0/key``; None for no place."""
    shape = Shape.of(root)
    tokens: Tokens = ()
    for part in _parts(path):
        while shape.is_list and not part.isdigit():
            shape, tokens = shape.item, (*tokens, "0")
        if shape.is_list:
            # Some servers count from one; the first element is there in any case.
            shape, tokens = shape.item, (*tokens, "0")
            continue
        name = _member_of(shape, part)
        if name is None:
            return None
        tokens, shape = (*tokens, name), shape.child(name)
    return tokens or None


def _member_of(shape: Shape, part: str) -> str | None:
    if shape.is_map:
        return part
    wanted = squeezed(part)
    for name, member in shape.members.items():
        if wanted in (squeezed(name), squeezed(member.wire_name(name))):
            return name
    return None


def places_of_value(params: Any, text: str, tokens: Tokens = ()) -> Iterator[Tokens]:
    """The places of a request whose value a message quotes."""
    if isinstance(params, Mapping):
        for name, each in params.items():
            yield from places_of_value(each, text, (*tokens, str(name)))
    elif isinstance(params, list):
        for index, each in enumerate(params):
            yield from places_of_value(each, text, (*tokens, str(index)))
    elif tokens and not isinstance(params, bool) and str(params) == text:
        yield tokens


def quoted_values(message: str) -> Iterator[tuple[str, int, int]]:
    """What stands in quotes, and after a colon, with its position."""
    for found in _TOKEN.finditer(message):
        if found["quoted"] is not None:
            yield found["quoted"], *found.span()
    for found in re.finditer(r":\s*([^\s'\"]{1,300}?)[.,;]?(?=\s|$)", message):
        yield found[1], found.start(1), found.end(1)
