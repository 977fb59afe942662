"""What a mock raises of itself, instead of an answer.

Mocks that run in the process of the tests let their own defects through the call: a KeyError of
moto, a TypeError of a function that replaces a step of the client. Exceptions that a test wants
(raised by its own code or by ``unittest.mock``), those of the client, and lost connections are no
such defects.
"""

from __future__ import annotations

import dis
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, TracebackType

from shapeproof.exceptions import said
from shapeproof.exchange.sites import INSTALLED

_RAISES = frozenset({dis.opmap["RAISE_VARARGS"], dis.opmap["RERAISE"]})
_CLIENTS = frozenset(
    {
        "aiobotocore", "aiohttp", "awscrt", "boto3", "botocore", "dateutil", "httpx", "jmespath",
        "requests", "s3transfer", "shapeproof", "urllib3", "wrapt",
    }
)  # fmt: skip
"""Packages that a call passes through before and after whatever answers it."""
_STANDARD = tuple(
    str(path)
    for each in ("stdlib", "platstdlib")
    for path in (Path(sysconfig.get_path(each)), Path(sysconfig.get_path(each)).resolve())
)
"""The folders of Python's own library, as they are imported and without links."""


@dataclass(frozen=True, slots=True)
class MockFailure:
    """An exception that whatever answers a call has raised: its type, its words, its place.

    ``lacking`` says that it is Python's own way to say that something is not implemented.
    """

    kind: str
    message: str
    file: str
    line: int
    lacking: bool

    @property
    def where(self) -> str:
        """The file as Python imports it, and the line."""
        for folder in INSTALLED:
            _, found, inside = self.file.rpartition(folder)
            if found:
                return f"{inside}:{self.line}"
        return f"{Path(self.file).name}:{self.line}"


def mock_failure(error: BaseException) -> MockFailure | None:
    """The failure of a mock that an exception is, or None."""
    is_own = type(error).__module__ != "builtins"
    if is_own or not isinstance(error, Exception) or isinstance(error, OSError | StopIteration):
        return None
    last = _last_step(error.__traceback__)
    if last is None:
        return None
    code, line, raises = last
    if not _is_installed(code.co_filename) and raises:
        return None
    lacking = isinstance(error, NotImplementedError)
    words = "" if isinstance(error, RecursionError) else said(error)
    return MockFailure(type(error).__name__, words, code.co_filename, line, lacking)


def _last_step(step: TracebackType | None) -> tuple[CodeType, int, bool] | None:
    """The innermost line that is neither Python's nor the client's, and whether it raises.

    None where the client or ``unittest.mock`` has raised the exception.
    """
    found: tuple[CodeType, int, bool] | None = None
    for code, line, at in _steps(step):
        if _package(code.co_filename) in _CLIENTS:
            found = None
        elif code.co_filename.startswith(_STANDARD) and not _is_installed(code.co_filename):
            if code.co_filename.endswith(("unittest/mock.py", "unittest\\mock.py")):
                found = None
        else:
            found = code, line, code.co_code[at] in _RAISES
    return found


def _steps(step: TracebackType | None) -> Iterator[tuple[CodeType, int, int]]:
    while step is not None:
        yield step.tb_frame.f_code, step.tb_lineno, step.tb_lasti
        step = step.tb_next


def _is_installed(file: str) -> bool:
    return any(each in file for each in INSTALLED)


def _package(file: str) -> str:
    """The package of an installed file; empty for others."""
    for folder in INSTALLED:
        _, found, inside = file.rpartition(folder)
        if found:
            return inside.replace("\\", "/").partition("/")[0].removesuffix(".py")
    return "shapeproof" if file.startswith(_OURS) else ""


_OURS = str(Path(__file__).resolve().parents[2])
