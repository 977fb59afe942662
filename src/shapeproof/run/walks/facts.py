"""What follows from a lifecycle and is not stated in it: copies, remove-alls, parts, listings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapeproof.contract.lifecycle import Reader, Resource, Writer
from shapeproof.contract.model import Contract, Operation, Paginator, Schema
from shapeproof.contract.resolve import resolve


@dataclass(frozen=True)
class ResourceListing:
    """How the things of one kind are listed.

    ``member`` is the list in the response, ``identifier`` what tells its items apart; items are the
    identifiers themselves where they are ``bare``. ``left_out`` are members of the request that
    would narrow it down.
    """

    operation: str
    member: str
    identifier: str
    bare: bool
    left_out: frozenset[str]
    paginator: Paginator | None = None


@dataclass(frozen=True)
class LifecycleFacts:
    """Reads more off a contract's lifecycle."""

    contract: Contract

    @property
    def resources(self) -> Mapping[str, Resource]:
        """The resources by name."""
        return self.contract.lifecycle.resources

    def members(self, operation: str) -> Mapping[str, Schema]:
        """The members of an operation's request."""
        found: Mapping[str, Schema] = self.contract.operations[operation].request.get(
            "properties", {}
        )
        return found

    def own(self, resource: Resource) -> tuple[str, ...]:
        """The identifiers that a resource adds to those of its parent."""
        return self.contract.lifecycle.own_identifiers(resource)

    def ancestors(self, resource: Resource) -> tuple[Resource, ...]:
        """What a resource stands in, outermost first."""
        if resource.parent is None:
            return ()
        parent = self.resources[resource.parent]
        return (*self.ancestors(parent), parent)

    def is_copier(self, writer: Writer) -> bool:
        """Whether a maker takes another thing of the kind, under the identifiers that it renames.

        Only a reviewed lifecycle is believed to tell.
        """
        members = self.members(writer.operation)
        renamed = [name for name, member in writer.identifiers.items() if name != member]
        return self.contract.lifecycle.reviewed and any(name in members for name in renamed)

    def makers(self, resource: Resource) -> tuple[Writer, ...]:
        """The makers that need no other thing of the kind."""
        return tuple(each for each in resource.makers if not self.is_copier(each))

    def copiers(self, resource: Resource) -> tuple[Writer, ...]:
        """The makers that make a copy of another thing of the kind."""
        return tuple(each for each in resource.makers if self.is_copier(each))

    def removers(self, resource: Resource) -> tuple[str, ...]:
        """The operations that remove one thing."""
        return tuple(each for each in resource.removers if self._names_all(resource, each))

    def clearers(self, resource: Resource) -> tuple[str, ...]:
        """The operations that remove all things of the kind: they do not say which."""
        return tuple(each for each in resource.removers if not self._names_all(resource, each))

    def _names_all(self, resource: Resource, operation: str) -> bool:
        return all(name in self.members(operation) for name in resource.identifiers)

    def chosen(self, resource: Resource) -> bool:
        """Whether all identifiers that a resource adds are chosen by the caller."""
        return not resource.generated

    def parts(self, resource: Resource) -> tuple[Resource, ...]:
        """What a thing holds and what goes with it: made and removed by callers, and readable."""
        return tuple(
            each
            for each in self.resources.values()
            if each.parent == resource.name
            and set(resource.identifiers) <= set(each.identifiers)
            and self.makers(each)
            and each.removers
            and each.readers
            and self.chosen(each)
        )

    def kin(self, resource: Resource) -> tuple[Resource, ...]:
        """Other kinds of things in the same parent, made and removed by callers, and readable."""
        return tuple(
            each
            for each in self.resources.values()
            if each.parent == resource.parent
            and each.name != resource.name
            and self.makers(each)
            and each.removers
            and each.readers
        )

    def missing(self, operation: str, resource: Resource) -> bool:
        """Whether an operation is known to be refused as not found where a thing is absent."""
        need = self.contract.lifecycle.needs.get(operation)
        if need is None:
            return False
        return need.missing == "refused" and resource.name == (need.absent or need.resource)

    def probes(self, resource: Resource) -> tuple[tuple[str, Reader | None], ...]:
        """The operations that tell whether a thing exists: its readers, else what changes it."""
        if resource.readers:
            return tuple((each.operation, each) for each in resource.readers)
        changers = (each.operation for each in resource.changers)
        return tuple((each, None) for each in changers if self.missing(each, resource))

    def tellers(self, resource: Resource) -> tuple[str, ...]:
        """Operations whose response tells a generated identifier of a thing that is still there.

        Their request names what the thing stands in; those that remove that are left out.
        """
        if not resource.generated:
            return ()
        above = [name for name in resource.identifiers if name not in resource.generated]
        known = {each.operation for each in resource.readers}
        known |= {each.operation for each in resource.changers}
        known |= {*resource.listers, *self._ending(resource)}
        return tuple(
            name
            for name, operation in sorted(self.contract.operations.items())
            if name not in known
            and all(each in operation.request.get("properties", {}) for each in above)
            and all(each in operation.response.get("properties", {}) for each in resource.generated)
        )

    def _ending(self, resource: Resource) -> set[str]:
        return {name for each in self.ancestors(resource) for name in each.removers}

    def listing(self, resource: Resource) -> ResourceListing | None:
        """How the things of a kind are listed; None where it is not known."""
        for reader in resource.readers:
            for member, identifier in reader.contains.items():
                left_out = frozenset(reader.leaves_out)
                return ResourceListing(reader.operation, member, identifier, True, left_out)
        own = self.own(resource)
        if not own:
            return None
        for name in resource.listers:
            paginator = self.contract.paginators.get(name)
            found = _list_member(self.contract.operations[name], paginator, own[-1])
            if found is not None:
                return ResourceListing(name, found, own[-1], False, frozenset(own), paginator)
        return None

    def item_members(self, listing: ResourceListing) -> frozenset[str]:
        """The members of listed items."""
        return frozenset(_item(self.contract.operations[listing.operation], listing.member))

    def filters(
        self, resource: Resource, listing: ResourceListing
    ) -> tuple[tuple[Writer, str], ...]:
        """The filters of a listing whose values a change can set, with that change."""
        offered = self.members(listing.operation).keys() & self.item_members(listing)
        return tuple(
            (changer, name)
            for changer in resource.changers
            for name in sorted(offered - set(resource.identifiers))
            if name in self.members(changer.operation)
            and any(name in reader.shows for reader in resource.readers)
        )


def _item(operation: Operation, member: str) -> Mapping[str, Schema]:
    root = operation.response
    schema = resolve(root, root.get("properties", {}).get(member, {}))
    items = resolve(root, schema.get("items", {}))
    found: Mapping[str, Schema] = items.get("properties", {})
    return found


def _list_member(operation: Operation, paginator: Paginator | None, identifier: str) -> str | None:
    members = operation.response.get("properties", {})
    candidates = paginator.result_keys if paginator else sorted(members)
    for member in candidates:
        if member in members and identifier in _item(operation, member):
            return member
    return None
