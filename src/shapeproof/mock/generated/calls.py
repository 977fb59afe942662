"""What a mock does for a call that keeps to the contract: make, read, write, list, remove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Contract, Operation
from shapeproof.mock.backends import ModeledError
from shapeproof.mock.generated.choices import ServiceChoices
from shapeproof.mock.generated.errors import ErrorChoice
from shapeproof.mock.generated.identifiers import IdentifierMaker
from shapeproof.mock.generated.listing_answers import ListingAnswers
from shapeproof.mock.generated.names import plain_name, verb_of
from shapeproof.mock.generated.outputs import Outputs
from shapeproof.mock.generated.records import Record
from shapeproof.mock.generated.requested import RequestedRecords
from shapeproof.mock.generated.roles import WRITING, OperationRoles, identifier_shape
from shapeproof.mock.generated.state import ServiceState
from shapeproof.mock.generated.tag_answers import TagAnswers
from shapeproof.mock.generated.written_values import valued, write_attribute

Params = Mapping[str, Any]
Output = Mapping[str, Any]

_REPLACING = frozenset({*WRITING, "tag", "associate", "attach", "enable", "register", "start"})
"""Verbs of operations that may be repeated for what exists."""


@dataclass(frozen=True)
class ServiceCalls:
    """The operations of a contract on the state of its service."""

    contract: Contract
    state: ServiceState
    seed: int = 0

    @cached_property
    def errors(self) -> ErrorChoice:
        """The errors that refuse calls."""
        return ErrorChoice(self.contract)

    @cached_property
    def roles(self) -> OperationRoles:
        """What each operation does."""
        return OperationRoles(self.contract)

    @cached_property
    def choices(self) -> ServiceChoices:
        """Chooses identifiers and ARNs."""
        return ServiceChoices(IdentifierMaker(self.contract, self.seed), self.state)

    @cached_property
    def outputs(self) -> Outputs:
        """The outputs of operations."""
        return Outputs(self.contract, self.choices.of_record, self._writable)

    def perform(self, operation: Operation, params: Params) -> Output:
        """The output of a call. Raises ModeledError to refuse it."""
        with self.state.lock:
            token = self._token(operation, params)
            known = self.state.answered.get(token) if token else None
            if known is not None and known[0] == params:
                return known[1]
            output = self._answer(operation, params)
            if token and operation.name in self.roles.makes:
                self.state.answered[token] = (params, output)
            return output

    def _answer(self, operation: Operation, params: Params) -> Output:
        roles, name = self.roles, operation.name
        tagging = self.tags.call_of(operation)
        if tagging is not None:
            self.requested.require(operation, params)
            return self.tags.answer(operation, tagging, params)
        if name in roles.makes:
            return self._make(operation, params)
        if name in roles.removes:
            return self._remove(operation, params)
        if name in roles.changes:
            return self._change(operation, params)
        if name in roles.lists:
            resource, place = roles.lists[name]
            self.requested.require(operation, params)
            return self.listings.answer(operation, resource, place, params)
        if name in roles.reads:
            return self._read(operation, params)
        if name in roles.clears:
            return self._clear(operation, params)
        if name in roles.finds:
            return self._find(operation, params)
        return self._other(operation, params)

    @cached_property
    def requested(self) -> RequestedRecords:
        """Finds what requests name."""
        return RequestedRecords(self.contract, self.state, self.roles, self.errors)

    @cached_property
    def tags(self) -> TagAnswers:
        """The tags of resources."""
        return TagAnswers(self.contract, self.state, self.outputs)

    @cached_property
    def listings(self) -> ListingAnswers:
        """Answers that list resources."""
        return ListingAnswers(self.contract, self.state, self.outputs, self.errors)

    # Making.

    def _make(self, operation: Operation, params: Params) -> Output:
        self.requested.require(operation, params)
        made = []
        for resource, writer in self.roles.makes[operation.name]:
            record = self._made(operation, resource, writer, params)
            if record is not None:
                made.append((record, writer))
        if not made:
            return self.outputs.repeated(operation, params)
        for record, _ in made:
            self.state.records.add(record)
        output = self.outputs.of(operation, made[0][0], params)
        for record, writer in made:
            places = {
                writer.outputs.get(each, each): record.identifiers[each]
                for each in record.resource.generated
            }
            output = self.outputs.placed(operation, output, places)
        return output

    def _made(
        self, operation: Operation, resource: Resource, writer: Writer, params: Params
    ) -> Record | None:
        """The record that a call makes, with what was known of one that it replaces."""
        serial = self.state.records.next_serial()
        identifiers: dict[str, Any] = {}
        for name in resource.identifiers:
            given = params.get(writer.member_of(name))
            if given is None and name in resource.generated:
                shape = identifier_shape(operation, writer, name)
                given = self.choices.identifier(resource, name, shape, serial, params)
            if given is None:
                return None
            identifiers[name] = given
        record = Record(resource, serial, identifiers)
        known = self.state.records.get(resource, identifiers)
        if known is not None:
            self._refuse_existing(operation, resource)
            record.serial, record.made = known.serial, known.made
        if operation.name in {each.operation for each in (*resource.makers, *resource.importers)}:
            record.write(valued(operation.request_shape, params))
            self.tags.keep(record, operation, params)
        return record

    def _refuse_existing(self, operation: Operation, resource: Resource) -> None:
        code = self.errors.conflict(operation)
        if code is not None and verb_of(operation.name) not in _REPLACING:
            raise ModeledError(code, f"The {resource.name} already exists")

    # Reading, changing, removing.

    def _read(self, operation: Operation, params: Params) -> Output:
        for parent, _ in self.requested.needed(operation, []):
            if parent not in self.roles.reads[operation.name]:
                self.requested.require(operation, params)
        for resource in self.roles.reads[operation.name]:
            asked = self.requested.found(resource, params)
            if asked.records:
                return self.outputs.of(operation, asked.records[-1], params)
            if asked.is_named and not self._has_default(operation, resource, params):
                self.requested.refuse(operation, resource)
            if asked.is_named:
                return self.outputs.least(operation)
        return self.outputs.repeated(operation, params)

    def _has_default(self, operation: Operation, resource: Resource, params: Params) -> bool:
        """Whether what nobody has written is read as a default: settings of what exists."""
        if resource.removers or self.errors.about(operation, resource):
            return False
        if not resource.identifiers:
            return self.errors.not_found(operation, resource) is None
        parent = self.roles.kept.get(resource.parent or "")
        if parent is None or self.contract.lifecycle.own_identifiers(resource):
            return False
        if self.errors.about_another(operation, self.roles.above(resource)):
            return False
        return bool(self.requested.found(parent, params).records)

    def _change(self, operation: Operation, params: Params) -> Output:
        for resource, writer in self.roles.changes[operation.name]:
            asked = self.requested.found(resource, params, writer)
            if asked.records:
                return self._written(operation, asked.records[-1], params)
            if asked.is_named:
                if not resource.identifiers or self._is_made_by_writing(operation, resource):
                    record = self._made(operation, resource, writer, params)
                    if record is not None:
                        self.state.records.add(record)
                        return self._written(operation, record, params)
                self.requested.refuse(operation, resource)
        return self.outputs.repeated(operation, params)

    def _is_made_by_writing(self, operation: Operation, resource: Resource) -> bool:
        return (
            verb_of(operation.name) in WRITING - {"update", "modify"}
            and self.errors.not_found(operation, resource) is None
        )

    def _written(self, operation: Operation, record: Record, params: Params) -> Output:
        values = valued(operation.request_shape, params)
        named = {plain_name(each) for each in record.resource.names}
        record.write({k: v for k, v in values.items() if plain_name(k) not in named})
        write_attribute(record, params)
        return self.outputs.of(operation, record, params)

    def _remove(self, operation: Operation, params: Params) -> Output:
        output: Output | None = None
        for resource in self.roles.removes[operation.name]:
            asked = self.requested.found(resource, params)
            if not asked.records and asked.is_named and resource.identifiers:
                needed = self.roles.needed(operation.name)
                known = self.errors.not_found(operation, resource) is not None
                if known or (needed is not None and needed[1]):
                    self.requested.refuse(operation, resource)
            for record in asked.records:
                output = output or self.outputs.of(operation, record, params)
                self._forget(record)
        return output or self.outputs.repeated(operation, params)

    def _clear(self, operation: Operation, params: Params) -> Output:
        """Remove the resources that a list in the request names."""
        resource, member, identifier = self.roles.clears[operation.name]
        output = self.outputs.repeated(operation, params)
        named = params.get(member) or ()
        for each in named:
            asked = self.requested.found(resource, {**params, identifier: each})
            if not asked.records:
                self.requested.refuse_if_modeled(operation, resource)
            for record in asked.records:
                output = dict(self.outputs.of(operation, record, params))
                self._forget(record)
        return output

    def _find(self, operation: Operation, params: Params) -> Output:
        """Tell the identifier of a resource that a request describes otherwise."""
        resource, members = self.roles.finds[operation.name]
        given = {name: params[name] for name in members if name in params}
        for record in self.state.records.of(resource):
            found = {name: record.find(name) for name in given}
            if all(each is not None and each.value == given[n] for n, each in found.items()):
                output = self.outputs.of(operation, record, params)
                shown = {n: record.identifiers[n] for n in resource.generated}
                return self.outputs.placed(operation, output, shown)
        self.requested.refuse_if_modeled(operation, resource)
        return self.outputs.repeated(operation, params)

    def _forget(self, record: Record) -> None:
        """Remove a record, and all that is in it."""
        self.state.records.remove(record)
        for name in self.tags.names(record):
            self.state.tags.pop(name, None)
        for child in self.roles.kept.values():
            if record.resource not in self.roles.above(child):
                continue
            for each in self.state.records.of(child):
                if record.identifiers.items() <= each.identifiers.items():
                    self.state.records.remove(each)

    def _other(self, operation: Operation, params: Params) -> Output:
        """An operation without a role: it may need a resource, and may write to it."""
        self.requested.require(operation, params)
        needed = self.roles.needed(operation.name)
        if needed is not None and verb_of(operation.name) in WRITING:
            asked = self.requested.found(needed[0], params)
            if asked.is_named and asked.records:
                self._written(operation, asked.records[-1], params)
        return self.outputs.repeated(operation, params)

    def _token(self, operation: Operation, params: Params) -> tuple[str, str] | None:
        for name, member in operation.request_shape.members.items():
            if member.is_idempotency_token and isinstance(params.get(name), str):
                return operation.name, params[name]
        return None

    @cached_property
    def _writables(self) -> dict[str, frozenset[str]]:
        """The members that may be written to resources, by name, as far as they were asked for."""
        return {}

    def _writable(self, record: Record) -> frozenset[str]:
        name = record.resource.name
        if name not in self._writables:
            self._writables[name] = self.roles.writable(record.resource)
        return self._writables[name]
