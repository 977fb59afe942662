"""The requests of walks: marked with texts that can be told apart, named, in several forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.page_places import page_tokens
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.generate.values.dry_runs import is_dry_run
from shapeproof.generate.values.known import ANY_ENTRY, KnownValues, nothing_known
from shapeproof.generate.values.plain import PlainValues, fits_wholly
from shapeproof.run.server.fresh_places import with_fresh
from shapeproof.run.server.names import Namer

Params = Mapping[str, Any]


def _nothing(operation: str) -> KnownValues:
    return nothing_known


def _not_again(operation: str) -> Params | None:
    return None


@dataclass(frozen=True)
class AcceptedRequests:
    """What a run knows of requests that the target accepts.

    ``bases`` are those that were accepted, by operation, ``known`` the realistic values of an
    operation; ``again`` makes anew what an accepted request refers to, and gives that request.
    """

    bases: Mapping[str, Params] = field(default_factory=dict)
    known: Callable[[str], KnownValues] = _nothing
    again: Callable[[str], Params | None] = _not_again
    renamed: Mapping[str, frozenset[Tokens]] = field(default_factory=dict)
    """Places that take new names, though they do not look like it, by operation."""


_DIGITS = 0.123456789
_KEPT = ("x-timestamp", "x-blob", "x-jsonvalue", "contentMediaType", "x-idempotency-token")


@dataclass(frozen=True)
class MarkedRequest:
    """Makes requests of one schema whose texts are ``mark`` and whose other values vary with
    ``number``.
    """

    root: Schema
    number: int
    mark: str
    known: KnownValues = nothing_known

    def value(self) -> dict[str, Any]:
        """The full request."""
        left_out = page_tokens(self.root)
        return self.of(PlainValues(self.root, True, False, left_out, self.known).value())

    def of(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """A request like another one."""
        return dict(self._of(Shape.of(self.root), dict(params), ()))

    def _of(self, shape: Shape, value: Any, tokens: Tokens) -> Any:
        if isinstance(value, dict) and not shape.is_document:
            return {
                key: self._of(
                    shape.member(key), each, (*tokens, ANY_ENTRY if shape.is_map else key)
                )
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [self._of(shape.item, each, (*tokens, "0")) for each in value]
        if shape.enum:
            return shape.enum[self.number % len(shape.enum)]
        if self.known is not nothing_known and tokens and self.known(tokens, shape):
            return value
        if tokens and is_dry_run(tokens[-1], shape):
            return False
        if isinstance(value, bool):
            return self.number % 2 == 1
        if isinstance(value, int | float) and shape.type in ("integer", "number"):
            return self._number(shape, value)
        if isinstance(value, str) and not any(shape.schema.get(each) for each in _KEPT):
            return self.mark if fits_wholly(shape.schema, self.mark) else value
        return value

    def _number(self, shape: Shape, value: float) -> float:
        """Another number; one that is no integer has many digits, which may get lost."""
        other = value + self.number + (_DIGITS if shape.type == "number" else 0)
        return other if other <= shape.schema.get("maximum", other) else value


@dataclass(frozen=True)
class WalkRequests:
    """Makes the requests of one walk."""

    contract: Contract
    accepted: AcceptedRequests
    namer: Namer

    @property
    def _reviewed(self) -> bool:
        return self.contract.lifecycle.reviewed

    def order(self, operation: str, first: int | None) -> tuple[int, ...]:
        """The order in which the forms are tried; ``first`` is the one accepted before."""
        based = operation in self.accepted.bases and not self._reviewed
        found = (0, 4, 5, 1, 2, 3) if based else (0, 1, 2, 3, 4)
        return found if first is None else (first, *(each for each in found if each != first))

    def forms(
        self, operation: str, bindings: Params, number: int, mark: str
    ) -> list[dict[str, Any]]:
        """Requests to try: marked, plain, minimal, minimal with other values, accepted before."""
        root = self.contract.operations[operation].request
        known = nothing_known if self._reviewed else self.accepted.known(operation)
        forms = [
            MarkedRequest(root, number, mark, known).value(),
            dict(PlainValues(root, full=True, known=known).value()),
            dict(PlainValues(root, known=known).value()),
            dict(PlainValues(root, other=True, known=known).value()),
        ]
        found = [self.named(operation, each, bindings) for each in forms]
        base = self.accepted.bases.get(operation)
        if base is not None:
            marked = () if self._reviewed else (MarkedRequest(root, number, mark, known).of(base),)
            found += [
                self.named(operation, each, bindings, accepted=True) for each in (*marked, base)
            ]
        return found

    def minimal(self, operation: str, bindings: Params) -> dict[str, Any]:
        """The smallest request that names a resource."""
        root = self.contract.operations[operation].request
        known = nothing_known if self._reviewed else self.accepted.known(operation)
        base = None if self._reviewed else self.accepted.bases.get(operation)
        if base is not None:
            return self.named(operation, base, bindings, accepted=True)
        return self.named(operation, dict(PlainValues(root, known=known).value()), bindings)

    def _under_the_same_name(self, operation: Operation, params: Params) -> Params:
        """The parameters without optional members that rename what is changed."""
        changed = self.contract.lifecycle.changed_by(operation.name)
        renames = changed[0].renamed_by(params) if changed else {}
        left_out = renames.keys() - set(operation.request_shape.required)
        return {name: each for name, each in params.items() if name not in left_out}

    def named(
        self, operation: str, params: Params, bindings: Params, *, accepted: bool = False
    ) -> dict[str, Any]:
        """The parameters with these identifiers; other required ones get fresh names.

        Where the lifecycle is guessed, required identifiers may be those of other things, which
        exist, and what names the thing that is made is new. Optional identifiers that nothing is
        known of are left out, unless the parameters were ``accepted``: they may name a scope.
        """
        described = self.contract.operations[operation]
        params = self._under_the_same_name(described, params)
        shape, identifiers = described.request_shape, self.contract.lifecycle.identifiers
        given = {name: bindings[name] for name in shape.members if name in bindings}
        if not self._reviewed:
            kept = {
                name: each
                for name, each in params.items()
                if accepted or name not in identifiers or name in shape.required
            }
            bound = frozenset((name,) for name in given)
            told = self.accepted.renamed.get(operation, frozenset())
            found = with_fresh(described, {**kept, **given}, self.namer, bound, told)
            return dict(sorted(found.items()))
        kept = {k: v for k, v in params.items() if k not in identifiers}
        for name in sorted(shape.members):
            if name in given:
                kept[name] = given[name]
            elif name in shape.required and name in identifiers:
                kept[name] = self.namer.fresh(shape.members[name])
        return dict(sorted(kept.items()))
