"""The process of the command line, and what code of users may not do to it.

Code of users runs in this process. Where it ends the process, the exit status would be one that
means something else; where it replaces the standard streams, the rest of the output would be lost.
"""

from __future__ import annotations

import _thread
import atexit
import builtins
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO, Any, NoReturn

OWN_THREADS = "shapeproof"
"""How the names of threads begin in which calls of users' code are made and waited for."""
EXIT_SECONDS = 10.0
"""How long all functions that were registered with atexit may take."""
_ENDS = ("_exit", "abort", "execv", "execve")
_exit_at_once = os._exit


class EndedProcess(SystemExit):
    """A function of a user wants to end the process without any further ado."""


class CommandProcess:
    """What is known of the process; nothing unless a command line has taken it over."""

    def __init__(self) -> None:
        self._pid: int | None = None
        self._streams: tuple[IO[str], IO[str]] | None = None
        self._builtins: dict[str, Any] = {}
        self._folder: Path | None = None
        self._status: int | None = None
        self.ended_by = ""
        """What a thread of a user has called to end the process."""
        self.replaced: list[str] = []
        """Python's own functions that code of a user had replaced, and that are restored."""

    @property
    def is_ours(self) -> bool:
        """Whether a command line has taken the process over."""
        return self._pid == os.getpid()

    @property
    def folder(self) -> Path:
        """The folder in which the command was started; code of users may change it."""
        return self._folder or Path.cwd()

    def take_over(self) -> None:
        """Remember the standard streams; make the functions that end a process raise."""
        self._pid = os.getpid()
        with suppress(FileNotFoundError):
            self._folder = Path.cwd()
        self._streams = sys.stdout, sys.stderr
        self._builtins = dict(vars(builtins))
        for name in _ENDS:
            setattr(os, name, self._guarded(name, getattr(os, name)))

    def restore(self) -> None:
        """Undo what code of users has done to the standard streams and to Python's own functions.

        What it has added stays.
        """
        now = vars(builtins)
        for name, value in self._builtins.items():
            if now.get(name) is not value:
                setattr(builtins, name, value)
                self.replaced.append(f"builtins.{name}")
        self.restore_streams()

    def restore_streams(self) -> None:
        """Write to the standard streams again, whatever code of users has put in their place.

        A copy of this process, which code of users has made, ends here: nobody waits for it.
        """
        if self._pid not in (None, os.getpid()):
            _exit_at_once(0)
        if self._streams is not None and (sys.stdout, sys.stderr) != self._streams:
            for each in (sys.stdout, sys.stderr):  # what was printed may wait in them
                with suppress(Exception):
                    each.flush()
            sys.stdout, sys.stderr = self._streams

    def end(self, status: int) -> NoReturn:
        """End the process with this status, after the functions that are registered for it.

        They end drivers and servers. One of a user that ends the process itself, or does not
        return, does not change the status.
        """
        self._status = status
        done = threading.Event()
        try:
            threading.Thread(target=self._end_later, args=(done,), daemon=True).start()
            atexit._run_exitfuncs()
            done.set()
            self.restore_streams()
            for each in (sys.stdout, sys.stderr):
                with suppress(Exception):
                    each.flush()
        finally:
            _exit_at_once(status)

    def _end_later(self, done: threading.Event) -> None:
        if not done.wait(EXIT_SECONDS):
            tell(f"a function at exit did not return within {EXIT_SECONDS:.0f} s; it is left")
            _exit_at_once(self._status or 0)

    def _guarded(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*arguments: Any, **options: Any) -> Any:
            if not self.is_ours:  # a child that was forked
                return real(*arguments, **options)
            if self._status is not None:
                _exit_at_once(self._status)
            text = f"os.{name}({', '.join(map(repr, arguments))})"[:200]
            text = f"it called {text}{_place(sys._getframe(1))}"
            if _is_waited_for():
                raise EndedProcess(text)
            self.ended_by = text
            tell(f"code of yours ended the run: {text}")
            _thread.interrupt_main()
            raise SystemExit

        return guarded


def _is_waited_for() -> bool:
    """Whether an exception that is raised in this thread is seen."""
    current = threading.current_thread()
    return current is threading.main_thread() or current.name.startswith(OWN_THREADS)


def _place(frame: FrameType | None) -> str:
    while frame is not None and frame.f_code.co_filename in (threading.__file__, os.__file__):
        frame = frame.f_back
    if frame is None:
        return " in a thread"
    return f" in {Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"


def tell(text: str) -> None:
    """Write a line to standard error, whatever has become of the stream."""
    with suppress(OSError):
        os.write(2, f"shapeproof: {text}\n".encode("utf-8", "replace"))


COMMAND = CommandProcess()
"""This process."""
