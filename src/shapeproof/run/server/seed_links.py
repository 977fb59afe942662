"""The places of a seed's request whose values its earlier calls have made known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.exchange import Exchange
from shapeproof.run.seeds.seed import Reference, SeedCall
from shapeproof.run.server.identifiers import Sighting
from shapeproof.run.server.links import Link


def links_of(call: SeedCall, done: Sequence[Exchange]) -> Iterator[Link]:
    """The places of a call's references, as links."""
    for tokens, reference in _references(call.params, ()):
        exchange = done[reference.step]
        source = exchange.params if reference.of_input else exchange.output
        member = next((each for each in reversed(reference.tokens) if not each.isdigit()), "")
        value = lookup(source, reference.tokens)
        yield Link(
            tokens,
            Sighting(
                value, exchange, reference.tokens, reference.of_input, member, frozenset(), True
            ),
        )


def _references(value: Any, tokens: Tokens) -> Iterator[tuple[Tokens, Reference]]:
    if isinstance(value, Reference):
        yield tokens, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _references(each, (*tokens, str(name)))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _references(each, (*tokens, str(index)))
