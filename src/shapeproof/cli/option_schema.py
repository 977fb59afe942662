"""The JSON Schema of the configuration file, made of the options of all commands.

``python -m shapeproof.cli.option_schema`` writes the file that ships with the package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from shapeproof.cli.option_types import ReportSpec, value_schema
from shapeproof.configuration import files
from shapeproof.configuration.checking import PYTEST
from shapeproof.configuration.layers import SERVICE, SERVICES, TARGETS

Schema = dict[str, Any]
_NAME = "config-1.json"


def option_key(param: click.Parameter) -> str | None:
    """The key of a parameter in the file; None for what only the command line has."""
    if isinstance(param, click.Argument):
        return param.name if getattr(param, "is_configurable", False) else None
    if not param.expose_value or param.is_eager:
        return None
    names = [each for each in param.opts if each.startswith("--")]
    return names[0].removeprefix("--") if names else None


def option_schema(param: click.Parameter) -> Schema:
    """What the file may hold for a parameter."""
    text = {"description": param.help} if isinstance(param, click.Option) and param.help else {}
    if isinstance(param, click.Option) and param.is_flag:
        return {"type": "boolean", **text}
    one = value_schema(param.type)
    if not (isinstance(param, click.Option) and param.multiple):
        return {**one, **text}
    table = dict(param.type.table_schema) if isinstance(param.type, ReportSpec) else {}
    kinds = ["array", "object", "string"] if table else ["array", "string"]
    # What holds for one text of a list holds for a text in place of the list.
    form: Schema = {key: one[key] for key in ("pattern", "title") if key in one}
    return {"type": kinds, "items": one, **form, **table, **text}


def is_same(param: click.Parameter, other: Schema) -> bool:
    """Whether a parameter means what another one of its name does, by what it accepts."""
    own = option_schema(param)
    return all(own.get(key) == other.get(key) for key in ("type", "enum", "items"))


def table_schema(params: list[click.Parameter]) -> Schema:
    """The options of one command, by their keys."""
    keyed = {key: option_schema(each) for each in params if (key := option_key(each)) is not None}
    return dict(sorted(keyed.items()))


CommandPath = tuple[str, ...]
"""The names of a command and of the groups above it, the command last."""


def commands(group: click.Group, above: CommandPath = ()) -> Iterator[tuple[CommandPath, Any]]:
    """All commands of a group, and of the groups in it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))
        elif command is not None:
            yield (*above, name), command


def config_schema(group: click.Group, pytest_options: Mapping[str, Any]) -> Schema:
    """The schema of the whole file: of the commands of a group, and of pytest's options."""
    tables: dict[str, Schema] = {}
    general: dict[str, Schema] = {}
    of_targets: dict[str, Schema] = {}
    of_services: list[str] = []
    for path, command in commands(group):
        name, options = "-".join(path), table_schema(command.params)
        if not options:
            continue
        tables[name] = _closed(options, f"Options of 'shapeproof {' '.join(path)}'.")
        general = options | general if len(path) == 1 else general
        of_targets = options | of_targets if getattr(command, "alternatives", ()) else of_targets
        of_services += [name] * any(getattr(x, "names_service", False) for x in command.params)
    document = _document(tables, general, of_targets, of_services)
    document["$defs"][PYTEST] = _closed(dict(pytest_options), "Options of the pytest plugin.")
    return document


def _document(
    tables: dict[str, Schema], general: Schema, of_targets: Schema, of_services: list[str]
) -> Schema:
    options = {key: {"$ref": f"#/$defs/options/properties/{key}"} for key in sorted(general)}
    references = {name: {"$ref": f"#/$defs/{name}"} for name in sorted(tables)}
    inner = {name: references[name] for name in sorted(of_services)}
    whole = {
        **options,
        **references,
        PYTEST: {"$ref": f"#/$defs/{PYTEST}"},
        SERVICES: _named({"$ref": "#/$defs/service"}, "Options of one service each."),
        TARGETS: _named({"$ref": "#/$defs/target"}, "Targets by their names: '@NAME'."),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{files.OWN_FILE}, or [tool.shapeproof] in {files.PROJECT_FILE}",
        **_closed(whole),
        "$defs": {
            "options": _closed(dict(sorted(general.items())), "Options of all commands."),
            **{name: tables[name] for name in sorted(tables)},
            "service": _closed({**options, **inner}, "Options of one service."),
            "target": _closed(_target_options(of_targets), "A target, and its options."),
        },
    }


def _target_options(options: Mapping[str, Schema]) -> dict[str, Schema]:
    text = "The service of the target, or a list: 'shapeproof server @NAME' uses it."
    services = {"type": ["array", "string"], "items": {"type": "string"}, "description": text}
    return {SERVICE: services, **dict(sorted(options.items()))}


def _closed(properties: dict[str, Any], text: str = "") -> Schema:
    described = {"description": text} if text else {}
    closed = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**described, **closed}


_NAME_FORM = "a name of letters, digits, '.', '_' and '-'"


def _named(schema: Schema, text: str) -> Schema:
    names = {"pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$", "title": _NAME_FORM}
    return {
        "type": "object",
        "propertyNames": names,
        "additionalProperties": schema,
        "description": text,
    }


def schema_text() -> str:
    """The file that ships with the package."""
    from shapeproof.cli.main import cli
    from shapeproof.plugin.file_options import file_schema

    return json.dumps(config_schema(cli, file_schema()), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    path = Path(files.__file__).parent / "schemas" / _NAME
    path.write_text(schema_text(), encoding="utf-8")
