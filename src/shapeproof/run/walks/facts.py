"""Facts that follow from a lifecycle: copies, clearing operations, parts, listings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapeproof.contract.lifecycle import Reader, Resource, Writer
from shapeproof.contract.model import Contract, Operation, Paginator
from shapeproof.contract.shape import Shape


@dataclass(frozen=True)
class ResourceListing:
    """How the resources of one kind are listed.

    ``member`` is the path of the list in the response, ``identifier`` the member that identifies
    its items, empty where that is unknown; items are the identifiers themselves where they are
    ``bare``. ``left_out`` are members of the request that would narrow the list down.
    """

    operation: str
    member: str
    identifier: str
    bare: bool
    left_out: frozenset[str]
    paginator: Paginator | None = None


@dataclass(frozen=True)
class LifecycleFacts:
    """Derives facts from the lifecycle of a contract."""

    contract: Contract

    @property
    def resources(self) -> Mapping[str, Resource]:
        """The resources by name."""
        return self.contract.lifecycle.resources

    def members(self, operation: str) -> Mapping[str, Shape]:
        """The members of an operation's request."""
        return self.contract.operations[operation].request_shape.members

    def own(self, resource: Resource) -> tuple[str, ...]:
        """The identifiers that a resource adds to those of its parent."""
        return self.contract.lifecycle.own_identifiers(resource)

    def ancestors(self, resource: Resource) -> tuple[Resource, ...]:
        """The ancestors of a resource, outermost first."""
        if resource.parent is None:
            return ()
        parent = self.resources[resource.parent]
        return (*self.ancestors(parent), parent)

    def is_copier(self, writer: Writer) -> bool:
        """Whether a maker copies another resource of the kind, named by the identifiers it renames.

        Only a reviewed lifecycle says so reliably.
        """
        members = self.members(writer.operation)
        renamed = [name for name, member in writer.identifiers.items() if name != member]
        return self.contract.lifecycle.reviewed and any(name in members for name in renamed)

    def makers(self, resource: Resource) -> tuple[Writer, ...]:
        """The makers that need no other resource of the kind."""
        return tuple(each for each in resource.makers if not self.is_copier(each))

    def copiers(self, resource: Resource) -> tuple[Writer, ...]:
        """The makers that copy another resource of the kind."""
        return tuple(each for each in resource.makers if self.is_copier(each))

    def removers(self, resource: Resource) -> tuple[str, ...]:
        """The operations that remove one resource."""
        return tuple(each for each in resource.removers if self._names_all(resource, each))

    def clearers(self, resource: Resource) -> tuple[str, ...]:
        """The operations that remove all resources of the kind."""
        return tuple(each for each in resource.removers if not self._names_all(resource, each))

    def _names_all(self, resource: Resource, operation: str) -> bool:
        return resource.is_named_in(self.members(operation))

    def chosen(self, resource: Resource) -> bool:
        """Whether the caller chooses all identifiers that a resource adds."""
        return not resource.generated

    def parts(self, resource: Resource) -> tuple[Resource, ...]:
        """The kinds that are removed with a resource: made and removed by callers, and readable."""
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

    def siblings(self, resource: Resource) -> tuple[Resource, ...]:
        """Other kinds in the same parent that callers make and remove, and that are readable."""
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
        """Whether an operation is refused as not found where a resource is absent."""
        need = self.contract.lifecycle.needs.get(operation)
        if need is None:
            return False
        return need.missing == "refused" and resource.name == (need.absent or need.resource)

    def probes(self, resource: Resource) -> tuple[tuple[str, Reader | None], ...]:
        """The operations that show whether a resource exists: its readers, else its changers."""
        if resource.readers:
            return tuple((each.operation, each) for each in resource.readers)
        changers = (each.operation for each in resource.changers)
        return tuple((each, None) for each in changers if self.missing(each, resource))

    def identifier_sources(self, resource: Resource) -> tuple[str, ...]:
        """Operations whose response has a generated identifier of a resource that still exists.

        Their request names the parent of the resource; operations that remove the parent are left
        out.
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
            and all(each in operation.request_shape.members for each in above)
            and all(each in operation.response_shape.members for each in resource.generated)
        )

    def _ending(self, resource: Resource) -> set[str]:
        return {name for each in self.ancestors(resource) for name in each.removers}

    def listing(self, resource: Resource) -> ResourceListing | None:
        """How the resources of a kind are listed; None where that is unknown."""
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
        """The filters of a listing whose values a change can set, each with that change."""
        filterable = self.members(listing.operation).keys() & self.item_members(listing)
        return tuple(
            (changer, name)
            for changer in resource.changers
            for name in sorted(filterable - set(resource.identifiers))
            if name in self.members(changer.operation)
            and any(name in reader.shows for reader in resource.readers)
        )


def _item(operation: Operation, member: str) -> Mapping[str, Shape]:
    return operation.response_shape.member(member).item.members


def _list_member(operation: Operation, paginator: Paginator | None, identifier: str) -> str | None:
    members = operation.response_shape.members
    candidates = paginator.result_keys if paginator else sorted(members)
    for member in candidates:
        if member in members and identifier in _item(operation, member):
            return member
    return None
