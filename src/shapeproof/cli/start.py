"""Where the command line starts: an interrupt ends it quietly even while modules are imported."""

from __future__ import annotations

import os

_INTERRUPTED = 3


def main() -> None:
    """Run the command line and exit."""
    try:
        from shapeproof.cli.main import main as run
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)
    run()
