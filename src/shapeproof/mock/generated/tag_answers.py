"""Answers to the operations that tag resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.shape import Shape
from shapeproof.mock.generated.fitting import UNFIT
from shapeproof.mock.generated.names import plain_name
from shapeproof.mock.generated.outputs import Outputs
from shapeproof.mock.generated.records import Record
from shapeproof.mock.generated.state import ServiceState
from shapeproof.mock.generated.tags import TagCall, as_keys, as_tags, tag_call, tags_in

Params = Mapping[str, Any]
Output = Mapping[str, Any]


@dataclass(frozen=True)
class TagAnswers:
    """The tags of one service's resources."""

    contract: Contract
    state: ServiceState
    outputs: Outputs
    _tag_calls: dict[str, TagCall | None] = field(default_factory=dict, repr=False)

    def call_of(self, operation: Operation) -> TagCall | None:
        """How an operation handles tags, None where it does something else."""
        if operation.name not in self._tag_calls:
            self._tag_calls[operation.name] = tag_call(operation)
        return self._tag_calls[operation.name]

    def answer(self, operation: Operation, call: TagCall, params: Params) -> Output:
        """Add, remove or list the tags of what a request names."""
        name = str(params[call.resource])
        tags = self.state.tags.setdefault(name, {})
        given = params.get(call.tags)
        if call.does == "add":
            tags.update(as_tags(operation.request_shape.member(call.tags), given))
        elif call.does == "remove":
            for key in as_keys(given):
                tags.pop(key, None)
        output = dict(self.outputs.repeated(operation, params))
        if call.does == "list":
            shown = tags_in(operation.response_shape.member(call.tags), tags)
            if shown is not UNFIT:
                output[call.tags] = shown
        if not tags:
            self.state.tags.pop(name, None)
        return output

    def keep(self, record: Record, operation: Operation, params: Params) -> None:
        """Keep the tags that a resource is made with."""
        for name, value in params.items():
            if plain_name(name) in ("tags", "taglist", "tagset") and value:
                tags = as_tags(operation.request_shape.member(name), value)
                for each in self.names(record):
                    self.state.tags[each] = dict(tags)

    def names(self, record: Record) -> Iterator[str]:
        """The texts by which tags find a record."""
        own = self.contract.lifecycle.own_identifiers(record.resource)
        yield from (str(record.identifiers[each]) for each in own)
        yield str(self.outputs.choose(record, "Arn", Shape.of({"type": "string"})))
