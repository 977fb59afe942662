"""Types of options: what a configuration file may write for them, and how a shell completes them.

Each type knows its JSON Schema and makes of a value of the file what the command line would give.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    _Type = click.ParamType[Any]
else:  # it is generic in newer versions of click only
    _Type = click.ParamType


class FileValue(_Type):
    """A type of options with a form of its own in a configuration file."""

    schema: Mapping[str, Any] = {"type": "string"}
    """What the file may hold for one value."""

    def from_file(self, value: Any, folder: Path) -> Any:
        """What the command line would give for a value of a file in a folder."""
        return value


class SecretText(FileValue):
    """A text that is never shown."""

    name = "text"
    schema: Mapping[str, Any] = {"type": "string", "writeOnly": True}


class FiniteRange(click.FloatRange):
    """A number within bounds that is neither infinite nor none (``nan`` is in every range)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


class NameList(FileValue):
    """Names, separated by commas; in a file also a list. The value is the text with the commas."""

    name = "list"

    def __init__(self, choices: Sequence[str]) -> None:
        """A list of some of the choices; what reads the text refuses other names."""
        self.choices = tuple(choices)
        items = {"type": "string", "enum": list(self.choices)}
        self.schema = {"type": ["array", "string"], "items": items, "minItems": 1}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The names as one text."""
        return ",".join(value) if isinstance(value, list | tuple) else value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names that are not in the list yet, behind what is there."""
        before, comma, last = incomplete.rpartition(",")
        used = before.split(",")
        rest = [each for each in self.choices if each not in used and each.startswith(last)]
        return [CompletionItem(f"{before}{comma}{each}") for each in rest]


class ReportSpec(FileValue):
    """``FORMAT=PATH``; in a file also a table of paths by their formats."""

    name = "report"
    schema: Mapping[str, Any] = {
        "type": "string",
        "pattern": "^[^=]+=.",
        "title": "FORMAT=PATH, such as json=report.json",
    }
    table_schema: Mapping[str, Any] = {
        "additionalProperties": {"type": ["array", "string"], "items": {"type": "string"}}
    }
    """What is allowed in place of a list of them."""

    def from_file(self, value: Any, folder: Path) -> Any:
        """The text, with a path that is relative to the folder."""
        form, equals, path = str(value).partition("=")
        return f"{form}{equals}{_anchored(path, folder)}"

    def texts(self, table: Mapping[str, Any]) -> list[str]:
        """A table as texts ``FORMAT=PATH``."""
        return [f"{form}={path}" for form, said in table.items() for path in listed(said)]

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The formats; behind the equals sign the shell completes the path."""
        form, equals, path = incomplete.partition("=")
        if equals:
            return [CompletionItem(path, type="file", prefix=f"{form}=")]
        from shapeproof.report.registry import format_names  # formats may be of other packages

        return [CompletionItem(f"{name}=") for name in format_names() if name.startswith(form)]


class SourceLine(FileValue):
    """``FILE[:LINE]``."""

    name = "file"

    def from_file(self, value: Any, folder: Path) -> Any:
        """The text, with a path that is relative to the folder."""
        return _anchored(str(value), folder)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The shell completes the path."""
        return [CompletionItem(incomplete, type="file")]


class FormatName(FileValue):
    """A format of reports, or the terminal's."""

    name = "format"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The formats."""
        from shapeproof.report.registry import format_names  # formats may be of other packages

        names = ("terminal", *format_names())
        return [CompletionItem(each) for each in names if each.startswith(incomplete)]


class ProtocolName(FileValue):
    """A protocol of AWS."""

    name = "name"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The protocols that there is a codec for."""
        from shapeproof.wire.registry import supported_protocols

        known = supported_protocols()
        return [CompletionItem(each) for each in known if each.startswith(incomplete)]


class OperationGlob(FileValue):
    """An operation by its API or python name, or a glob."""

    name = "name"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The operations of the service that stands on the command line."""
        from shapeproof.cli.completion import operations_of

        return [CompletionItem(each) for each in operations_of(ctx, incomplete)]


def listed(value: Any) -> list[Any]:
    """A value as a list: a file may write one value of several without brackets."""
    return list(value) if isinstance(value, list | tuple) else [value]


def value_schema(kind: click.ParamType[Any]) -> dict[str, Any]:
    """What a configuration file may hold for one value of a type."""
    if isinstance(kind, FileValue):
        return dict(kind.schema)
    if isinstance(kind, click.Choice):
        return {"type": "string", "enum": [str(each) for each in kind.choices]}
    if isinstance(kind, click.IntRange | click.FloatRange):
        number = "integer" if isinstance(kind, click.IntRange) else "number"
        return {"type": number, **_bounds(kind)}
    plain = {click.INT: "integer", click.FLOAT: "number", click.BOOL: "boolean"}
    return {"type": plain.get(kind, "string")}


def _bounds(kind: click.IntRange | click.FloatRange) -> dict[str, float]:
    low = "exclusiveMinimum" if kind.min_open else "minimum"
    high = "exclusiveMaximum" if kind.max_open else "maximum"
    bounds = {low: kind.min, high: kind.max}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def from_file(param: click.Parameter, value: Any, folder: Path) -> Any:
    """What click is given for a value of a configuration file in a folder."""
    kind = param.type
    if isinstance(kind, ReportSpec) and isinstance(value, Mapping):
        value = kind.texts(value)
    if param.multiple if isinstance(param, click.Option) else False:
        return [_one_from_file(kind, each, folder) for each in listed(value)]
    return _one_from_file(kind, value, folder)


def _one_from_file(kind: click.ParamType[Any], value: Any, folder: Path) -> Any:
    if isinstance(kind, FileValue):
        return kind.from_file(value, folder)
    return _anchored(str(value), folder) if isinstance(kind, click.Path) else value


def _anchored(path: str, folder: Path) -> str:
    """A path that is relative to the file; in the working folder it stays as it is."""
    expanded = str(Path(path).expanduser()) if path.startswith("~") else path
    if not path or Path(expanded).is_absolute() or folder == Path.cwd():
        return expanded
    return f"{folder}/{expanded}"  # a slash at the end says that it is a folder
