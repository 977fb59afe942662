"""The commands that pages use, with the packages of the environment that runs the tests.

``python -m venv`` makes a folder only, and ``pip install`` installs what is in the working folder;
of other packages it only finds out that the environment has them.
"""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).parent
_VENV = """\
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$3/bin"; cp {bin}/* "$3/bin"; touch "$3/bin/activate"; exit
fi
if [ "$1 $2" = "-m pip" ]; then shift 2; exec {bin}/pip "$@"; fi
exec {python} "$@"
"""
_COMMANDS = {
    "shapeproof": """\
set -f
case "$1" in server|client|survey) exec {python} -m shapeproof "$@" $PAGE_OPTIONS ;; esac
exec {python} -m shapeproof "$@"
""",
    "pytest": 'exec {python} -m pytest -p no:cacheprovider -p no:randomly "$@"\n',
    "python": _VENV,
    "python3": _VENV,
    "moto_server": 'exec {python} -m moto.server "$@"\n',
    "pip": 'exec {python} {here}/pip_install.py "$@"\n',
}


def write_commands(folder: Path) -> None:
    """Write each command as a script."""
    folder.mkdir()
    for name, script in _COMMANDS.items():
        path = folder / name
        path.write_text(
            "#!/bin/sh\n" + script.format(python=sys.executable, bin=folder, here=_HERE)
        )
        path.chmod(0o755)
