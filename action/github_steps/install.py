"""Step "Install shapeproof": into an environment of its own, unless it shares one with the target.

What is checked in-process (wsgi, moto, a target of one's own) has to be importable, so shapeproof
is installed beside it. Otherwise nothing that the job has installed is changed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from github_steps.steps import BadInput, arguments, flag, set_output, show_error, text, words

OLDEST = (3, 11)
IN_PROCESS = ("--wsgi", "--moto", "--target")
VERSION = re.compile(r"\d[0-9A-Za-z.!+]*")
SPECIFIER = re.compile(r"(===|==|~=|!=|<=|>=|<|>)\s*\d[0-9A-Za-z.!+*]*")
NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


def install() -> int:
    """Install shapeproof and set the output ``python``, the interpreter to run it with."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        raise BadInput("python", f"shapeproof needs Python 3.11 or later, found {found}")
    wanted = requirement()
    python = Path(sys.executable) if is_in_process() else own_python()
    options = ("--quiet", "--disable-pip-version-check", "--no-input")
    command = [str(python), "-m", "pip", "install", *options, wanted]
    print(f"installing {wanted} with {python}", flush=True)
    if subprocess.run(command, check=False).returncode:
        show_error(f"could not install {wanted}; the log of the step says why")
        return 2
    set_output("python", python)
    return 0


def is_in_process() -> bool:
    """Whether the target runs in shapeproof's own process."""
    named = {each.partition("=")[0] for each in arguments("args")}
    return bool(text("wsgi")) or flag("moto", "false") or not named.isdisjoint(IN_PROCESS)


def requirement() -> str:
    """What pip is told to install: this action's own files, or the version that is asked for."""
    extras = words("extras")
    for each in extras:
        if not NAME.fullmatch(each):
            raise BadInput("extras", f"{each!r} is not the name of an extra")
    if flag("moto", "false") and "server" not in extras:
        extras.append("server")
    suffix = f"[{','.join(extras)}]" if extras else ""
    version = text("version")
    if not version:
        return f"{Path(__file__).resolve().parents[2]}{suffix}"
    if VERSION.fullmatch(version):
        return f"shapeproof{suffix}=={version}"
    clauses = [each.strip() for each in version.split(",")]
    if not all(SPECIFIER.fullmatch(each) for each in clauses):
        raise BadInput("version", f"expected a version such as 0.1.0 or >=0.1, found {version!r}")
    return f"shapeproof{suffix}{','.join(clauses)}"


def own_python() -> Path:
    """The interpreter of a new virtual environment, in the job's folder of temporary files."""
    parent = os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="shapeproof-", dir=parent))
    venv.create(folder, with_pip=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
