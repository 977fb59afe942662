"""pytest's options in the configuration file. It is imported where such a file may exist."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from shapeproof.configuration.checking import PYTEST, pytest_table
from shapeproof.configuration.files import ConfigurationFile, configuration_file
from shapeproof.exceptions import UnfitDocument
from shapeproof.plugin.options import CALLS, MODE_CHOICES, OPTIONS, SEVERITIES

_FILE_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "linelist": {"type": ["array", "string"], "items": {"type": "string"}},
    "report": {
        "type": ["array", "object", "string"],
        "items": {"type": "string", "pattern": "^[^=]+=.", "title": "FORMAT=PATH"},
        "additionalProperties": {"type": ["array", "string"], "items": {"type": "string"}},
    },
    "severity": {"type": "string", "enum": [*SEVERITIES]},
    "cov-fail-under": {"type": "number", "minimum": 0, "maximum": 100},
}
"""What a configuration file may hold, by the type in the ini file or by the name of the option."""


@dataclass(frozen=True)
class FileOptions:
    """The table of pytest in a configuration file, if there is one."""

    file: ConfigurationFile | None = None
    table: Mapping[str, Any] = field(default_factory=dict)
    unread: str = ""
    """Why the file does not count."""

    @classmethod
    def read(cls, start: Path, *, is_asked: bool = True, is_off: bool = False) -> FileOptions:
        """Find and read the file. Raises pytest.UsageError for what does not fit.

        Tests that do not ask for shapeproof (``is_asked``), or switch it off, run whatever is wrong
        with a file that is not about them.
        """
        try:
            file = configuration_file(start=start)
            return cls(file, pytest_table(file))
        except UnfitDocument as error:
            is_about_others = not is_asked and not _mentions_pytest(Path(error.path))
            if is_off or is_about_others:
                return cls(unread=str(error))
            raise pytest.UsageError(str(error)) from None

    def value(self, name: str) -> Any:
        """What the file says, as the command line would give it; None where it says nothing."""
        said = self.table.get(name)
        if isinstance(said, Mapping):  # reports by their formats
            pairs = ((form, each) for form, paths in said.items() for each in _listed(paths))
            return [f"{form}={path}" for form, path in pairs]
        return _listed(said) if name in _SEVERAL and said is not None else said

    def where(self, name: str) -> str:
        """The file and the key of an option, for messages."""
        return "" if self.file is None else self.file.where(PYTEST, name)

    @property
    def folder(self) -> Path:
        """The folder that paths are relative to."""
        return Path() if self.file is None else self.file.folder


def _mentions_pytest(path: Path) -> bool:
    """Whether a file may have a table of pytest's options."""
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return b"pytest" in file.read(_MOST)
    return False


_MOST = 4 * 1024 * 1024
_SEVERAL = ("report", "server", "client")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def file_schema() -> dict[str, Any]:
    """What the table of pytest in a configuration file may hold: the options of the ini file."""
    modes = {"type": ["boolean", "string"], "enum": [*MODE_CHOICES, True, False]}
    found: dict[str, Any] = {"mode": {**modes, "description": f"{CALLS}."}}
    for name, option in OPTIONS.items():
        if option.ini is not None:
            found[name] = {
                **_FILE_TYPES.get(name, _FILE_TYPES[option.ini]),
                "description": option.help,
            }
    return dict(sorted(found.items()))
