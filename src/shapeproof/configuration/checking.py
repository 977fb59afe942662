"""Judges what a configuration file holds, by the JSON Schema that ships with shapeproof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from shapeproof.configuration import layers
from shapeproof.configuration.files import ConfigurationFile
from shapeproof.contract.pointer import parse
from shapeproof.contract.user_document import DocumentSchema, nearest_name
from shapeproof.exceptions import UnfitDocument

SCHEMA = DocumentSchema("shapeproof.configuration", "config-1.json")
"""What may stand in the file."""
_PYTEST = DocumentSchema("shapeproof.configuration", "config-1.json", "pytest")
PYTEST = "pytest"
"""The table of pytest's options."""


def check(file: ConfigurationFile) -> None:
    """Raise UnfitDocument for the first key or value that does not fit."""
    _check(SCHEMA, file, file.table, ())


def pytest_table(file: ConfigurationFile | None) -> Mapping[str, Any]:
    """The options of pytest in a file; the rest of it is not judged. Raises UnfitDocument."""
    table: Any = {} if file is None else file.table.get(PYTEST, {})
    if file is not None and table:
        _check(_PYTEST, file, table, (PYTEST,))
    return table if isinstance(table, Mapping) else {}


def _check(
    schema: DocumentSchema, file: ConfigurationFile, table: Any, above: tuple[str, ...]
) -> None:
    _refuse_times(file, table, above)
    try:
        schema.check(file.name, table)
    except UnfitDocument as error:
        names = (*above, *parse(error.pointer))
        hint = _hint(file, table, names) if error.reason.startswith("expected") else ""
        raise file.unfit(names, _words(error.reason) + hint) from None


def _refuse_times(file: ConfigurationFile, value: Any, names: tuple[str, ...]) -> None:
    """TOML has dates and times, JSON Schema has not; no option takes one."""
    if isinstance(value, date | time):
        raise file.unfit(names, "no option takes a date or time; write a string in quotes")
    inner = value.items() if isinstance(value, Mapping) else ()
    for key, each in enumerate(value) if isinstance(value, list) else inner:
        _refuse_times(file, each, (*names, str(key)))


def _hint(file: ConfigurationFile, table: Any, names: tuple[str, ...]) -> str:
    """What is meant by a table at an option's name, or by an option among named tables."""
    match names:
        case (key,) if isinstance(table, Mapping) and isinstance(table.get(key), Mapping):
            tables = [x for x, each in SCHEMA.schema["properties"].items() if _holds_tables(each)]
            own = [each for each in tables if each.startswith(f"{key}-")]
            if own:
                return f"; its commands have tables of their own: {', '.join(own)}"
            near = nearest_name(key, tables)
            return f"; did you mean {near!r}?" if near else ""
        case ((layers.TARGETS | layers.SERVICES) as key, _):
            return f"; options stand below {file.key(key, 'NAME')}"
    return ""


def _holds_tables(schema: Mapping[str, Any]) -> bool:
    """Whether a property is a table of options, or of tables."""
    return schema.get("type") == "object" or "/options/" not in schema.get("$ref", "/options/")


def _words(reason: str) -> str:
    """TOML's word for an object is a table."""
    return reason.replace("an object", "a table")
