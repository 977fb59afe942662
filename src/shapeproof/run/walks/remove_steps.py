"""Steps that remove resources, one or all of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shapeproof.exchange import Finding
from shapeproof.run.walks.state_model import NotRun, ResourceInstance, StateModel


@dataclass(frozen=True)
class RemoveStep:
    """Remove a resource and all that it holds."""

    slot: str
    operation: str
    optional: bool = False

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Remove it. Raises NotRun."""
        yield from ()
        if self.optional and self.slot not in model.instances:
            return
        instance = model.instance(self.slot)
        if not _is_removed(model, self.operation, instance):
            raise NotRun(self.operation)
        model.forget(self.slot)
        forget_within(model, instance, set(instance.resource.identifiers))


def _is_removed(model: StateModel, operation: str, instance: ResourceInstance) -> bool:
    """Call a remover, in its smallest form first where the lifecycle is guessed.

    Its optional members may name another scope, or ask for less than a removal.
    """
    if not model.contract.lifecycle.reviewed:
        exchange = model.call(operation, model.minimal(operation, instance.bindings))
        if exchange.accepted:
            return True
        model.history.pop()
    return model.accepted_call(operation, instance.bindings, 1) is not None


def forget_within(model: StateModel, outer: ResourceInstance, names: set[str]) -> None:
    """Record that the parts of a resource with the same values of ``names`` were removed."""
    for slot, inner in list(model.instances.items()):
        above = (*model.facts.ancestors(inner.resource), inner.resource)
        held = outer.resource in above and set(outer.resource.identifiers) <= set(
            inner.resource.identifiers
        )
        if held and all(inner.bindings.get(name) == outer.bindings[name] for name in names):
            model.forget(slot)


@dataclass(frozen=True)
class ClearStep:
    """Remove all resources of a kind that share the identifiers in the request.

    ``full`` is the request with every optional member.
    """

    slot: str
    operation: str
    full: bool

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Remove all. Raises NotRun."""
        yield from ()
        instance = model.instance(self.slot)
        forms = list(model.forms(self.operation, instance.bindings, 1))
        exchange = model.call(self.operation, forms[0] if self.full else forms[2])
        if not exchange.accepted:
            raise NotRun(self.operation)
        named = set(instance.resource.identifiers) & set(model.facts.members(self.operation))
        forget_within(model, instance, named)
