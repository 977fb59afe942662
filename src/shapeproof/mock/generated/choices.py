"""What a service chooses for a resource: identifiers and ARNs that requests do not give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.lifecycle import Resource
from shapeproof.contract.shape import Shape
from shapeproof.mock.generated.identifiers import IdentifierMaker, Wanted
from shapeproof.mock.generated.names import name_within
from shapeproof.mock.generated.records import Record
from shapeproof.mock.generated.state import ServiceState

Params = Mapping[str, Any]


@dataclass(frozen=True)
class ServiceChoices:
    """Chooses values that differ from those of the other resources of their kind."""

    identifiers: IdentifierMaker
    state: ServiceState

    def identifier(
        self, resource: Resource, name: str, shape: Shape, serial: int, params: Params
    ) -> Any:
        """An identifier of a resource that is made."""
        label = next(
            (
                each
                for own, each in params.items()
                if name_within(resource.name, own) == "name" and isinstance(each, str)
            ),
            None,
        )
        taken = {each.identifiers.get(name) for each in self.state.records.of(resource)}
        wanted = Wanted(resource.name, name, shape, label)
        return self.identifiers.make(wanted, serial, taken, self.state.url)

    def of_record(self, record: Record, name: str, shape: Shape) -> Any:
        """An ARN or id of a record, the same each time."""
        own = name_within(record.resource.name, name)
        if own not in record.made:
            label = record.find("name")
            label_text = label.value if label is not None and isinstance(label.value, str) else None
            if label_text is None:
                last = [each for each in record.identifiers.values() if isinstance(each, str)]
                label_text = last[-1] if last and not last[-1].startswith("arn:") else None
            taken = {each.made.get(own) for each in self.state.records.of(record.resource)}
            wanted = Wanted(record.resource.name, own, shape, label_text)
            record.made[own] = self.identifiers.make(wanted, record.serial, taken, self.state.url)
        return record.made[own]
