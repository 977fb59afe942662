"""``shapeproof contract list``: all contracts, or the operations of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import click

from shapeproof.compile.source import available_services, load_raw_model, nearest_services
from shapeproof.contract.document import SERVICE_FILE
from shapeproof.contract.model import Contract
from shapeproof.contract.store import find_pinned, open_pinned, shipped_contracts
from shapeproof.exceptions import UnknownService
from shapeproof.report.text import visible
from shapeproof.run.contracts import OWN_FOLDER, load


@dataclass(frozen=True)
class _Service:
    service: str
    protocol: str
    version: str
    operations: int
    source: str


@dataclass(frozen=True)
class _Operation:
    operation: str
    python: str
    method: str
    uri: str
    deprecated: bool


def print_list(filters: tuple[str, ...], as_json: bool) -> None:
    """Print the services, or the operations of one. Raises UnknownService."""
    pinned = _pinned()
    known = tuple(sorted({*available_services(), *pinned}))
    rows: list[_Service] | list[_Operation]
    if len(filters) == 1 and filters[0] in known:
        rows = list(_operations(load(filters[0])))
    else:
        chosen = _chosen(known, filters)
        rows = [_service(name, pinned) for name in chosen]
    click.echo(_as_json(rows) if as_json else _as_table(rows))


def _pinned() -> dict[str, str]:
    """The services with a pinned contract, and where a run finds it first."""
    found: dict[str, str] = {}
    for source, folder in (("shipped", shipped_contracts()), ("pinned", Path(OWN_FOLDER))):
        if folder is not None:
            paths = folder.glob(f"*/*/{SERVICE_FILE}")
            found |= dict.fromkeys((path.parent.parent.name for path in paths), source)
    return found


def _chosen(known: tuple[str, ...], filters: Sequence[str]) -> tuple[str, ...]:
    """The services that match a filter. Raises UnknownService for a filter that matches none."""
    for each in filters:
        if not any(_fits(name, each) for name in known):
            raise UnknownService(each, nearest_services(each, known))
    return tuple(name for name in known if not filters or any(_fits(name, x) for x in filters))


def _fits(name: str, wanted: str) -> bool:
    is_glob = any(mark in wanted for mark in "*?[")
    return fnmatchcase(name, wanted.lower()) if is_glob else wanted.lower() in name


def _service(name: str, pinned: dict[str, str]) -> _Service:
    source = pinned.get(name, "botocore")
    folder = {"pinned": Path(OWN_FOLDER), "shipped": shipped_contracts()}.get(source)
    path = find_pinned(name, folder) if folder is not None else None
    if path is not None:
        contract = open_pinned(path)
        return _Service(
            name, contract.protocol, contract.api_version, len(contract.operations), source
        )
    version, model = load_raw_model(name)
    return _Service(name, model["metadata"]["protocol"], version, len(model["operations"]), source)


def _operations(contract: Contract) -> Iterator[_Operation]:
    for each in contract.operations.values():
        http = each.http
        yield _Operation(each.name, each.python_name, http.method, http.uri, each.deprecated)


def _as_json(rows: Iterable[_Service | _Operation]) -> str:
    return json.dumps([asdict(each) for each in rows], indent=1)


def _as_table(rows: Sequence[_Service | _Operation]) -> str:
    """The rows in columns; numbers are aligned to the right."""
    fields = [asdict(each) for each in rows]
    lines = [[_text(name, value) for name, value in each.items()] for each in fields]
    table = [list(fields[0]) if fields else [], *lines]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    numeric = [type(value) is int for value in fields[0].values()] if fields else []
    return "\n".join(
        "  ".join(
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in table
    )


def _text(name: str, value: str | int) -> str:
    if isinstance(value, bool):
        return name if value else ""
    return visible(str(value))
