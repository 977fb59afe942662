"""What to try where an operation is not reached: files to write, ready to copy."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import parse, replaced
from shapeproof.generate.values.plain import PlainValues
from shapeproof.report.reaching.origins import Origins

_MOST_CALLS = 12


@dataclass(frozen=True)
class Remedy:
    """One thing to try: when it helps, the file to write (none for a command), what to run."""

    title: str
    file: str
    text: str
    command: str


def remedies(
    contract: Contract, operation: Operation, target: str = "…", refusal: str = ""
) -> tuple[Remedy, ...]:
    """What may help to reach an operation.

    ``target`` is how the command line names what was checked, ``refusal`` what that said.
    """
    service = contract.service
    run = f"shapeproof server {service} {target} --operation {operation.name}"
    found = [
        Remedy(
            "if your tests call it: record their requests as seeds", "", "",
            f"pytest --shapeproof=report --shapeproof-record seeds.json, then {run} "
            "--seeds seeds.json",
        ),
        Remedy(
            "if you know an accepted request: write it as a seed (docs/reference/servers.md)",
            "seeds.json", seeds_for(contract, operation), f"{run} --seeds seeds.json",
        ),
    ]  # fmt: skip
    members = _refused_members(operation, refusal)
    if members:
        found.append(
            Remedy(
                f"if the form of {', '.join(members)} is wrong: a strategy (strategies/README.md)",
                f"strategies/{service}.py", _strategies(service, operation, members), run,
            )
        )  # fmt: skip
    if not contract.lifecycle.reviewed:
        found.append(
            Remedy(
                "if it needs something else to exist: correct the inferred lifecycle",
                f"contracts/{service}/overlay.json", _correction(contract, operation), run,
            )
        )  # fmt: skip
    return tuple(found)


def seeds_for(contract: Contract, operation: Operation) -> str:
    """A file of seeds with a request of the operation, and with those that it refers to."""
    requests = _Requests(contract, Origins(contract))
    requests.add(operation)
    document = {"format": 1, "services": {contract.service: requests.found}}
    return json.dumps(document, indent=1)


@dataclass
class _Requests:
    """Requests by operation, each once."""

    contract: Contract
    origins: Origins
    found: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, operation: Operation, around: frozenset[str] = frozenset()) -> None:
        """Add a request of an operation, and of those that give what it needs."""
        around |= {operation.name}
        params: Any = PlainValues(operation.request).value()
        self.found[operation.name] = []
        for each in self.origins.requirements(operation):
            origin = next(iter(each.origins), None)
            if origin is None or origin.operation in around or len(self.found) > _MOST_CALLS:
                continue
            place = "input" if origin.of_input else "output"
            reference = {"$from": {"operation": origin.operation, place: origin.pointer}}
            params = replaced(params, (each.member,), reference)
            if origin.operation not in self.found:
                self.add(self.contract.operations[origin.operation], around)
            if origin.of_input:
                self._give(origin.operation, origin.pointer)
        self.found[operation.name].append(params)

    def _give(self, name: str, pointer: str) -> None:
        """Make sure that a request has the member that others refer to."""
        shape = self.contract.operations[name].request_shape
        tokens = parse(pointer)
        for params in self.found[name]:
            if tokens[0] not in params and tokens[0] in shape.members:
                params[tokens[0]] = PlainValues(shape.schema).value(shape.member(tokens[0]))


def _refused_members(operation: Operation, refusal: str) -> tuple[str, ...]:
    """The members that a refusal names."""
    words = {each.lower() for each in re.findall(r"\w+", refusal)}
    return tuple(name for name in operation.request_shape.members if name.lower() in words)


def _strategies(service: str, operation: Operation, members: tuple[str, ...]) -> str:
    shape = operation.request_shape
    plain = PlainValues(operation.request)
    lines = [f'    "{name}": st.just({plain.value(shape.member(name))!r}),' for name in members]
    return "\n".join(
        [
            "from hypothesis import strategies as st",
            "",
            "from shapeproof.strategies import domain",
            "",
            f'values = domain("{service}")',
            "values.members({",
            *lines,
            f'}}, operation="{operation.name}")',
        ]
    )


def _correction(contract: Contract, operation: Operation) -> str:
    need = contract.lifecycle.needs.get(operation.name)
    names = sorted(contract.lifecycle.resources)
    resource = need.resource if need else next(iter(names), "RESOURCE")
    correction: Mapping[str, Any] = {
        "file": "lifecycle.json",
        "pointer": f"/needs/{operation.name}",
        "value": {"resource": resource},
        "reason": "what must exist before the operation succeeds",
    }
    return json.dumps({"corrections": [correction]}, indent=1)
