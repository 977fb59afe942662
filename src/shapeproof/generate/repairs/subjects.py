"""Which members the clauses of a message are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.cases.places import places
from shapeproof.generate.repairs.clauses import Clause
from shapeproof.generate.repairs.mentions import (
    Mention,
    mentions_of,
    places_of_value,
    quoted_values,
    squeezed,
)
from shapeproof.generate.repairs.phrases import Demand
from shapeproof.generate.values.known import is_element

MOST_PLACES = 3
"""How many members one clause may be about."""
_MOST_NAMED = 6
_MOST_ALIKE = 8
_TOO_DOUBTFUL = 9
"""A word of prose that is a member's name only deep within the request."""
_SURE = 5
_FAR = 160
"""Further than so many characters from a clause, a name is that of another sentence."""


@dataclass(frozen=True)
class Subjects:
    """The members that a message may be about, of one request."""

    root: Schema
    params: Mapping[str, Any]
    message: str

    @cached_property
    def mentions(self) -> list[Mention]:
        """The members that the message names, and those whose values it quotes."""
        named = islice(mentions_of(self.root, self.params, self.message), 200)
        found = [each for each in named if each.doubt < _TOO_DOUBTFUL]
        for text, start, end in islice(quoted_values(self.message), 20):
            for tokens in islice(places_of_value(self.params, text), 4):
                if any(not is_element(token) for token in tokens):
                    found.append(Mention(tokens, start, end, _SURE))
        return found

    def of(self, clause: Clause) -> list[Tokens]:
        """The members that a clause is likely to be about, the likeliest first.

        Where it names none, a text whose kind the clause states, or any that is given.
        """
        near = self._near(clause)
        if clause.demand is not Demand.PRESENT:
            near = [each for each in near if self.is_given(each.tokens)] or near
        found = list(dict.fromkeys(each.tokens for each in near))
        return (found or self._of_kind(clause))[:MOST_PLACES]

    def _near(self, clause: Clause) -> list[Mention]:
        """The names around a clause, the likeliest first."""
        word = _stated_kind(clause)
        around = [each for each in self.mentions if _distance(each, clause) <= _FAR]
        if word:  # the ARN of ``Invalid ARN`` is no member
            around = [each for each in around if not _is_in(each, clause)]

        def rank(mention: Mention) -> tuple[float, int]:
            of_kind = bool(word) and _spelled(mention.tokens).lower().endswith(word)
            return mention.doubt + _distance(mention, clause) / 20 - 3 * of_kind, mention.start

        return sorted(around, key=rank)

    def _of_kind(self, clause: Clause) -> list[Tokens]:
        """Given texts whose names end as the clause's kind: ``Invalid ARN`` is of roleArn."""
        word = _stated_kind(clause)
        if not word:
            return []
        texts = list(self._given_texts())
        return [each for each in texts if _spelled(each).lower().endswith(word)] or texts

    def together(self, clause: Clause) -> list[Tokens]:
        """The members in the sentence of a clause that is about several, in its order."""
        sure = (each for each in self.mentions if each.doubt <= _SURE)
        near = [each for each in sure if _distance(each, clause) <= _FAR]
        ordered = sorted(near, key=lambda each: each.start)
        return list(dict.fromkeys(each.tokens for each in ordered))[:_MOST_NAMED]

    def alike(self, clause: Clause) -> list[str]:
        """The optional members whose names end with a clause's words.

        Those given come first, then those with plain names, as they are likely to be the basic
        ones; deprecated ones come last.
        """
        words = clause.data[0].split() if clause.data else []
        shape = Shape.of(self.root)
        for count in range(len(words), 0, -1):
            ending = squeezed("".join(words[-count:]))
            names = [each for each in shape.members if squeezed(each).endswith(ending)]
            optional = [each for each in names if each not in shape.required]
            if len(optional) > 1:
                return sorted(optional, key=self._basic)[:_MOST_ALIKE]
        return []

    def _basic(self, name: str) -> tuple[bool, bool, int, str]:
        deprecated = Shape.of(self.root).members[name].is_deprecated
        return name not in self.params, deprecated, len(name), name

    def given(self, clause: Clause, code: str) -> list[Tokens]:
        """The given members that something is said of, else those that share a word with it."""
        sure = [each for each in self.mentions if self.is_given(each.tokens)]
        ranked = sorted(sure, key=lambda each: each.doubt + _distance(each, clause) / 20)
        found = list(dict.fromkeys(each.tokens for each in ranked))
        if not found:
            said = f"{code} {self.message}".lower()
            texts = list(self._given_texts())
            found = [each for each in texts if any(word in said for word in _stems(each))]
        return found[:MOST_PLACES]

    def is_given(self, tokens: Tokens) -> bool:
        """Whether the request has a place."""
        try:
            lookup(self.params, tokens)
        except KeyError:
            return False
        return True

    def _given_texts(self) -> Iterator[Tokens]:
        for place in islice(places(self.root), 2000):
            is_text = place.shape.kind is Kind.STRING and not place.shape.enum
            if is_text and self.is_given(place.tokens):
                yield place.tokens


def _stated_kind(clause: Clause) -> str:
    """The kind that a clause states, as the end of a member's name."""
    is_kind = clause.demand is Demand.KIND and bool(clause.data)
    return "".join(clause.data[0].lower().split()) if is_kind else ""


def _stems(tokens: Tokens) -> list[str]:
    """The words of a name that say what it names: ``queue`` of ``queueUrl``."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", _spelled(tokens))
    kinds = ("arn", "id", "name", "url", "identifier", "key")
    return [word.lower() for word in words if len(word) > 2 and word.lower() not in kinds]


def _spelled(tokens: Tokens) -> str:
    """The last name of a place."""
    return next((each for each in reversed(tokens) if not is_element(each)), "")


def _is_in(mention: Mention, clause: Clause) -> bool:
    return clause.start <= mention.start and mention.end <= clause.end


def _distance(mention: Mention, clause: Clause) -> int:
    """Characters between a name and a clause; a name after it counts as a little further away."""
    if mention.end <= clause.start:
        return clause.start - mention.end
    if mention.start >= clause.end:
        return mention.start - clause.end + 3
    return 0
