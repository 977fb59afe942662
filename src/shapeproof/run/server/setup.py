"""The resources that must exist before an operation can succeed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Operation
from shapeproof.contract.page_places import page_tokens
from shapeproof.contract.pointer import Tokens
from shapeproof.exchange import Case, Exchange
from shapeproof.exchange.reasons import Reason, ReasonKind
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.server.fresh_places import with_fresh
from shapeproof.run.server.names import Namer
from shapeproof.run.server.session import Session


@dataclass(frozen=True)
class State:
    """What exists: identifiers by name, and the calls that made it."""

    bindings: Mapping[str, Any] = field(default_factory=dict)
    history: tuple[Exchange, ...] = ()
    placed: Mapping[Tokens, Any] = field(default_factory=dict)
    """Values that calls have made known, by the places of the request that they go into."""


_KINDS = ((True, False), (False, False), (False, True))
"""The requests that a maker is tried with: full, minimal, and minimal with other values."""


class SetupFailed(Exception):
    """No maker of a resource was accepted; ``exchange`` is what the first of them got."""

    def __init__(self, resource: str, exchange: Exchange | None) -> None:
        super().__init__(resource)
        self.resource = resource
        self.exchange = exchange

    @property
    def reason(self) -> Reason:
        """Why none was accepted."""
        if self.exchange is None:
            return Reason.of(ReasonKind.NO_MAKER, self.resource)
        answer = self.exchange.response.status if self.exchange.response else self.exchange.failure
        return Reason.of(ReasonKind.SETUP_REFUSED, self.resource, self.exchange.operation, answer)


class Recipe(Protocol):
    """What a search has found for an operation that makes something."""

    @property
    def case(self) -> Case | None:
        """The request that was accepted; None where none was."""

    @property
    def last(self) -> Exchange | None:
        """The refusal that says most."""

    @property
    def reused(self) -> frozenset[Tokens]:
        """Places that do not take new names."""

    @property
    def renamed(self) -> frozenset[Tokens]:
        """Places that take new names, though they do not look like it."""

    @property
    def uses_up(self) -> bool:
        """Whether an accepted call uses up what it is made on."""


class Recipes(Protocol):
    """Knows which requests of makers are accepted, and the latest state with each resource."""

    states: dict[str, State]

    def recipe(self, operation: str) -> Recipe | None:
        """What a search has found; None where there was none."""

    def perform(self, operation: str) -> tuple[Exchange, ...]:
        """An accepted call after those that must come before it; empty where it is refused."""


class Setup:
    """Makes states. Remembers for each maker which request is accepted, full or minimal.

    Where the lifecycle is guessed, ``recipes`` say which requests of makers are accepted.
    """

    def __init__(self, session: Session, namer: Namer, recipes: Recipes | None = None) -> None:
        self._session = session
        self._namer = namer
        self._recipes = None if session.contract.lifecycle.reviewed else recipes
        self.may_share = True
        """Whether what was made for other operations may be used where nothing more can be made."""
        self._contract = session.contract
        self._order: dict[str, tuple[tuple[bool, bool], ...]] = {}

    def make(
        self,
        resource_name: str | None,
        preset: Mapping[str, Any] | None = None,
        parent: State | None = None,
    ) -> State:
        """Make a resource, and its ancestors unless a ``parent`` state has them already.

        ``preset`` identifiers are used as they are. Raises SetupFailed.
        """
        if resource_name is None:
            return State()
        resource = self._contract.lifecycle.resources[resource_name]
        state = self._parent(resource, preset) if parent is None else parent
        refusal: Exchange | None = None
        for writer in (*resource.makers, *resource.sources):
            made, last = self._made(resource, writer, state, preset or {})
            refusal = refusal or last  # what copies a thing must be refused where there is none
            if made is not None:
                if self._recipes and not preset:
                    self._recipes.states[resource_name] = made
                return made
        kept = self._recipes.states.get(resource_name) if self._recipes and not preset else None
        if kept is not None and self.may_share:
            return kept  # a quota is used up: what was made for another operation will do
        raise SetupFailed(resource_name, refusal)

    def _made(
        self, resource: Resource, writer: Writer, state: State, preset: Mapping[str, Any]
    ) -> tuple[State | None, Exchange | None]:
        operation = self._contract.operations[writer.operation]
        exchange: Exchange | None = None
        recipe = self._recipes.recipe(operation.name) if self._recipes else None
        if recipe is not None:
            return self._by_recipe(recipe, resource, writer, state, preset)
        for kind in self._order.get(operation.name, _KINDS):
            full, other = kind
            params, own = self.request_of_maker(
                resource, writer, state, preset, full=full, other=other
            )
            exchange = self._session.call(operation, params)
            if exchange.accepted:
                self._order[operation.name] = (kind, *(each for each in _KINDS if each != kind))
                bindings = self._bound(resource, writer, state, own, exchange)
                if bindings is not None:
                    return State(bindings, (*state.history, exchange)), exchange
        return None, exchange

    def _parent(self, resource: Resource, preset: Mapping[str, Any] | None) -> State:
        """The state that a resource is made in. A guessed parent may be none."""
        try:
            return self.make(resource.parent, preset)
        except SetupFailed:
            if self._recipes is None:
                raise
            return State()

    def _by_recipe(
        self,
        recipe: Recipe,
        resource: Resource,
        writer: Writer,
        state: State,
        preset: Mapping[str, Any],
    ) -> tuple[State | None, Exchange | None]:
        """Make a resource by a request that was accepted before, with new names."""
        if recipe.case is None:
            return None, recipe.last
        operation = self._contract.operations[writer.operation]
        own = self.own_identifiers(resource, writer, preset)
        for name in own:
            member = writer.member_of(name)
            if (member,) in recipe.reused and name not in preset:
                own[name] = recipe.case.params.get(member, own[name])
        given = writer.carried(own)
        params = bound(operation, recipe.case.params, state.bindings, "") | given
        kept = frozenset((name,) for name in (*given, *state.bindings)) | recipe.reused
        params = with_fresh(operation, params, self._namer, kept, recipe.renamed)
        exchange = self._session.call(operation, params)
        if not exchange.accepted:
            return None, exchange
        bindings = self._bound(resource, writer, state, own, exchange)
        made = State(bindings, (*state.history, exchange)) if bindings is not None else None
        return made, exchange

    def again(self, made: Exchange) -> tuple[Exchange, ...]:
        """Make the same once more under new names, with what must come before it.

        Empty where that is refused.
        """
        operation = self._contract.operations[made.operation]
        recipe = self._recipes.recipe(operation.name) if self._recipes else None
        if self._recipes and recipe and recipe.uses_up:
            return self._recipes.perform(operation.name)
        kept = recipe.reused if recipe else frozenset[Tokens]()
        params = dict(made.params)
        creates = self._contract.lifecycle.created_by(operation.name)
        if creates is not None:
            resource, writer = creates
            own = self.own_identifiers(resource, writer, {})
            given = writer.carried(own)
            given = {k: v for k, v in given.items() if k in params and (k,) not in kept}
            params |= given
            kept |= {(name,) for name in given}
        renamed = recipe.renamed if recipe else frozenset[Tokens]()
        params = with_fresh(operation, params, self._namer, kept, renamed)
        exchange = self._session.call(operation, params)
        return (exchange,) if exchange.accepted else ()

    def request_of_maker(
        self,
        resource: Resource,
        writer: Writer,
        state: State,
        preset: Mapping[str, Any],
        *,
        full: bool,
        other: bool = False,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The request that makes a resource, and the identifiers that it chooses."""
        operation = self._contract.operations[writer.operation]
        tokens = page_tokens(operation.request, self._contract.paginators.get(operation.name))
        plain = PlainValues(operation.request, full=full, other=other, left_out=tokens)
        params = dict(plain.value())
        own = self.own_identifiers(resource, writer, preset)
        members = operation.request_shape.members
        given = writer.carried(own)
        for name, value in {**state.bindings, **given}.items():
            if name in params or name in given:
                params[name] = value
        return {name: value for name, value in params.items() if name in members}, own

    def own_identifiers(
        self, resource: Resource, writer: Writer, preset: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Fresh values for the identifiers that a maker chooses."""
        operation = self._contract.operations[writer.operation]
        members = operation.request_shape.members
        own = {}
        for name in self._contract.lifecycle.own_identifiers(resource):
            member = writer.member_of(name)
            if name not in resource.generated and member in members:
                fresh = next((preset[x] for x in resource.names_of(name) if x in preset), None)
                own[name] = self._namer.fresh(members[member].raw) if fresh is None else fresh
        return own

    def _bound(
        self,
        resource: Resource,
        writer: Writer,
        state: State,
        own: Mapping[str, Any],
        exchange: Exchange,
    ) -> dict[str, Any] | None:
        """All identifiers after a maker was accepted; None where one is missing."""
        bindings = {**state.bindings, **own}
        output = exchange.output if isinstance(exchange.output, dict) else {}
        for name in resource.generated:
            value = writer.returned(name, output)
            if value is None:
                return None
            bindings[name] = value
        return resource.with_aliases(bindings)


def bound(
    operation: Operation, params: Mapping[str, Any], bindings: Mapping[str, Any], varied: str
) -> dict[str, Any]:
    """Parameters with the identifiers of a state, except for the one that a case varies."""
    return {
        name: bindings[name] if name in bindings and name != varied else value
        for name, value in params.items()
    }
