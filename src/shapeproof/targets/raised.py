"""Where a server in this process has raised an exception, also one that it answers itself."""

from __future__ import annotations

import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from shapeproof.exchange.sites import Site, raising_site

_LIBRARY = str(Path(traceback.__file__).resolve().parent)
_OURS = str(Path(__file__).resolve().parent)
_PASSED_OVER = (_LIBRARY, _OURS)


def raised_in_server(error: BaseException) -> Site | None:
    """The line of the server that has raised an exception; None for one without a traceback."""
    return raising_site(error.__traceback__, _PASSED_OVER)


class RaisedErrors:
    """Hears of the exceptions that applications of Flask turn into answers of 500.

    Flask has a signal for them. What a thread has raised is seen by this thread only.
    """

    def __init__(self) -> None:
        self._last = threading.local()
        signal = getattr(sys.modules.get("flask"), "got_request_exception", None)
        if signal is not None:
            signal.connect(self._note)

    def forget(self) -> None:
        """Forget the last exception: another request begins."""
        self._last.site = None

    @property
    def site(self) -> Site | None:
        """Where the last exception was raised; None since a request began without any."""
        return getattr(self._last, "site", None)

    def _note(self, _: Any, exception: BaseException, **__: Any) -> None:
        self._last.site = raised_in_server(exception)
