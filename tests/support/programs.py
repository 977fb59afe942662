"""Programs of the tests, run in processes of their own."""

import os
import shlex
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def environment() -> dict[str, str]:
    """Environment variables of a process that imports ``tests`` from any folder."""
    paths = (str(REPOSITORY), os.environ.get("PYTHONPATH", ""))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def module_command(module: str, *arguments: str) -> list[str]:
    """A command that runs a module of the tests, whatever the folder and the environment are."""
    path = environment()["PYTHONPATH"]
    return ["env", f"PYTHONPATH={path}", sys.executable, "-m", module, *arguments]


def module_command_line(module: str, *arguments: str) -> str:
    """The same as one text, for an option that takes a command."""
    return shlex.join(module_command(module, *arguments))
