"""How operations are reached, as trees for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shapeproof.contract.lifecycle import Resource
from shapeproof.contract.model import Contract, Operation
from shapeproof.report.contract_tree.members import TextTree, line
from shapeproof.report.reaching.origins import Origins, Requirement, ValueOrigin

OperationRecord = Mapping[str, Any]
"""An operation in a JSON report."""


def reaching_tree(
    contract: Contract, operation: Operation, record: OperationRecord | None = None
) -> TextTree:
    """What an operation needs, and which calls give it; with what a run has met."""
    need = contract.lifecycle.needs.get(operation.name)
    facts = [f"needs {need.resource}" if need else "needs nothing that is known"]
    if need and need.confidence:
        facts.append(f"confidence {need.confidence}")
    below = [TextTree(line("because", ("; ".join(need.evidence),), mark=" "))] if (
        need and need.evidence
    ) else []  # fmt: skip
    below += list(_makers(contract, need.resource if need else None))
    below += [_required(each) for each in Origins(contract).requirements(operation)]
    below += list(_met(record)) if record is not None else []
    return TextTree(line(operation.name, facts, mark="  "), tuple(below))


def unreached_tree(records: Sequence[OperationRecord], service: str) -> TextTree:
    """The operations that a run has not reached, by what kept it from them."""
    by_reason: dict[str, list[str]] = {}
    for each in records:
        if not each["reached"]:
            by_reason.setdefault(each.get("reason") or "it was left out", []).append(each["name"])
    count = sum(map(len, by_reason.values()))
    ordered = sorted(by_reason.items(), key=lambda each: -len(each[1]))
    below = (TextTree(line(f"{len(names):,}", (reason,), mark=" "),
                      tuple(TextTree(line(name)) for name in names))
             for reason, names in ordered)  # fmt: skip
    return TextTree(line(f"{service}  {count:,} of {len(records):,} operations not reached"),
                    tuple(below))  # fmt: skip


def _makers(contract: Contract, name: str | None) -> Iterator[TextTree]:
    """The chain of resources from the needed one to the outermost, with their makers."""
    lifecycle = contract.lifecycle
    while name is not None:
        resource = lifecycle.resources[name]
        yield TextTree(line(name, _made(resource)), _why(resource))
        name = resource.parent


def _made(resource: Resource) -> list[str]:
    writers = (*resource.makers, *resource.sources)
    if not writers:
        return ["nothing that is known makes it and returns its identifiers"]
    facts = [f"made by {', '.join(each.operation for each in writers)}"]
    facts += [f"in {resource.parent}"] if resource.parent else []
    return facts + ([f"confidence {resource.confidence}"] if resource.confidence else [])


def _why(resource: Resource) -> tuple[TextTree, ...]:
    if not resource.evidence:
        return ()
    return (TextTree(line("because", ("; ".join(resource.evidence),), mark=" ")),)


def _required(found: Requirement) -> TextTree:
    what = f"names the {found.resource}" if found.resource else "may come from another call"
    return TextTree(line(found.member, (what,)), tuple(map(_origin, found.origins)))


def _origin(origin: ValueOrigin) -> TextTree:
    where = "is given it as" if origin.of_input else "returns it as"
    return TextTree(line(origin.operation, (f"{where} {origin.pointer}",), mark=" "))


def _met(record: OperationRecord) -> Iterator[TextTree]:
    """What a run has met."""
    state = "reached" if record["reached"] else f"not reached: {record.get('reason') or 'left out'}"
    below = []
    if record.get("tried"):
        tried = ", ".join(f"{kind} {number}" for kind, number in record["tried"].items())
        below.append(TextTree(line("tried", (tried,))))
    message = refusal_of(record)
    if message:
        below.append(TextTree(line("last refusal", (message,))))
    yield TextTree(line("in the report", (state,)), tuple(below))


def refusal_of(record: OperationRecord) -> str:
    """What the target said last, as far as the report has it."""
    return str(record.get("refusal") or "")
