"""Which operations remove what one has written, and how they are asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.views.comparing import at, tags_in
from shapeproof.checks.views.places import How
from shapeproof.checks.views.sources import Source, sources_for, sources_of, value_of
from shapeproof.checks.views.views import View, is_about, makes_something, nouns_of
from shapeproof.compile.lifecycle.names import owns, singulars, split, suffix
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens, replaced
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange
from shapeproof.generate.values.plain import PlainValues

_UN = re.compile(r"^(Un|De|Dis)(?=[a-z])")
_TAG_KEYS = re.compile(r"^(Remove)?TagKey(s|List)$", re.IGNORECASE)


@dataclass(frozen=True)
class Removal:
    """A request that removes what was written, or the tags or the items in it.

    ``bound`` are members with the values of the write, in a list where ``listed`` has them.
    ``tag_keys`` is the member that takes the keys of the ``tags``. ``action`` is a place of the
    write itself which says what is done.
    """

    operation: str
    bound: tuple[tuple[str, tuple[Source, ...]], ...] = ()
    listed: frozenset[str] = frozenset()
    tag_keys: str = ""
    tags: Tokens = ()
    action: Tokens = ()

    @property
    def is_whole(self) -> bool:
        """Whether the thing itself is removed, and not its tags or one of its items."""
        return not self.tag_keys and not self.action

    def params(self, contract: Contract, written: Exchange) -> dict[str, Any] | None:
        """The request; None where the write does not say all of it."""
        if self.action:
            return dict(replaced(dict(written.params), self.action, "DELETE"))
        root = contract.operations[self.operation].request
        params: dict[str, Any] = dict(PlainValues(root).value())
        for name, sources in self.bound:
            value = value_of(sources, written)
            if value is None:
                return None
            params[name] = [value] if name in self.listed else value
        if self.tag_keys:
            keys = list(tags_in(at(written.params, self.tags)))
            if not keys:
                return None
            params[self.tag_keys] = keys
        return params


def removals_of(
    contract: Contract, operation: Operation, views: tuple[View, ...]
) -> Iterator[Removal]:
    """The removals of what an operation writes."""
    sources = sources_of(operation)
    tags = next((p.given for v in views for p in v.places if p.how is How.TAGS), ())
    action = _action(operation.request_shape, ())
    if action and any(each.is_of_unit for each in views):
        yield Removal(operation.name, action=action)
    makes = makes_something(operation.name)
    for other in contract.operations.values():
        kind, noun = split(other.name)[1:]
        undone = _UN.sub("", other.name).lower()
        undoes = undone == operation.name.lower() != other.name.lower()
        whole = kind == "remove" and makes and is_about(operation, nouns_of(noun))
        own = other.name == operation.name and tags
        if undoes or whole or own:
            found = _removal(other, sources, noun, tags)
            if found is not None and (found.tag_keys or not own):
                yield found


def _removal(
    other: Operation, sources: tuple[Source, ...], noun: str, tags: Tokens
) -> Removal | None:
    shape = other.request_shape
    tag_keys = next((each for each in shape.members if tags and _TAG_KEYS.match(each)), "")
    names = [each for each in shape.required if each != tag_keys] or _own(shape, noun)
    bound, listed = [], set()
    for name in names:
        fitting = sources_for(sources, name, nouns_of(noun))
        if shape.members[name].is_list:
            listed.add(name)
            fitting = fitting or tuple(
                x for each in singulars(name) for x in sources_for(sources, each, nouns_of(noun))
            )
        if not fitting:
            return None
        bound.append((name, fitting))
    if not bound:
        return None
    return Removal(other.name, tuple(bound), frozenset(listed), tag_keys, tags)


def _own(shape: Shape, noun: str) -> list[str]:
    """The optional member that names what is removed, where none is required."""
    found = [
        name
        for name, member in shape.members.items()
        if suffix(name) in ("id", "name", "arn") and owns(noun, name) and member.type == "string"
    ]
    return sorted(found, key=lambda each: suffix(each) != "id")[:1]


def _action(shape: Shape, tokens: Tokens) -> Tokens:
    """The place in a list of a request that says whether an item is deleted."""
    if len(tokens) > 4:
        return ()
    for name, member in shape.members.items():
        if "0" in tokens and "DELETE" in member.enum:
            return (*tokens, name)
        inside = (*tokens, name, "0") if member.is_list else (*tokens, name)
        found = _action(member.item if member.is_list else member, inside)
        if found:
            return found
    return ()
