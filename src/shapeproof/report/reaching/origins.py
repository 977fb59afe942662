"""Where the values of required members come from: calls that return them or are given them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from shapeproof.compile.lifecycle.facts import OperationFacts, facts_of
from shapeproof.compile.lifecycle.names import is_generic, stem, suffix
from shapeproof.contract.lifecycle import Resource
from shapeproof.contract.model import Contract, Operation

_MOST_ORIGINS = 3


@dataclass(frozen=True)
class ValueOrigin:
    """A call that knows a value: a place of its output, or of its parameters."""

    operation: str
    pointer: str
    of_input: bool = False


@dataclass(frozen=True)
class Requirement:
    """A required member that names something, and where its value may come from.

    ``resource`` is the needed one that it names, if the lifecycle knows that.
    """

    member: str
    resource: str | None
    origins: tuple[ValueOrigin, ...]


@dataclass(frozen=True)
class Origins:
    """Finds out where the values of an operation's members come from."""

    contract: Contract

    @cached_property
    def _facts(self) -> dict[str, OperationFacts]:
        found = facts_of(self.contract.operations.values(), self.contract.errors)
        return {each.name: each for each in found}

    def requirements(self, operation: Operation) -> tuple[Requirement, ...]:
        """The required members that name something; where none does, optional ones that may."""
        facts = self._facts[operation.name]
        need = self.contract.lifecycle.needs.get(operation.name)
        needed = self.contract.lifecycle.resources.get(need.resource) if need else None
        members = list(facts.required)
        if needed is not None and not set(needed.names) & set(members):
            members += [name for name in needed.identifiers if name in facts.members]
        own = self.contract.lifecycle.own_members(operation.name)
        found = (self._requirement(operation, x, needed) for x in members if x not in own)
        return tuple(each for each in found if each.resource or each.origins)

    def _requirement(
        self, operation: Operation, member: str, needed: Resource | None
    ) -> Requirement:
        known = self._in_chain(needed, member)
        if known is not None:
            return Requirement(member, known[0].name, known[1])
        others = list(self._returning(operation, member))
        others.sort(key=lambda each: (self._rank(each), each.operation))
        return Requirement(member, None, tuple(others[:_MOST_ORIGINS]))

    def _in_chain(
        self, resource: Resource | None, member: str
    ) -> tuple[Resource, tuple[ValueOrigin, ...]] | None:
        """The needed resource, or what it lies in, that a member names, and its makers."""
        lifecycle = self.contract.lifecycle
        while resource is not None:
            name = resource.aliases.get(member, member)
            if name in lifecycle.own_identifiers(resource) or name in resource.own:
                makers = (*resource.makers, *resource.sources)
                return resource, tuple(
                    ValueOrigin(each.operation, _pointer(each.outputs.get(name, name)))
                    if name in resource.generated
                    else ValueOrigin(each.operation, _pointer(each.member_of(name)), of_input=True)
                    for each in makers[:_MOST_ORIGINS]
                )
            resource = lifecycle.resources[resource.parent] if resource.parent else None
        return None

    def _returning(self, operation: Operation, member: str) -> Iterator[ValueOrigin]:
        """The calls whose output has the value of a member: by its name, or an ARN of anything."""
        if is_generic(member) and suffix(member) != "arn":
            return
        any_arn = suffix(member) == "arn" and stem(member) in ("", "resource")
        for name, facts in self._facts.items():
            if name == operation.name or (any_arn and facts.kind != "make"):
                continue
            for returned, places in facts.returned.items():
                is_arn = any_arn and suffix(returned) == "arn"
                if is_arn or returned.lower() == member.lower():
                    yield ValueOrigin(name, places[0])
                    break

    def _rank(self, origin: ValueOrigin) -> int:
        return 0 if self._facts[origin.operation].kind == "make" else 1


def _pointer(place: str) -> str:
    return place if place.startswith("/") else f"/{place}"
