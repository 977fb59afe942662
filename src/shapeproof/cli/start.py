"""Where the command line starts: an interrupt ends it quietly even while modules are imported."""

from __future__ import annotations

import os

_INTERRUPTED = 3
_USAGE = 2


def main() -> None:
    """Run the command line and exit."""
    try:
        from shapeproof.cli.main import main as run
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)
    except Exception as error:
        _end_if_hidden(error)
        raise
    run()


def _end_if_hidden(error: Exception) -> None:
    """End the process where a file of a user was imported in place of a library."""
    from shapeproof.command_process import tell
    from shapeproof.hidden_modules import hidden_modules

    if found := hidden_modules():
        tell(f"{type(error).__name__}: {error}: {found[0]}")
        os._exit(_USAGE)
