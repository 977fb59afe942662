"""The page that lists the services and operations of a mock, in HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.mock.generated.roles import OperationRoles

_STYLE = """body{font-family:sans-serif;margin:2em;max-width:60em}summary{cursor:pointer}
td,th{text-align:left;padding:.1em 1em .1em 0}"""


@dataclass(frozen=True)
class ServiceSummary:
    """A service of the page: its contracts, what is kept, and what operations do to it."""

    contracts: Sequence[Contract]
    kept: Mapping[str, Any]
    roles: OperationRoles


def overview(*services: ServiceSummary) -> str:
    """The page, in HTML."""
    return "".join(_parts(services))


def _parts(services: Sequence[ServiceSummary]) -> Iterator[str]:
    yield "<!doctype html><html lang='en'><meta charset='utf-8'><title>shapeproof mock</title>"
    yield f"<style>{_STYLE}</style><h1>shapeproof mock</h1>"
    yield "<p><a href='/_shapeproof/state'>State</a>, <a href='/_shapeproof/health'>health</a></p>"
    for each in services:
        contract = each.contracts[0]
        spoken = ", ".join(every.protocol for every in each.contracts)
        yield f"<h2>{escape(contract.full_name)} ({escape(contract.service)})</h2>"
        kinds = each.kept["resources"]
        kept = ", ".join(f"{len(found)} {escape(name)}" for name, found in kinds.items())
        yield f"<p>API version {escape(contract.api_version)}; {escape(spoken)}. "
        yield f"{kept or 'No resources are kept'}.</p>"
        yield f"<details open><summary>{len(contract.operations)} operations</summary><table>"
        for name in sorted(contract.operations):
            yield f"<tr><td>{escape(name)}<td>{escape(_role(each.roles, name))}"
        yield "</table></details>"
    yield "</html>\n"


def _role(roles: OperationRoles, name: str) -> str:
    """What an operation does to what is kept, in a few words."""
    if name in roles.makes:
        return f"makes {roles.makes[name][0][0].name}"
    if name in roles.changes:
        return f"changes {roles.changes[name][0][0].name}"
    for word, table in (("removes", roles.removes), ("reads", roles.reads)):
        if name in table:
            return f"{word} {table[name][0].name}"
    return f"lists {roles.lists[name][0].name}" if name in roles.lists else ""
