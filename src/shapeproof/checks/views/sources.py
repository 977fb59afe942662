"""Where a write has the values that another operation asks for, by the names of members."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from shapeproof.compile.lifecycle.names import is_generic, singulars, split, stem
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange

_DEEPEST = 5
_MOST_TOKENS = 20
_WORD = re.compile(r"[A-Z]+[a-z0-9]*|[a-z0-9]+")
_ANY_ARN = re.compile(r"^resource(arn|id)?$|^arn$", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A place of a write, in its request or its response, and the names that its value has."""

    side: Literal["request", "response"]
    tokens: Tokens
    names: frozenset[str]

    def value(self, written: Exchange) -> Any:
        """The value there, None where there is none."""
        try:
            return lookup(written.params if self.side == "request" else written.output, self.tokens)
        except (KeyError, IndexError, TypeError, ValueError):
            return None


def sources_of(operation: Operation) -> tuple[Source, ...]:
    """All scalars of a write that lie in structures or in the first element of a list.

    Those of the response come first, then what the request must have.
    """
    noun = split(operation.name)[2]
    response = [
        Source("response", tokens, _names(noun, tokens))
        for tokens, shape in leaves(operation.response_shape)
        if "0" not in tokens and shape.type == "string"
    ]
    response.sort(key=lambda each: len(each.tokens))
    request = [
        Source("request", tokens, _names(noun, tokens))
        for tokens, _ in leaves(operation.request_shape)
    ]
    required = operation.request_shape.required
    request.sort(key=lambda each: (each.tokens[0] not in required, len(each.tokens)))
    return (*response, *request)


def leaves(shape: Shape, tokens: Tokens = ()) -> Iterator[tuple[Tokens, Shape]]:
    """The scalars of a shape, the first of each list."""
    if len(tokens) > _MOST_TOKENS or sum(each != "0" for each in tokens) > _DEEPEST:
        return
    if shape.is_structure and not shape.is_document:
        for name, member in shape.members.items():
            yield from leaves(member, (*tokens, name))
    elif shape.is_list:
        yield from leaves(shape.item, (*tokens, "0"))
    elif tokens and not shape.is_map:
        yield tokens, shape


def _names(noun: str, tokens: Tokens) -> frozenset[str]:
    """The names of a place, in small letters: a generic one has its structure's or the noun's."""
    named = [each for each in tokens if each != "0"]
    leaf = named[-1]
    own = [leaf]
    if tokens[-1] == "0":
        own += list(singulars(leaf))
    found = {each for each in own if not is_generic(each)}
    if len(named) > 1:
        found |= {outer + each for each in own for outer in (named[-2], *singulars(named[-2]))}
    elif is_generic(leaf):
        words = _WORD.findall(noun)
        found |= {"".join(words[:end]) + leaf for end in range(1, len(words) + 1)}
    return frozenset(each.lower() for each in found)


def sources_for(
    sources: tuple[Source, ...], member: str, nouns: tuple[str, ...]
) -> tuple[Source, ...]:
    """The places that have the value of a member of another operation about such a noun."""
    wanted = {member.lower()}
    if _ANY_ARN.match(member):
        same = tuple(each for each in sources if each.tokens[-1] == member)
        return same or tuple(each for each in sources if _is_arn(each))
    if is_generic(member) or not stem(member):
        wanted = {(each + member).lower() for noun in nouns for each in _endings(noun)}
    return tuple(each for each in sources if each.names & wanted)


def _endings(noun: str) -> Iterator[str]:
    """A noun, and its last words, two at least."""
    words = _WORD.findall(noun)
    yield noun
    for begin in range(1, len(words) - 1):
        yield "".join(words[begin:])


def _is_arn(source: Source) -> bool:
    return source.side == "response" and source.tokens[-1].lower().endswith("arn")


def value_of(sources: tuple[Source, ...], written: Exchange) -> Any:
    """The first value that a write has in one of these places."""
    found = (each.value(written) for each in sources)
    return next((each for each in found if each is not None), None)
