"""The schema of the configuration file follows from the options."""

from __future__ import annotations

import click
import pytest
from jsonschema import Draft202012Validator

from shapeproof.cli.configured import ConfiguredCommand
from shapeproof.cli.main import cli
from shapeproof.cli.option_schema import commands, option_key, option_schema, schema_text
from shapeproof.configuration.checking import SCHEMA

ALL = [*commands(cli)]


def test_the_file_that_ships_is_up_to_date() -> None:
    assert SCHEMA.text() == schema_text(), "run: python -m shapeproof.cli.option_schema"


@pytest.mark.slow
def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(dict(SCHEMA.schema))


@pytest.mark.parametrize("path, command", ALL, ids=[" ".join(path) for path, _ in ALL])
def test_every_command_reads_the_file(path: tuple[str, ...], command: click.Command) -> None:
    assert isinstance(command, ConfiguredCommand)
    keys = [key for each in command.params if (key := option_key(each)) is not None]
    assert len(keys) == len(set(keys))
    table = SCHEMA.schema["$defs"].get("-".join(path), {"properties": {}})
    assert set(table["properties"]) == set(keys)


@pytest.mark.parametrize("path, command", ALL, ids=[" ".join(path) for path, _ in ALL])
def test_help_names_the_options_of_the_file(path: tuple[str, ...], command: click.Command) -> None:
    text = command.get_help(click.Context(command))
    assert "--config FILE" in text
    assert "--no-config" in text


def test_no_option_of_all_commands_has_the_name_of_a_command() -> None:
    tables = {"-".join(path) for path, _ in ALL} | {"pytest", "services", "targets"}
    assert not tables & set(SCHEMA.schema["$defs"]["options"]["properties"])


@pytest.mark.parametrize(
    "option, expected",
    [
        (click.Option(["--a"]), {"type": "string"}),
        (click.Option(["--a"], is_flag=True), {"type": "boolean"}),
        (click.Option(["--a"], type=int), {"type": "integer"}),
        (click.Option(["--a"], type=float), {"type": "number"}),
        (click.Option(["--a"], type=click.IntRange(1, 3)),
         {"type": "integer", "minimum": 1, "maximum": 3}),
        (click.Option(["--a"], type=click.FloatRange(0, min_open=True)),
         {"type": "number", "exclusiveMinimum": 0}),
        (click.Option(["--a"], type=click.Choice(["x", "y"])),
         {"type": "string", "enum": ["x", "y"]}),
        (click.Option(["--a"], multiple=True),
         {"type": ["array", "string"], "items": {"type": "string"}}),
        (click.Option(["--a"], type=click.Path(), help="Where."),
         {"type": "string", "description": "Where."}),
    ],
)  # fmt: skip
def test_types_of_click(option: click.Option, expected: dict[str, object]) -> None:
    assert option_schema(option) == expected
