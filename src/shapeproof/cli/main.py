"""The ``shapeproof`` command: commands are imported when used; errors become an exit status."""

from __future__ import annotations

import _thread
import errno
import importlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from types import FrameType

import click

from shapeproof import __version__
from shapeproof.command_process import COMMAND, tell
from shapeproof.exceptions import BadUsage, ShapeproofError, said


@dataclass(frozen=True)
class LazyCommand:
    """Where a command is defined, and the first line of its help, shown without importing it."""

    module: str
    summary: str


COMMANDS: Mapping[str, LazyCommand] = {
    "client": LazyCommand(
        "shapeproof.cli.client_command",
        "Fuzz a client of SERVICE: check what it sends and how it reads replies.",
    ),
    "config": LazyCommand(
        "shapeproof.cli.config_command",
        "Show and check the configuration file, or print its JSON Schema.",
    ),
    "contract": LazyCommand(
        "shapeproof.cli.contract_command",
        "List, show, pin, compare and export contracts.",
    ),
    "mock": LazyCommand(
        "shapeproof.cli.mock_command",
        "Serve mocks of the services on 127.0.0.1 until Ctrl-C stops them.",
    ),
    "report": LazyCommand(
        "shapeproof.cli.report_command",
        "Merge, print or compare the reports of earlier runs.",
    ),
    "server": LazyCommand(
        "shapeproof.cli.server_command",
        "Check a mock server of SERVICE against the contract of the service.",
    ),
    "traffic": LazyCommand(
        "shapeproof.cli.traffic_command",
        "Judge recorded traffic: requests and responses, against the contracts of their services.",
    ),
}
"""All commands. Importing one takes seconds, as some import moto."""


class LazyGroup(click.Group):
    """A group that imports a command only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(COMMANDS[cmd_name].module), cmd_name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands for ``--help``."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, each.summary) for name, each in COMMANDS.items()])


EXIT_USAGE = 2
EXIT_INTERRUPTED = 3
EXIT_DEFECT = 70
_SOON_SECONDS = 0.01
_FEW = 3
_LONGEST = 4_000
"""Characters of a message, which may quote what a user's file holds."""
_FOLDER_GONE = BadUsage(
    "working folder", "it does not exist any more", "change to a folder that exists"
)
_DISK_TROUBLE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EBADF, errno.EFBIG}
)
_LIMITS_OF_MACHINE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN})
_interrupts: list[int] = []
"""Signals that have asked the command to end."""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shapeproof")
def cli() -> None:
    """Contract tests for AWS APIs: check servers and clients against the service model.

    Exit status: 0 conforms as far as reached; 1 findings at or above --fail-on, or a demand that is
    not met (--min-reached, --strict-baseline); 2 wrong usage, unknown service, broken contract, or
    a target that cannot be reached or of which nothing could be checked; 3 interrupted or out of
    time or requests; 70 a defect of shapeproof.
    """


def main() -> None:
    """Run the command line and exit."""
    _prepare_streams()
    if _COMPLETION in os.environ:
        importlib.import_module("shapeproof.cli.bash_completion")
    COMMAND.take_over()
    sys.unraisablehook = come_again
    try:
        status = run(sys.argv[1:])
    except BaseException as error:  # code of users has broken what reports it
        COMMAND.restore()
        tell(f"{type(error).__name__} while an error was reported; is code of yours at fault?")
        status = EXIT_DEFECT
    # Python would wait for threads of users' code; after an interrupt it may end itself by the
    # signal, whatever the status is; and with a status of its own where it cannot write the rest.
    COMMAND.end(status)


def come_again(unraisable: sys.UnraisableHookArgs) -> None:
    """An interrupt that Python cannot raise, as in a garbage collection, is raised again soon.

    That of a time limit comes again by itself. Python would print a traceback and go on. A function
    at exit that exits changes nothing.
    """
    if isinstance(unraisable.exc_value, SystemExit):
        return
    if not isinstance(unraisable.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
    elif type(unraisable.exc_value) is KeyboardInterrupt:
        later = threading.Timer(_SOON_SECONDS, _thread.interrupt_main)
        later.daemon = True
        later.start()


def _prepare_streams() -> None:
    """Where standard streams are closed, what is written to them is lost.

    What their encoding does not have is escaped.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            lost = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
            setattr(sys, name, lost)
        elif isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


_COMPLETION = "_SHAPEPROOF_COMPLETE"
"""The variable by which a shell asks for its script, or for what may follow."""


def run(arguments: list[str]) -> int:
    """Run the command line with arguments; returns the exit status."""
    _interrupts.clear()
    previous = {each: signal.signal(each, _terminated) for each in _ending_signals()}
    try:
        _require_folder()
        status = cli.main(args=arguments, prog_name="shapeproof", standalone_mode=False)
        COMMAND.restore_streams()
        sys.stdout.flush()
        # Its interrupt may have come while reports were written, which go on then.
        return EXIT_USAGE if COMMAND.ended_by else int(status or 0)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return EXIT_USAGE if COMMAND.ended_by else EXIT_INTERRUPTED
    except click.ClickException as error:
        return _usage_error(_click_message(error))
    except ShapeproofError as error:
        return _usage_error(str(error))
    except BrokenPipeError:
        return _pipe_closed()
    except OSError as error:
        if isinstance(error, FileNotFoundError) and _folder_is_gone():
            return _usage_error(str(_FOLDER_GONE))
        if error.errno in _LIMITS_OF_MACHINE:
            return _usage_error(f"{error.strerror}: a limit of this machine; raise it (ulimit -a)")
        if error.errno not in _DISK_TROUBLE:
            return _failed(error)
        return _usage_error(f"cannot write: {error.strerror}; the output is incomplete")
    except MemoryError:
        return _usage_error("out of memory; allow more of it, or check fewer operations at once")
    except Exception as error:  # anything else is a defect, most likely of ours
        if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
            return _usage_error(f"{error}: a limit of this machine; raise it (ulimit -u)")
        return _failed(error)
    except BaseException as error:  # SystemExit and the like come from users' code
        if _COMPLETION in os.environ and isinstance(error, SystemExit):  # and from completion
            return int(error.code or 0)
        shown = " ".join(f"{type(error).__name__}: {said(error)}".split())
        return _usage_error(f"code of yours ended the run ({shown}); correct or remove it")
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _ending_signals() -> Iterator[int]:
    """What ends a run as Ctrl-C does: a request to end, and a closed terminal but for ``nohup``."""
    yield signal.SIGTERM
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        yield signal.SIGINT
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None and signal.getsignal(hangup) is signal.SIG_DFL:
        yield hangup


def _require_folder() -> None:
    """Raises BadUsage where the working folder was removed: relative paths mean nothing there."""
    if _folder_is_gone():
        raise _FOLDER_GONE


def _folder_is_gone() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _failed(error: Exception) -> int:
    """What to say of an exception that nothing expects: a user's code may be at fault."""
    COMMAND.restore()  # imports need Python's own functions
    if _interrupts and isinstance(error, ImportError | SystemError):
        return EXIT_INTERRUPTED  # modules in C report so that their import was interrupted
    from shapeproof.hidden_modules import hidden_modules

    if hidden := hidden_modules():  # what else is imported here may fail as well
        tell(f"{type(error).__name__}: {said(error)[:_LONGEST]}: {hidden[0]}")
        return EXIT_USAGE
    from shapeproof.exchange.users_code import place_at_fault, replaced_functions

    place = place_at_fault(error)
    shown = " ".join(f"{type(error).__name__}: {said(error)}".split())[:_LONGEST]
    if place is not None:
        return _usage_error(f"{place} raised {shown}; correct or remove that code")
    replaced = tuple(dict.fromkeys((*COMMAND.replaced, *replaced_functions())))
    if replaced:
        few = ", ".join(replaced[:_FEW])
        return _usage_error(f"{shown}: code of yours has replaced {few}; remove that code")
    return _defect()


def _defect() -> int:
    COMMAND.restore_streams()
    with suppress(OSError):
        traceback.print_exc()
        click.echo("shapeproof: this is a defect of shapeproof; please report it", err=True)
    return EXIT_DEFECT


def _click_message(error: click.ClickException) -> str:
    """What click says; where it would print the whole help, where to find that."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None and type(error).__name__ == "NoArgsIsHelpError":
        return f"no command given; see '{context.command_path} --help'"
    return error.format_message()


def _usage_error(message: str) -> int:
    from shapeproof.report.masking.urls import with_masked_urls
    from shapeproof.report.text import shown

    COMMAND.restore_streams()
    text = shown(with_masked_urls(" ".join(message.split())), _LONGEST)
    with suppress(OSError):  # standard error may be on the same full disk
        click.echo(f"shapeproof: {text}", err=True)
    return EXIT_USAGE


def _pipe_closed() -> int:
    # The reader of the output has gone; the interpreter must not fail when it flushes again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_INTERRUPTED


def _terminated(number: int, _frame: FrameType | None) -> None:
    _interrupts.append(number)
    raise KeyboardInterrupt
