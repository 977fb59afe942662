"""The options of pytest: each on the command line, and most in the ini file as well.

This module is imported whenever pytest starts: it imports nothing large.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shapeproof.plugin.file_options import FileOptions

CALLS = "Check every botocore call that the tests make"
# Separate options: an option with an optional value would consume the path that follows.
_MODES = {
    "": ("fail", f"{CALLS}; a violation fails its test."),
    "=fail": ("fail", f"{CALLS}; a violation fails its test."),
    "=report": ("report", f"{CALLS}; only report."),
    "=off": ("off", "Check nothing, even if the ini file enables it."),
}
MODE_CHOICES = ("fail", "report", "off")
_INI_MODES = {
    **dict.fromkeys(("true", "fail", "yes", "on", "1"), "fail"),
    "report": "report",
    **dict.fromkeys(("false", "off", "no", "0", ""), ""),
}
_INI_MODE_CHOICES = ("true", "fail", "report", "false")
SEVERITIES = ("error", "warning", "note")
_MODE = "shapeproof"


@dataclass(frozen=True)
class _Option:
    """One option: its help, how the command line takes it, and its type in the ini file."""

    help: str
    metavar: str | None = None
    ini: str | None = "string"
    """The type by pytest's names; None where the ini file does not have it."""

    @property
    def arguments(self) -> dict[str, Any]:
        """What argparse is told."""
        if self.metavar is None:
            return {"action": "store_true", "default": None, "help": self.help}
        several = {"action": "append"} if self.ini == "linelist" else {}
        return {**several, "default": None, "metavar": self.metavar, "help": self.help}


OPTIONS = {
    "severity": _Option(
        "Minimum severity that fails a test (default: error).", "error|warning|note"
    ),
    "report": _Option(
        "html, json, jsonl, junit, markdown, sarif, har or har-findings, to a file; repeatable.",
        "FORMAT=PATH",
        "linelist",
    ),
    "contract": _Option(
        "Contracts to judge by: pinned ones, the data of any botocore, a service-2.json or a "
        "Smithy JSON AST; services that it lacks are found as ever.",
        "PATH",
    ),
    "baseline": _Option("Known findings: they are reported but do not fail.", "FILE"),
    "update-baseline": _Option(
        "Write the findings of this run to the --shapeproof-baseline file; they fail no test.",
        ini=None,
    ),
    "record": _Option(
        "Write the requests that were accepted, as seeds for 'shapeproof server --seeds'.", "FILE"
    ),
    "cov": _Option("Show how much of the contracts the tests exercise.", ini="bool"),
    "cov-fail-under": _Option("Fail if the tests exercise less of the contracts.", "PERCENT"),
    "server": _Option(
        "Add tests that check the mock server at URL; repeatable.", "SERVICE=URL", "linelist"
    ),
    "client": _Option(
        "Add tests that fuzz the client behind the driver CMD; repeatable.",
        "SERVICE=CMD",
        "linelist",
    ),
}


def add_options(parser: pytest.Parser) -> None:
    """Add the options of the command line and of the ini file."""
    group = parser.getgroup("shapeproof", "contract tests for AWS APIs")
    for suffix, (mode, text) in _MODES.items():
        name = f"--shapeproof{suffix}"
        group.addoption(name, dest=_MODE, action="store_const", const=mode, help=text)
    parser.addini(_MODE, f"{CALLS}: true (or fail), report, false.")
    for name, option in OPTIONS.items():
        group.addoption(f"--shapeproof-{name}", **option.arguments)
        if option.ini is not None:
            text = f"As --shapeproof-{name}. {option.help}"
            parser.addini(_key(name), text, type=option.ini, default=None)  # type: ignore[arg-type]


@dataclass(frozen=True)
class GivenOptions:
    """What the command line, the ini file and the configuration file say, in this order.

    ``mode`` is ``fail``, ``report``, ``off`` by the command line, or empty. Paths of a file are
    relative to its folder.
    """

    mode: str
    severity: str
    reports: tuple[str, ...]
    given_reports: bool
    """Whether they are asked for on the command line."""
    contract: Path | None
    baseline: Path | None
    update_baseline: bool
    record: Path | None
    cov: bool
    cov_fail_under: float | None
    servers: tuple[str, ...]
    clients: tuple[str, ...]

    @classmethod
    def of(cls, config: pytest.Config) -> GivenOptions:
        """Read and check them. Raises pytest.UsageError, in one line."""
        read = _Reader(config)
        return cls(
            mode=read.mode(),
            severity=read.word("severity", "error", SEVERITIES),
            reports=read.outputs("report"),
            given_reports=bool(config.getoption(_key("report"), None)),
            contract=read.path("contract"),
            baseline=read.path("baseline"),
            update_baseline=bool(read.value("update-baseline")),
            record=read.path("record"),
            cov=bool(read.value("cov")),
            cov_fail_under=read.percentage("cov-fail-under"),
            servers=tuple(read.value("server") or ()),
            clients=tuple(read.value("client") or ()),
        )

    @property
    def judges_calls(self) -> bool:
        """Whether calls of the tests are listened to."""
        watched = self.cov or self.cov_fail_under is not None or self.record is not None
        return self.mode != "off" and (bool(self.mode) or watched)


class _Reader:
    """Reads options; it works without the plugin's options as well (``-p no:shapeproof``)."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._file = _file_options(config)

    def value(self, name: str) -> Any:
        """What is given, or None."""
        given = self._option(name)
        return self._written(name) if given is None else given

    def _written(self, name: str) -> Any:
        """What the ini file says, or the configuration file."""
        said = self._ini(_key(name))
        return self._file.value(name) if said is None and self._file is not None else said

    def mode(self) -> str:
        given = self._config.getoption(_MODE, None)
        if given is not None:
            return str(given)
        said = self._ini(_MODE)
        if said is None or said == "":
            written = self._file.value("mode") if self._file is not None else None
            return _INI_MODES[str(written).lower()] if written is not None else ""
        word = str(said).strip().lower()
        if word not in _INI_MODES:
            raise unknown_value(self._where(_MODE), str(said), _INI_MODE_CHOICES)
        return _INI_MODES[word]

    def word(self, name: str, default: str, choices: Sequence[str]) -> str:
        said = self.value(name) or default
        if said not in choices:
            raise unknown_value(self._source(name), said, choices)
        return str(said)

    def percentage(self, name: str) -> float | None:
        said = self.value(name)
        if said is None or said == "":
            return None
        with suppress(ValueError):
            if 0 <= float(said) <= 100:
                return float(said)
        raise pytest.UsageError(f"{self._source(name)} {said}: give a percentage from 0 to 100")

    def path(self, name: str) -> Path | None:
        said = self.value(name)
        return self._folder(name) / said if said else None

    def outputs(self, name: str) -> tuple[str, ...]:
        """Texts like ``json=PATH``."""
        found = []
        for text in self.value(name) or ():
            form, equals, path = text.partition("=")
            is_absolute = not path or self._option(name) is not None
            found.append(text if is_absolute else f"{form}{equals}{self._folder(name) / path}")
        return tuple(found)

    def _option(self, name: str) -> Any:
        return self._config.getoption(_key(name), None)

    def _ini(self, key: str) -> Any:
        try:
            return self._config.getini(key)
        except KeyError:  # not one of the options, or without the plugin
            return None
        except (TypeError, ValueError, pytest.UsageError) as error:
            if "unknown configuration value" in str(error):
                return None
            raise pytest.UsageError(f"{self._where(key)}: {error}") from None

    def _folder(self, name: str) -> Path:
        """The folder that a path is relative to; on the command line the working folder."""
        if self._option(name) is not None:
            return Path()
        if self._ini(_key(name)) is None and self._file is not None:
            return self._file.folder
        path = self._config.inipath
        return Path() if path is None else path.parent

    def _source(self, name: str) -> str:
        if self._option(name) is not None:
            return f"--shapeproof-{name}"
        if self._ini(_key(name)) is None and self._file is not None:
            return self._file.where(name)
        return self._where(_key(name))

    def _where(self, key: str) -> str:
        path = self._config.inipath
        return f"{key} in {path.name}" if path is not None else key


_FILE_OPTIONS: pytest.StashKey[FileOptions | None] = pytest.StashKey()


def _file_options(config: pytest.Config) -> FileOptions | None:
    """What the configuration file says, read once; None where no such file can be.

    Raises pytest.UsageError.
    """
    if _FILE_OPTIONS not in config.stash:
        start = config.invocation_params.dir
        found = None
        if any(_may_configure(each) for each in (start, *start.parents)) or os.environ.get(_NAMED):
            # By name, so that TOML is read only if a file may have a table of shapeproof.
            module = import_module("shapeproof.plugin.file_options")
            mode = config.getoption(_MODE, None)
            is_asked = mode is not None or any(
                config.getoption(_key(name), None) is not None for name in OPTIONS
            )
            found = module.FileOptions.read(start, is_asked=is_asked, is_off=mode == "off")
        config.stash[_FILE_OPTIONS] = found
    return config.stash[_FILE_OPTIONS]


def unread_file(config: pytest.Config) -> str:
    """Why the configuration file does not count; empty where it does, or where there is none."""
    found = config.stash.get(_FILE_OPTIONS, None)
    return "" if found is None else found.unread


_NAMED = "SHAPEPROOF_CONFIG"
"""The environment variable that names a configuration file."""


def _may_configure(folder: Path) -> bool:
    """Whether a folder may have a configuration file, without parsing one."""
    if os.path.lexists(folder / "shapeproof.toml"):
        return True
    project = folder / "pyproject.toml"
    with suppress(OSError):
        return project.is_file() and _TABLE.search(project.read_bytes()) is not None
    return False


_TABLE = re.compile(rb"\btool\W+shapeproof\b")
"""How a file may write the table; a dependency of that name is none."""


def _key(name: str) -> str:
    return f"shapeproof_{name.replace('-', '_')}"


def unknown_value(where: str, said: str, choices: Sequence[str]) -> pytest.UsageError:
    """The error for a word that is none of the choices."""
    first = ", ".join(choices[:-1])
    near = get_close_matches(said, choices, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return pytest.UsageError(
        f"{where}: unknown value {said!r}; choose {first} or {choices[-1]}{hint}"
    )
