"""Finds and reads the configuration file: ``shapeproof.toml``, or a table of ``pyproject.toml``."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapeproof.contract.user_document import why_unreadable
from shapeproof.contract.user_files import read_user_file
from shapeproof.exceptions import UnfitDocument

OWN_FILE = "shapeproof.toml"
"""The file whose tables are all shapeproof's."""
PROJECT_FILE = "pyproject.toml"
"""The file in which ``[tool.shapeproof]`` is shapeproof's."""
ENVIRONMENT = "SHAPEPROOF_CONFIG"
"""The environment variable that names the file."""
_TOOL = "tool.shapeproof"
_MENTION = b"shapeproof"
_REPOSITORIES = (".git", ".hg")
_MAX_BYTES = 1024 * 1024
_PLACE = re.compile(r"(?P<reason>.*?) \(at (?P<place>[^()]*)\)", flags=re.DOTALL)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class ConfigurationFile:
    """What one file says.

    ``prefix`` is the key of shapeproof's table in the file, empty where it is the whole file;
    ``ignored`` is a second file in the same folder, which does not count.
    """

    path: Path
    prefix: str = ""
    table: Mapping[str, Any] = field(default_factory=dict)
    ignored: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder that paths in the file are relative to."""
        return self.path.absolute().parent

    @property
    def name(self) -> str:
        """The path for messages: short if the file is in the working folder."""
        return short(self.path)

    def key(self, *names: str) -> str:
        """A key as the file writes it."""
        return dotted(self.prefix, *names)

    def where(self, *names: str) -> str:
        """A key with its file, for messages."""
        return f"{self.name}: {self.key(*names)}"

    def unfit(self, names: tuple[str, ...], reason: str) -> UnfitDocument:
        """The error for a value at a key."""
        return UnfitDocument(self.name, self.key(*names), reason)


def dotted(prefix: str, *names: str) -> str:
    """Names as a dotted key of TOML, in quotes where they need them; numbers in brackets."""
    text = prefix
    for name in names:
        if name.isdigit() and text:
            text += f"[{name}]"
            continue
        quoted = name if _BARE.fullmatch(name) else f'"{name}"'
        text += f".{quoted}" if text else quoted
    return text


def short(path: Path) -> str:
    """A path for messages: relative if it is below the working folder."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def configuration_file(
    given: Path | None = None, start: Path | None = None
) -> ConfigurationFile | None:
    """The file that counts: the one given, that of the environment, or the one found.

    It is looked for in the folder ``start``, by default the working folder, and above.

    Raises UnfitDocument for a file that cannot be read, and for one given without a table.
    """
    named = os.environ.get(ENVIRONMENT)
    if given is None and named:
        given = Path(named).expanduser()
    return find(start or Path.cwd()) if given is None else read(given)


def find(start: Path) -> ConfigurationFile | None:
    """The file in a folder, or in the nearest above it up to the root of the repository.

    Raises UnfitDocument for a file that cannot be read.
    """
    for folder in _folders(start):
        own, project = folder / OWN_FILE, folder / PROJECT_FILE
        if _is_there(own):
            other = project if project.is_file() and _mentions(project) else None
            return read(own, ignored=other if other and _table_of_project(other) else None)
        if project.is_file() and _mentions(project) and _table_of_project(project) is not None:
            return read(project)
    return None


def _is_there(path: Path) -> bool:
    """Whether there is something of this name, be it a link to nothing or a pipe."""
    return os.path.lexists(path)


def _folders(start: Path) -> Iterator[Path]:
    """A folder and those above it, up to the root of its repository; outside of one, itself only.

    A file somewhere above is not the user's: in a folder that all can write to, it is anyone's.
    """
    above = [start, *start.parents]
    roots = (index for index, each in enumerate(above) if _is_root(each))
    yield from above[: next(roots, 0) + 1]


def _is_root(folder: Path) -> bool:
    return any((folder / each).exists() for each in _REPOSITORIES)


def _mentions(path: Path) -> bool:
    """Whether a file may have a table of shapeproof; other files are none of its business."""
    try:
        return path.stat().st_size <= _MAX_BYTES and _MENTION in path.read_bytes()
    except OSError:
        return False


def read(path: Path, ignored: Path | None = None) -> ConfigurationFile:
    """Read a file. Raises UnfitDocument: not TOML, or without a table of shapeproof."""
    document = _parsed(path)
    if path.name != PROJECT_FILE and "tool" not in document:
        return ConfigurationFile(path, "", document, ignored)
    table = _tool_table(path, document)
    if table is None:
        raise UnfitDocument(short(path), "", f"it has no table [{_TOOL}]")
    if path.name != PROJECT_FILE and (rest := sorted(document.keys() - {"tool"})):
        reason = f"tables stand both below {_TOOL} and at the top; move {rest[0]!r} below {_TOOL}"
        raise UnfitDocument(short(path), dotted("", rest[0]), reason)
    return ConfigurationFile(path, _TOOL, table, ignored)


def _table_of_project(path: Path) -> Mapping[str, Any] | None:
    return _tool_table(path, _parsed(path))


def _tool_table(path: Path, document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    tool = document.get("tool")
    table = tool.get("shapeproof") if isinstance(tool, Mapping) else None
    if table is not None and not isinstance(table, Mapping):
        raise UnfitDocument(short(path), _TOOL, "expected a table")
    return table


def _parsed(path: Path) -> Mapping[str, Any]:
    name = short(path)
    data = _bytes_of(path, name)
    try:
        text = data.decode("utf-8-sig")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnfitDocument(name, "", f"not TOML ({_placed(str(error), text)})") from None
    except UnicodeDecodeError as error:
        raise UnfitDocument(name, "", f"not UTF-8 text (byte {error.start})") from None
    except ValueError as error:  # a number of too many digits
        raise UnfitDocument(name, "", f"not TOML ({error})") from None
    except RecursionError:
        raise UnfitDocument(name, "", "nested too deeply") from None


def _bytes_of(path: Path, name: str) -> bytes:
    """What is in a file. Raises UnfitDocument, also for a pipe that nobody has named."""
    try:
        return read_user_file(path, _MAX_BYTES, pipes=path.name != OWN_FILE)
    except (OSError, ValueError) as error:  # a path with a NUL is a ValueError
        raise UnfitDocument(name, "", why_unreadable(error)) from None


def _placed(message: str, text: str) -> str:
    """What the parser says of a text, with line and column first."""
    found = _PLACE.fullmatch(message)
    if found is None:
        return message
    place = found["place"]
    if not place.startswith("line"):  # the end of the document
        *before, last = text.split("\n")
        place = f"line {len(before) + 1}, column {len(last) + 1}"
    return f"{place}: {found['reason']}"
