"""Listings, and the steps that compare them with what was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.lifecycle.listings import (
    filter_broken,
    item_is_old,
    listed_wrongly,
    listing_refused,
)
from shapeproof.exchange import Finding
from shapeproof.run.walks.facts import ResourceListing
from shapeproof.run.walks.page_walk import Listed, identifiers_of, walk_pages
from shapeproof.run.walks.state_model import NotRun, ResourceInstance, StateModel


@dataclass(frozen=True)
class AssertListed:
    """List the resources of a scope, and compare them with what was made and removed there."""

    slot: str
    listing: ResourceListing

    def do(self, model: StateModel) -> Iterator[Finding]:
        """List, and report the first problem."""
        instance = model.once(self.slot)
        due = self._in_same_scope(model, instance, model.instances)
        gone = self._in_same_scope(model, instance, model.removed)
        listed = walk_pages(model, self.listing, instance.bindings)
        seen = model.seen(listed.last)
        if not listed.last.accepted:
            if due:
                yield from listing_refused(seen, instance.resource.name)
            return
        names = list(identifiers_of(listed.items, self.listing))
        exact = model.facts.chosen(instance.resource)
        wrong = list(
            listed_wrongly(
                seen,
                instance.resource.name,
                names,
                due.keys(),
                gone.keys() - due.keys(),
                exact=exact,
            )
        )
        yield from wrong
        if not wrong and not self.listing.bare:
            yield from self._old_items(model, listed, due)

    def _in_same_scope(
        self, model: StateModel, instance: ResourceInstance, among: Mapping[str, ResourceInstance]
    ) -> dict[Any, ResourceInstance]:
        scope = [each for each in instance.resource.identifiers if each != self.listing.identifier]
        return {
            other.bindings[self.listing.identifier]: other
            for other in among.values()
            if other.resource.name == instance.resource.name
            and all(other.bindings[name] == instance.bindings[name] for name in scope)
        }

    def _old_items(
        self, model: StateModel, listed: Listed, due: Mapping[Any, ResourceInstance]
    ) -> Iterator[Finding]:
        """Items that show another value than the last change wrote."""
        readers = [each for instance in due.values() for each in instance.resource.readers]
        shown = {name for reader in readers for name in reader.shows}
        for item in listed.items:
            instance = due.get(item.get(self.listing.identifier))
            params = instance.written.params if instance else {}
            for name in sorted(shown & params.keys() & item.keys()):
                if item[name] is not None and item[name] != params[name]:
                    seen = model.seen(listed.last)
                    yield item_is_old(seen, name, params[name], item[name])
                    return


@dataclass(frozen=True)
class AssertFiltered:
    """List with a filter. ``slots`` are the known resources; each was changed before."""

    slots: tuple[str, ...]
    listing: ResourceListing
    names: tuple[str, ...]
    size: int | None = None

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Filter by the values of the first resource, and check which of the others are listed."""
        instances = [model.instance(slot) for slot in self.slots]
        filters = {name: _value(instances[0], name) for name in self.names}
        fitting = [
            each for each in instances if all(_value(each, k) == v for k, v in filters.items())
        ]
        listed = walk_pages(model, self.listing, instances[0].bindings, filters, self.size)
        names = list(identifiers_of(listed.items, self.listing))
        identifier = self.listing.identifier
        yield from filter_broken(
            model.seen(listed.last),
            filters,
            names,
            [each.bindings[identifier] for each in fitting],
            [each.bindings[identifier] for each in instances if each not in fitting],
        )


def _value(instance: ResourceInstance, name: str) -> Any:
    found = instance.bindings.get(name, instance.written.params.get(name))
    if found is None:
        raise NotRun(name)
    return found
