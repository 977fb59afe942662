"""The server that the action starts: its command, its log, and the wait until it answers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException, InvalidURL
from pathlib import Path

from github_steps.steps import BadInput, quoted_log

LAST_BYTES = 4_000
PAUSE = 0.2
PATIENCE = 10
"""Seconds that a server gets to end after it was asked to."""


@contextmanager
def server(command: str, url: str, seconds: int, log: Path) -> Iterator[None]:
    """Run a command in the background; go on when the URL answers. Raises BadInput if it does not.

    Without a command the server is one that runs already. Its output goes to the log.
    """
    if url and not url.startswith(("http://", "https://")):
        raise BadInput("wait-for", f"expected a URL that begins with http://, found {url!r}")
    if not command:
        if url:
            _wait(url, seconds, None, log)
        yield
        return
    if not url:
        raise BadInput("wait-for", "give the URL that answers when the started server is ready")
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["bash", "-e", "-o", "pipefail", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(url, seconds, process, log)
        yield
    finally:
        _stop(process)


def _wait(url: str, seconds: int, process: subprocess.Popen[bytes] | None, log: Path) -> None:
    end = time.monotonic() + seconds
    while not _answers(url):
        if process is not None and process.poll() is not None:
            _show(log)
            raise BadInput("start", f"the command has ended with status {process.returncode}")
        if time.monotonic() > end:
            if process is not None:
                _show(log)
            raise BadInput("wait-for", f"{url} has not answered within {seconds} seconds")
        time.sleep(PAUSE)


def _answers(url: str) -> bool:
    """Whether anything answers, with whatever status; proxies of the environment are not used."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except InvalidURL as error:
        raise BadInput("wait-for", f"{url!r} is not a URL: {error}") from None
    except (OSError, HTTPException):
        return False
    except ValueError as error:
        raise BadInput("wait-for", f"{url!r} is not a URL: {error}") from None


def _show(log: Path) -> None:
    with quoted_log():
        print(log.read_bytes()[-LAST_BYTES:].decode("utf-8", "replace"), flush=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the command and all that it has started."""
    for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, number)
            else:
                process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
            return
