"""What the steps of the action share: inputs, outputs, the summary, and errors in the log."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MAX_SUMMARY = 1_000_000
"""GitHub drops a step's summary of more than a mebibyte."""
SERVICE = re.compile(r"[a-z0-9][a-z0-9.-]*", re.IGNORECASE)


class BadInput(Exception):
    """An input that cannot be used: its name, and what to do."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")


def text(name: str, default: str = "") -> str:
    """An input of the action, which its steps pass on as an environment variable."""
    return os.environ.get("INPUT_" + name.upper().replace("-", "_"), "").strip() or default


def words(name: str, default: str = "") -> list[str]:
    """An input that is a list of words, separated by white space or commas."""
    return text(name, default).replace(",", " ").split()


def arguments(name: str) -> list[str]:
    """An input that is a list of arguments, quoted as in a shell. Raises BadInput."""
    try:
        return shlex.split(text(name))
    except ValueError as error:
        raise BadInput(name, f"{error}; quote it as in a shell") from None


def flag(name: str, default: str) -> bool:
    """An input that is 'true' or 'false'. Raises BadInput."""
    value = text(name, default).lower()
    if value not in ("true", "false"):
        raise BadInput(name, f"expected true or false, found {value!r}")
    return value == "true"


def whole_number(name: str, default: str, least: int, most: int) -> int:
    """An input that is an integer within bounds. Raises BadInput."""
    value = text(name, default)
    is_short = value.isascii() and value.isdigit() and len(value) < 10
    if not (is_short and least <= int(value) <= most):
        raise BadInput(name, f"expected a number from {least} to {most}, found {value!r}")
    return int(value)


def services() -> list[str]:
    """The services to check, each once. They are names of files as well. Raises BadInput."""
    named = list(dict.fromkeys(words("service")))
    if not named:
        raise BadInput("service", "name at least one service, for example sns")
    for each in named:
        if not SERVICE.fullmatch(each):
            raise BadInput("service", f"{each!r} is not the name of a service")
    return named


def set_output(name: str, value: object) -> None:
    """Set an output of the step; the value may have lines, which cannot set other outputs."""
    path = os.environ.get("GITHUB_OUTPUT")
    if path:
        end = f"end-{secrets.token_hex(16)}"
        with Path(path).open("a", encoding="utf-8", errors="replace") as file:
            file.write(f"{name}<<{end}\n{value}\n{end}\n")


def add_to_summary(what: str, markdown: str) -> None:
    """Append to the summary of the step what still fits."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    size = Path(path).stat().st_size if Path(path).exists() else 0
    if size + len(markdown.encode("utf-8", "replace")) > MAX_SUMMARY:
        markdown = f"{what}: too long for this summary; the artifact has it.\n"
    with Path(path).open("a", encoding="utf-8", errors="replace") as file:
        file.write(markdown + "\n")


@contextmanager
def quoted_log() -> Iterator[None]:
    """Keep what programs print within from being read as commands of GitHub's log."""
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        print(f"::{token}::", flush=True)


def show_error(message: object) -> None:
    """Show an error in the log and on the page of the run."""
    escaped = str(message).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::error title=shapeproof::{escaped}", flush=True)


def run_step(step: Callable[[], int]) -> None:
    """Run a step and exit with its status; a wrong input is one line and the status 2."""
    try:
        status = step()
    except BadInput as error:
        show_error(error)
        status = 2
    sys.exit(status)
