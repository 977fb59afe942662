"""Realistic values for requests that are not drawn: base requests and what varies them.

For a place they come from, in this order: the user's file of the service, the user's common files,
the service's file that comes with shapeproof, the common files that come with it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from shapeproof.contract.model import Contract, Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.domain.arn_patterns import arns_for
from shapeproof.generate.domain.forms import FREE_PART, RESOURCE, SERVICE, Spot
from shapeproof.generate.domain.interface import Domain, Substitution
from shapeproof.generate.domain.loading import load_common, load_domain
from shapeproof.generate.domain.substitution import substitution
from shapeproof.generate.draws import simplest
from shapeproof.generate.values.known import KnownValues
from shapeproof.generate.values.plain import fits_wholly

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""A timestamp in the API view."""
_TRIES = 20
"""Draws among which the simplest value of a strategy is looked for."""
_MOST = 8
"""How many values of one place are kept."""
_RESOURCES = (f"{RESOURCE}/{FREE_PART}", f"{RESOURCE}:{FREE_PART}", FREE_PART)


@dataclass(frozen=True, eq=False)
class RealisticValues:
    """The realistic values of one contract, by operation and place.

    ``domains`` are asked in their order, those of ``drawn`` for requests that are drawn. Where the
    contract is reviewed, what comes with shapeproof is left out of ``domains``, as its plain values
    are known to be good; of ``drawn``, only what holds for all services is left out.
    """

    contract: Contract
    domains: tuple[Domain, ...] = ()
    drawn: tuple[Domain, ...] = ()
    _at: dict[tuple[str, Tokens, Shape], tuple[Any, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, contract: Contract, folders: Sequence[Path]) -> RealisticValues:
        """Those of the files in some folders. Raises BrokenStrategies."""
        # Another version of the model may lack what the strategies name.
        checked = None if contract.is_named else contract
        own = load_domain(contract.service, folders, checked)
        users, shipped = load_common(folders)
        found = sorted((own, users, shipped), key=lambda domain: not domain.is_users)
        if contract.lifecycle.reviewed:
            drawn = [each for each in found if each is not shipped]
            found = [each for each in found if each.is_users]
        else:
            drawn = found
        return cls(contract, _filled(found), _filled(drawn))

    def at(self, operation: str, tokens: Tokens, shape: Shape) -> tuple[Any, ...]:
        """The values of a place that are legal there, the best first; empty where none is known."""
        key = (operation, tuple(tokens), shape)
        if key not in self._at:
            found: dict[Any, None] = {}
            for value in self._found(operation, tuple(tokens), shape):
                if not isinstance(value, str | int | float):
                    return self._at.setdefault(key, (value,))
                found.setdefault(value)
                if len(found) == _MOST:
                    break
            self._at[key] = tuple(found)
        return self._at[key]

    def of(self, operation: str) -> KnownValues:
        """What ``PlainValues`` asks about one operation."""
        return lambda tokens, shape: self.at(operation, tokens, shape)

    @property
    def has_users(self) -> bool:
        """Whether files of a user know anything."""
        return any(each.is_users for each in self.drawn)

    def is_users(self, operation: str, tokens: Sequence[str], schema: Schema) -> bool:
        """Whether a user's files fill a place."""
        users = [each for each in self.drawn if each.is_users]
        if any(each.fills(operation, tokens, schema) for each in users):
            return True
        shape = self.contract.operations[operation].request_shape
        try:
            spot = Spot.of(self.contract, operation, tuple(tokens), shape.at(tokens))
        except KeyError:
            return False
        return spot is not None and any(each.forms.of(spot) for each in users)

    @property
    def substitution(self) -> Substitution:
        """The same for requests that are drawn: strategies of users, and one of the values here."""
        asked = [substitution(each, self.contract) for each in self.drawn if each.rules]

        def strategy_at(
            operation: str, tokens: Tokens, schema: Schema
        ) -> SearchStrategy[Any] | None:
            for ask in asked:
                strategy = ask(operation, tokens, schema)
                if strategy is not None:
                    return strategy
            shape = self.contract.operations[operation].request_shape.at(tokens)
            values = self.at(operation, tuple(tokens), shape)
            return st.sampled_from(values) if values else None

        return strategy_at

    def _found(self, operation: str, tokens: Tokens, shape: Shape) -> Iterator[Any]:
        spot = Spot.of(self.contract, operation, tokens, shape)
        for domain in self.domains:
            if domain.rules:
                strategy = substitution(domain, self.contract)(operation, tokens, shape.schema)
                if strategy is not None:
                    yield from simplest(strategy, _TRIES)
            if spot is not None:
                yield from self._legal(domain, spot)

    def _legal(self, domain: Domain, spot: Spot) -> Iterator[Any]:
        for candidate in self._candidates(domain, spot):
            value = as_value(spot.shape, self._filled(candidate, spot))
            if value is not None:
                yield value

    def _candidates(self, domain: Domain, spot: Spot) -> Iterator[Any]:
        """The values of a form, then those that the pattern of the place may be made for."""
        form = domain.forms.of(spot)
        yield from () if form is None else form.values
        schema = spot.shape.schema
        if domain.forms.listed and "pattern" in schema and not fits_wholly(schema, FREE_PART):
            yield from domain.forms.with_prefix_in(schema["pattern"])
            resources = tuple(self._filled(each, spot) for each in _RESOURCES)
            yield from arns_for(schema["pattern"], arn_namespace(self.contract), resources)

    def _filled(self, value: Any, spot: Spot) -> Any:
        """A value with the names of service and resource in it."""
        if not isinstance(value, str) or "<" not in value:
            return value
        kind = spot.member[:-1] if spot.member[-1:] == ("arn",) else spot.member
        resource = "-".join(kind) or "-".join(spot.around[-1][1:]) or "resource"
        return value.replace(SERVICE, arn_namespace(self.contract)).replace(RESOURCE, resource)


def _filled(domains: Sequence[Domain]) -> tuple[Domain, ...]:
    """The domains that know anything."""
    return tuple(each for each in domains if each.rules or each.forms.listed)


def as_value(shape: Shape, value: Any) -> Any:
    """A candidate as a value of a shape; None where it is not legal there."""
    schema = shape.schema
    match shape.kind:
        case Kind.STRING | Kind.JSON_TEXT if isinstance(value, str):
            return value if fits_wholly(schema, value) else None
        case Kind.TIMESTAMP if isinstance(value, str):
            return value if _INSTANT.fullmatch(value) else None
        case Kind.BLOB if isinstance(value, str):
            low, high = schema.get("x-min-bytes", 0), schema.get("x-max-bytes", float("inf"))
            return (
                b64encode(value.encode()).decode() if low <= len(value.encode()) <= high else None
            )
        case Kind.BLOB if isinstance(value, bytes):
            low, high = schema.get("x-min-bytes", 0), schema.get("x-max-bytes", float("inf"))
            return b64encode(value).decode() if low <= len(value) <= high else None
        case Kind.INTEGER | Kind.NUMBER if isinstance(value, int) and not isinstance(value, bool):
            low, high = schema.get("minimum", value), schema.get("maximum", value)
            return value if low <= value <= high else None
        case _:
            return None


def arn_namespace(contract: Contract) -> str:
    """The service's name in the ARNs of its resources."""
    metadata = contract.metadata
    found = metadata.get("signingName") or metadata.get("endpointPrefix") or contract.service
    return str(found)
