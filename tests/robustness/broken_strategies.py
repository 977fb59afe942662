"""Strategies that do not load: they are refused before anything is sent."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .files_in_use import SERVER, SERVICE, USABLE, Make, expected
from .interface import Outcome, Prepare, Trial, ends

_FAMILY = "strategies of users"


class _Counting(http.server.BaseHTTPRequestHandler):
    """Writes down that a request has come, and answers as if all were well."""

    folder: Path

    def handle_one_request(self) -> None:
        """Answer a request of any method."""
        if self.rfile.readline():
            (self.folder / "a-request-came").touch()
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        self.close_connection = True


def _counted(make: Make) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "strategies").mkdir()
        make(folder / "strategies")
        handler = type("_Of", (_Counting,), {"folder": folder})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield {"port": str(server.server_address[1])}
        finally:
            server.shutdown()
            server.server_close()

    return prepare


def _nothing_was_sent(folder: Path, _outcome: Outcome) -> Iterable[str]:
    return ("a request was sent",) if (folder / "a-request-came").exists() else ()


def _source(text: str | bytes, name: str = f"{SERVICE}.py") -> Make:
    data = text.encode() if isinstance(text, str) else text
    return lambda folder: (folder / name).write_bytes(data)


_DOMAIN = f"from shapeproof.strategies import domain\nvalues = domain('{SERVICE}')\n"
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
_STRATEGIES: tuple[tuple[str, Make, str], ...] = (
    # what, how it is made, what is said of it
    ("a syntax error", _source("def ("), r"amplifybackend.py, line 1"),
    ("a picture", _source(_PNG), r"amplifybackend.py"),
    ("Latin-1 without saying so", _source(_DOMAIN.encode() + b"x = '\xe9'\n"),
     r"amplifybackend.py"),
    ("UTF-16", _source(_DOMAIN.encode("utf-16")), r"amplifybackend.py"),
    ("NULs", _source(b"\0" * 100), r"amplifybackend.py"),
    ("nothing in it", _source(""), r"needs a line 'values = domain\('amplifybackend'\)'"),
    ("an unknown import", _source("import no_such_package"), r"amplifybackend.py, line 1.*no_such"),
    ("an exception", _source(_DOMAIN + "1 / 0"), r"amplifybackend.py, line 3.*ZeroDivisionError"),
    ("an exit", _source("raise SystemExit(0)"), r"amplifybackend.py, line 1.*SystemExit"),
    ("another service", _source(_DOMAIN.replace(SERVICE, "mq")), r"registers values of 'mq'"),
    ("an unknown member", _source(_DOMAIN + "@values.member('NoSuchMember')\n"
     "def no_such(): return 1\n"), r"amplifybackend.py"),
    ("deep brackets", _source("x = " + "(" * 5_000 + ")" * 5_000), r"amplifybackend.py"),
    ("20 MB", _source(b"# x\n" * 5_000_000), r"amplifybackend.py.*larger than"),
    ("a link to itself", lambda folder: (folder / f"{SERVICE}.py").symlink_to(f"{SERVICE}.py"),
     r"amplifybackend.py"),
    ("a folder", lambda folder: (folder / f"{SERVICE}.py").mkdir(), r"amplifybackend.py"),
    ("a common file that is a link to nothing",
     lambda folder: (folder / "common.py").symlink_to("gone"), r"common.py"),
    ("a common file with a syntax error", _source("def (", "common_x.py"), r"common_x.py, line 1"),
)  # fmt: skip
_LATE = "looked at only after the coverage phase"
_HARMLESS: tuple[tuple[str, Make], ...] = (
    ("pictures and notes", _source(_PNG, "logo.png")),
    ("names of no service", _source("def (", "no-service.py")),
    ("a package", lambda folder: (folder / "amplifybackend").mkdir()),
    ("a byte-order mark", _source(b"\xef\xbb\xbf" + _DOMAIN.encode())),
    ("Latin-1 that says so", _source(b"# coding: latin-1\n" + _DOMAIN.encode() + b"# \xe9\n")),
)


def _of_strategies() -> Iterator[Trial]:
    url = ("server", SERVICE, "http://127.0.0.1:{port}", *SERVER[2:])
    for what, make, said in _STRATEGIES:
        yield Trial(_FAMILY, what, url, expected(ends(2), said), _counted(make),
                    inspect=_nothing_was_sent, preloaded=True,
                    before=_LATE if what == "an exception" else "")  # fmt: skip
    for what, make in _HARMLESS:
        yield Trial(_FAMILY, what, url, expected(USABLE), _counted(make),
                    preloaded=True)  # fmt: skip


TRIALS = tuple(_of_strategies())
