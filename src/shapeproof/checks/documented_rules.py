"""Rules for texts in requests: patterns that mean a whole text, and which of them the docs state.

Services mean the whole text by a pattern, also where it has no anchors, and botocore checks none.
The model has patterns for nearly every text, often for identifiers that any test makes
up (``arn:aws:iam::123:role/x``). Only what the service's documentation says in words weighs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape

RULES = frozenset({"pattern"})
"""What is weighed by the documentation. A text that is too long is no dummy of a test."""
_STATED = re.compile(
    r"\bcharacters?\b|\bletters?\b|\bdigits\b|alphanumeric|\bpattern\b|regular expression|hyphens"
    r"|\bmust (?:begin|start|end|match|contain|consist|be in the (?:form|following))"
    r"|\bcan(?: only|not)? (?:contain|include|consist|begin|start|end)\b"
    r"|uppercase|lowercase|\bspaces\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;:])\s+|</?(?:p|li|ul|note|important)\b[^>]*>")


@dataclass(frozen=True)
class Documentation:
    """What a service model says in prose; ``load`` reads the model when it is first asked."""

    load: Callable[[], Mapping[str, Any]]
    _known: dict[tuple[str, Tokens], bool] = field(default_factory=dict)

    @cached_property
    def _model(self) -> Mapping[str, Any]:
        return self.load()

    def states(self, operation: str, tokens: Tokens) -> bool:
        """Whether the rule behind a pattern is stated for a place of an operation's request.

        ``tokens`` has ``*`` for each index and key. The pattern of a name that a test gives to
        what it creates counts as stated: it is no dummy.
        """
        if _names_what_it_makes(operation, tokens):
            return True
        key = operation, tokens
        if key not in self._known:
            texts = self._sentences(operation, tokens)
            self._known[key] = any(_STATED.search(each) for each in texts)
        return self._known[key]

    def _sentences(self, operation: str, tokens: Tokens) -> Iterator[str]:
        """The sentences about a member: its own, and those of the operation that name it."""
        stated = self._model.get("operations", {}).get(operation, {})
        shapes = self._model.get("shapes", {})
        name = stated.get("input", {}).get("shape")
        reference: Mapping[str, Any] = {}
        for token in tokens:
            reference = _reference(shapes.get(name, {}), token)
            name = reference.get("shape")
        for each in (reference, shapes.get(name, {})):
            yield from _sentences_of(each.get("documentation"))
        words = _words(next((each for each in reversed(tokens) if each != "*"), ""))
        if " " in words:
            for sentence in _sentences_of(stated.get("documentation")):
                if words in sentence.lower():
                    yield sentence


def _names_what_it_makes(operation: str, tokens: Tokens) -> bool:
    is_maker = operation.startswith(("Create", "Put", "Register"))
    return is_maker and len(tokens) == 1 and _words(tokens[0]).split()[-1:] == ["name"]


def _reference(shape: Mapping[str, Any], token: str) -> Mapping[str, Any]:
    """What a shape of the model says of one step into it."""
    if shape.get("type") == "list":
        return dict(shape.get("member", {}))
    if shape.get("type") == "map":
        return dict(shape.get("value", {}))
    return dict(shape.get("members", {}).get(token, {}))


def _sentences_of(documentation: object) -> Iterator[str]:
    if isinstance(documentation, str):
        for each in _SENTENCE.split(documentation):
            yield html.unescape(re.sub(r"<[^>]*>", "", each))


def _words(name: str) -> str:
    """The name of a member as its words: ``log group name``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def is_made_up_arn(pattern: str, value: object) -> bool:
    """Whether a text is an ARN where the pattern allows ARNs, of another form."""
    return isinstance(value, str) and value.startswith("arn:") and "arn:" in pattern


def unstated_rules(
    known: Documentation, operation: str, request: Shape
) -> frozenset[tuple[int, str]]:
    """The rules for texts that the documentation does not state: the schema's id, and the keyword.

    Shapes that are definitions of the document stand in several places: they are left out.
    """
    return frozenset(_unstated_in(known, operation, request, ()))


def _unstated_in(
    known: Documentation, operation: str, shape: Shape, anywhere: Tokens
) -> Iterator[tuple[int, str]]:
    if shape.definition is not None:
        return
    for keyword in sorted(RULES & shape.raw.keys()):
        if not known.states(operation, anywhere):
            yield id(shape.raw), keyword
    for name, member in shape.members.items():
        yield from _unstated_in(known, operation, member, (*anywhere, name))
    if shape.element is not None:
        yield from _unstated_in(known, operation, shape.element, (*anywhere, "*"))


@dataclass(frozen=True)
class PartialMatch:
    """A text of which only a part matches its pattern."""

    tokens: Tokens
    anywhere: Tokens
    pattern: str
    text: str


def partial_matches(shape: Shape, value: Any) -> Iterator[PartialMatch]:
    """The texts of a request that a pattern without anchors matches only in part."""
    yield from _partial_in(shape, value, (), ())


def _partial_in(shape: Shape, value: Any, at: Tokens, anywhere: Tokens) -> Iterator[PartialMatch]:
    if isinstance(value, Mapping):
        star = shape.is_map
        for name, each in value.items():
            inner = (*anywhere, "*" if star else name)
            yield from _partial_in(shape.member(name), each, (*at, name), inner)
    elif isinstance(value, list):
        for index, each in enumerate(value if shape.is_list else ()):
            yield from _partial_in(shape.item, each, (*at, str(index)), (*anywhere, "*"))
    elif isinstance(value, str) and "pattern" in shape.schema:
        pattern = str(shape.schema["pattern"])
        whole = whole_pattern(pattern, shape.schema.get("maxLength"))
        if whole and not re.search(whole, value) and re.search(pattern, value):
            yield PartialMatch(at, anywhere, pattern, value)


@cache
def whole_pattern(pattern: str, longest: int | None = None) -> str | None:
    """A pattern without anchors as one that matches whole texts only; None for any other.

    None as well where the pattern has no room for the longest text (``\\S`` for 512 characters):
    it means a part.
    """
    if pattern.startswith("^") or pattern.endswith("$") or _PLACED.search(pattern):
        return None
    whole = rf"^(?s:{pattern})$"
    try:
        re.compile(whole)
    except re.error:
        return None
    room = _room(pattern)
    is_part = room is not None and (longest is None or longest > room)
    return None if is_part else whole


_PLACED = re.compile(r"\\[AbBzZ]|\(\?(?!:)")
"""What looks at the place of a match, or changes how the pattern is read."""


_MOST = 65_536


def _room(pattern: str) -> int | None:
    """The length of the longest text that a pattern matches, None for any length."""
    # CPython has no public name for its parser of patterns.
    from re import _parser

    longest: int = _parser.parse(pattern).getwidth()[1]
    return longest if longest < _MOST else None
