"""Forms: what texts look like by the words in the names of their members, for any service.

A form is a list of values for all members whose names end with some words: ``role arn`` holds for
``RoleArn``, ``executionRoleARN`` and the elements of ``role_arns``. Words of the operation, of the
members around it and of the structure it is in may go before those of the member.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.domain.member_words import Words, joined, words_of
from shapeproof.generate.values.known import is_element

FREE_PART = "sample"
"""The part of a value that any name may replace: ``arn:aws:iam::123456789012:role/sample``."""

SERVICE, RESOURCE = "<service>", "<resource>"
"""Stand in a value for the service's name in ARNs, and for the kind of the member's resource."""

_FORMED = frozenset(
    {Kind.STRING, Kind.BLOB, Kind.INTEGER, Kind.NUMBER, Kind.JSON_TEXT, Kind.TIMESTAMP}
)


@dataclass(frozen=True)
class Form:
    """Values of the members whose names end with some words, the best first."""

    words: Words
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Spot:
    """A place of a request as forms see it: its names, and the shape of its value."""

    shape: Shape
    member: Words
    """The words of the member, or of the list or map whose element it is."""
    around: tuple[Words, ...]
    """The words of the service, of the operation and of the members around, from the outside in."""
    structure: Words = ()
    """The words of the structure that has the member."""

    @classmethod
    def of(cls, contract: Contract, operation: str, tokens: Tokens, shape: Shape) -> Spot | None:
        """The spot of a place; None where a value there cannot have a form."""
        names = [token for token in tokens if not is_element(token)]
        if not names or shape.kind not in _FORMED or shape.enum:
            return None
        holder = contract.operations[operation].request_shape
        structure, member = holder, ""
        for token in tokens:
            if holder.is_map:
                names = [each for each in names if each != token]
            elif not holder.is_list:
                structure, member = holder, token
            holder = holder.child(token)
        around = (tuple(contract.service.split("-")), words_of(operation))
        inner = tuple(words_of(name) for name in names[:-1])
        found = _without_list(words_of(member), tokens)
        return cls(shape, found, (*around, *inner), words_of(structure.name or ""))

    @cached_property
    def names(self) -> tuple[Words, ...]:
        """What the place may be called, the nearest reading first."""
        service, operation, *_ = self.around
        return tuple(
            dict.fromkeys(
                (
                    joined((*self.around, self.member)),
                    joined((service, operation, self.structure, self.member)),
                    joined((service, operation, self.member)),
                    joined((service, self.member)),
                )
            )
        )


def _without_list(words: Words, tokens: Tokens) -> Words:
    """``SubnetIdList`` is named after its elements."""
    is_listed = bool(tokens) and is_element(tokens[-1]) and len(words) > 1
    return words_of(" ".join(words[:-1])) if is_listed and words[-1] in ("list", "set") else words


@dataclass(frozen=True)
class Forms:
    """The forms of one or more files, those of the first file first."""

    listed: tuple[Form, ...] = ()
    _by_words: Mapping[Words, Form] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look forms up by their words; the first of a file stays."""
        table: dict[Words, Form] = {}
        for form in self.listed:
            table.setdefault(form.words, form)
        object.__setattr__(self, "_by_words", table)

    def of(self, spot: Spot) -> Form | None:
        """The form with the most words that the names of a place end with."""
        best: Form | None = None
        for name in spot.names:
            for start in range(len(name)):
                found = self._by_words.get(name[start:])
                if found is not None:
                    if best is None or len(found.words) > len(best.words):
                        best = found
                    break
        return best

    def with_prefix_in(self, pattern: str) -> Iterator[Any]:
        """Texts whose beginning stands in a pattern: it may be made for them."""
        for head, value in self._heads:
            if head in pattern:
                yield value

    @cached_property
    def _heads(self) -> Sequence[tuple[str, str]]:
        texts = (value for form in self.listed for value in form.values if isinstance(value, str))
        return tuple((head, text) for text in dict.fromkeys(texts) if (head := _head(text)))


_SEPARATORS = (":", "-", "/")


def _head(text: str) -> str:
    """The text up to its first separator: ``arn:``, ``vpc-``, ``s3:``; empty for other texts."""
    ends = [text.index(each) + 1 for each in _SEPARATORS if each in text]
    head = text[: min(ends, default=0)]
    return head if head[:-1].isalnum() and head.islower() else ""
