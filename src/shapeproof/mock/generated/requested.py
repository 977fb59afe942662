"""Which records a request means, and what must exist for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Contract, Operation
from shapeproof.mock.backends import ContractError, ModeledError
from shapeproof.mock.generated.errors import ErrorChoice, absent
from shapeproof.mock.generated.names import name_within, plain_name
from shapeproof.mock.generated.records import Record
from shapeproof.mock.generated.roles import OperationRoles
from shapeproof.mock.generated.state import ServiceState

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """The records that a request may mean, and whether it names one."""

    records: list[Record]
    is_named: bool


def _given_as(resource: Resource, identifier: str, params: Params) -> Any:
    """An identifier by the name that it has outside of its resource (Id as HostedZoneId)."""
    wanted, owner = name_within(resource.name, identifier), plain_name(resource.name)
    for name, value in params.items():
        if plain_name(name) == owner + wanted and isinstance(value, str | int):
            return value
    return None


def _has(record: Record, asked: Params) -> bool:
    """Whether a record has these identifiers; an ARN may stand for a name."""
    return all(
        record.identifiers[name] == value or value in record.made.values()
        for name, value in asked.items()
    )


@dataclass(frozen=True)
class RequestedRecords:
    """Finds the records that requests to one service name."""

    contract: Contract
    state: ServiceState
    roles: OperationRoles
    errors: ErrorChoice

    def found(self, resource: Resource, params: Params, writer: Writer | None = None) -> Asked:
        """The records that a request names."""
        asked: dict[str, Any] = {}
        for name in resource.identifiers:
            members = resource.names_of(name)
            members = (writer.member_of(name), *members) if writer is not None else members
            given = next((params[each] for each in members if params.get(each) is not None), None)
            if given is None:
                given = _given_as(resource, name, params)
            if given is not None:
                asked[name] = given
        own = set(self.contract.lifecycle.own_identifiers(resource)) or {*resource.identifiers}
        named = bool(own & asked.keys()) or not resource.identifiers
        is_whole = len(asked) == len(resource.identifiers)
        exact = self.state.records.get(resource, asked) if is_whole else None
        if exact is not None:
            return Asked([exact], is_named=True)
        records = [each for each in self.state.records.of(resource) if _has(each, asked)]
        if not named:
            others = {k: v for k, v in params.items() if name_within(resource.name, k) == "arn"}
            if others:
                arns = set(map(str, others.values()))
                records = [each for each in records if arns & set(map(str, each.made.values()))]
                named = True
        return Asked(records, is_named=named)

    def require(self, operation: Operation, params: Params) -> None:
        """Refuse a call that needs a resource which does not exist."""
        made = [each for each, _ in self.roles.makes.get(operation.name, ())]
        for resource, refused in self.needed(operation, made):
            if resource in made or not resource.identifiers:
                continue
            is_sure = refused or self.errors.about(operation, resource)
            asked = self.found(resource, params)
            if is_sure and asked.is_named and not asked.records:
                self.refuse(operation, resource)

    def needed(self, operation: Operation, made: list[Resource]) -> Iterator[tuple[Resource, bool]]:
        """What a call needs, and whether the lifecycle knows that its absence is refused."""
        for each in (*made, *self.roles.reads.get(operation.name, ())):
            parent = self.roles.kept.get(each.parent or "")
            if parent is not None and set(parent.identifiers) <= set(each.identifiers):
                yield parent, False
        needed = self.roles.needed(operation.name)
        if needed is not None:
            yield self._needed_kind(operation, needed[0]), needed[1]
        for each in self._told(operation):
            yield each, False

    def _told(self, operation: Operation) -> tuple[Resource, ...]:
        """The kept resources whose absence an error of the operation tells."""
        known: dict[str, tuple[Resource, ...]] = self.__dict__.setdefault("_known_told", {})
        if operation.name not in known:
            about = self.errors.about
            kept = self.roles.kept.values()
            known[operation.name] = tuple(each for each in kept if about(operation, each))
        return known[operation.name]

    def _needed_kind(self, operation: Operation, resource: Resource) -> Resource:
        """What a call needs: what its errors are about, and instead of a setting what has it."""
        chain = [resource, *self.roles.above(resource)]
        about = next((each for each in chain if self.errors.about(operation, each)), None)
        if about is not None:
            return about
        own = self.contract.lifecycle.own_identifiers
        has_role = resource in self.roles.removes.get(operation.name, ())
        return next((each for each in chain if own(each) or has_role), resource)

    def refuse(self, operation: Operation, resource: Resource) -> None:
        """Say that a resource does not exist."""
        code, message = self.errors.not_found(operation, resource), absent(resource)
        if code is not None:
            raise ModeledError(code, message)
        raise ContractError(self.errors.customary_not_found(resource), message)

    def refuse_if_modeled(self, operation: Operation, resource: Resource) -> None:
        """The same, where the operation has an error for it, or its protocol a usual one."""
        code = self.errors.not_found(operation, resource)
        if code is not None:
            raise ModeledError(code, absent(resource))
        if self.contract.protocol == "ec2":
            raise ContractError(self.errors.customary_not_found(resource), absent(resource))
