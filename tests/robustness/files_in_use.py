"""Files that nearly fit: pipes that end, dense texts, misspelt keys, and what does not load."""

from __future__ import annotations

import gzip
import http.server
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.sample_reports import sample_report

from .absurd_models import model
from .file_samples import SAMPLES
from .interface import TRACES, Expected, Outcome, Prepare, Trial, ends

_FAMILY = "files in use"
_SERVICE = "amplifybackend"
_ROOT = Path(__file__).parents[2]
_SERVER = ("server", _SERVICE, "--operation", "CreateToken", "--phases", "coverage",
           "--max-requests", "12")  # fmt: skip
_USABLE = ends(0, 1, 3)
Make = Callable[[Path], object]


def _made(make: Make) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        make(folder)
        yield {}

    return prepare


def _expected(statuses: frozenset[int], *says: str, cpu_seconds: float = 12.0) -> Expected:
    never = (*TRACES, "\x1b[")
    return Expected(statuses, says, never, seconds=90, peak_mb=500, cpu_seconds=cpu_seconds)


def _report() -> bytes:
    return json.dumps(sample_report(3)).encode()


def _fed(name: str, data: Callable[[], bytes]) -> Prepare:
    """A pipe to which somebody writes once, when somebody reads."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        path = folder / name
        os.mkfifo(path)
        writer = threading.Thread(target=_write, args=(path, data()), daemon=True)
        writer.start()
        yield {}
        if writer.is_alive():  # nobody has read
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))

    return prepare


def _write(path: Path, data: bytes) -> None:
    with suppress(BrokenPipeError):
        path.write_bytes(data)


@contextmanager
def _held(folder: Path) -> Iterator[Mapping[str, str]]:
    """A pipe that somebody holds open, and writes nothing more to."""
    os.mkfifo(folder / "odd")
    held = os.open(folder / "odd", os.O_RDWR)
    os.write(held, b'{"version": 1')
    try:
        yield {}
    finally:
        os.close(held)


def _baseline() -> bytes:
    return json.dumps({"version": 1, "findings": []}).encode()


def _sample(kind: str) -> Callable[[], bytes]:
    return lambda: SAMPLES[kind]().data


_PIPES: tuple[tuple[str, str, Callable[[], bytes], tuple[str, ...]], ...] = (
    # what, the name of the pipe, what comes out of it, the arguments
    ("a report to show", "odd", _report, ("report", "show", "odd")),
    ("a report to merge", "odd", _report, ("report", "merge", "odd", "--output", "all.json")),
    ("a report of lines", "odd", _sample("jsonl report"), ("report", "show", "odd")),
    ("a baseline", "odd", _baseline, (*_SERVER, "--baseline", "odd")),
    ("seeds", "odd", _sample("seeds"), (*_SERVER, "--seeds", "odd")),
    ("a configuration", "odd.toml", lambda: b"[server]\nseed = 1\n",
     (*_SERVER, "--config", "odd.toml")),
    ("a HAR", "odd.har", _sample("har"), ("traffic", "odd.har")),
    ("a model", "odd.json", _sample("service-2"),
     ("contract", "pin", "things", "--from", "odd.json", "--dir", "pinned")),
)  # fmt: skip


def _pipes() -> Iterator[Trial]:
    for what, name, data, arguments in _PIPES:
        yield Trial(_FAMILY, f"a pipe that ends as {what}", arguments, _expected(_USABLE),
                    _fed(name, data), preloaded=True)  # fmt: skip
    yield Trial(
        _FAMILY,
        "what a shell substitutes as a report",
        ("report", "diff", "/dev/fd/3", "/dev/fd/4", "--fail-on", "never"),
        _expected(ends(0)),
        _made(lambda folder: (folder / "r.json").write_bytes(_report())),
        redirections="3< <(cat r.json) 4< <(cat r.json)",
        before="it is no regular file",
    )
    yield Trial(
        _FAMILY,
        "a pipe that stays open",
        ("report", "show", "odd"),
        _expected(ends(2), "odd: it is a pipe from which nothing has come for 10 s"),
        _held,
        preloaded=True,
    )


_MB = 1_000_000
_DENSE: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("empty lists", lambda: b'{"version": 1, "findings": [' + b"[]," * (20 * _MB) + b"[]]}"),
    ("small objects", lambda: b'{"log": {"entries": [' + b'{"a":1},' * (7 * _MB) + b"{}]}}"),
    ("digits", lambda: b"[" + b"1," * (28 * _MB) + b"1]"),
)
_DENSE_USES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("a report", "odd.json", ("report", "show", "odd.json")),
    ("a baseline", "odd.json", (*_SERVER, "--baseline", "odd.json")),
    ("a contract", "odd.json", (*_SERVER, "--contract", "odd.json")),
    ("traffic", "odd.json", ("traffic", "odd.json")),
)


def _dense() -> Iterator[Trial]:
    for what, data in _DENSE:
        for use, name, arguments in _DENSE_USES:
            yield Trial(
                _FAMILY,
                f"60 MB of {what} as {use}",
                arguments,
                _expected(ends(2), "odd", cpu_seconds=25),
                _written(name, data),
                preloaded=True,
            )
    bombs: tuple[tuple[str, Callable[[], bytes], tuple[str, ...]], ...] = (
        ("odd.json.gz", lambda: gzip.compress(b"[" + b" " * (300 * _MB)),
         ("contract", "pin", "mq", "--from", "odd.json.gz", "--dir", "pinned")),
        ("odd.yaml", lambda: b"interactions:\n" + b"- a\n" * (5 * _MB), ("traffic", "odd.yaml")),
        ("odd.yaml", lambda: b"interactions: [" + b"{a: 1}," * (2 * _MB) + b"]",
         ("traffic", "odd.yaml")),
        ("odd.har", lambda: b'{"log": {"entries": ["' + b"x" * (250 * _MB), ("traffic", "odd.har")),
    )  # fmt: skip
    for number, (name, data, arguments) in enumerate(bombs):
        yield Trial(_FAMILY, f"a bomb: {name} ({number})", arguments,
                    _expected(ends(2), "odd", cpu_seconds=25), _written(name, data),
                    preloaded=True)  # fmt: skip


def _written(name: str, data: Callable[[], bytes]) -> Prepare:
    def make(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data())

    return _made(make)


def _pinned_with(file: str, old: str, new: str) -> Prepare:
    """The pinned contract with a key of its overlay or lifecycle spelt otherwise."""

    def make(folder: Path) -> None:
        copied = folder / "pinned" / _SERVICE / "2020-08-11"
        shutil.copytree(_ROOT / "contracts" / _SERVICE / "2020-08-11", copied)
        text = (copied / file).read_text(encoding="utf-8")
        assert f'"{old}"' in text
        (copied / file).write_text(text.replace(f'"{old}"', f'"{new}"'), encoding="utf-8")

    return _made(make)


_MISSPELT = (
    ("overlay.json", "corrections", "corections"),
    ("overlay.json", "pointer", "poiner"),
    ("overlay.json", "reason", "resaon"),
    ("overlay.json", "value", "valeu"),
    ("lifecycle.json", "needs", "need"),
    ("lifecycle.json", "resources", "resource_s"),
    ("lifecycle.json", "missing", "mising"),
    ("lifecycle.json", "resource", "resorce"),
)


def _misspelt() -> Iterator[Trial]:
    for file, old, new in _MISSPELT:
        yield Trial(
            _FAMILY,
            f"{new} for {old} in {file}",
            (*_SERVER, "--contract", "pinned"),
            _expected(ends(2), file, f"unknown key '{new}'; did you mean '{old}'"),
            _pinned_with(file, old, new),
            preloaded=True,
            before="dropped in silence" if old in ("corrections", "needs") else "",
        )


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


def _source(text: str | bytes, name: str = f"{_SERVICE}.py") -> Make:
    data = text.encode() if isinstance(text, str) else text
    return lambda folder: (folder / name).write_bytes(data)


_DOMAIN = f"from shapeproof.strategies import domain\nvalues = domain('{_SERVICE}')\n"
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
    ("another service", _source(_DOMAIN.replace(_SERVICE, "mq")), r"registers values of 'mq'"),
    ("an unknown member", _source(_DOMAIN + "@values.member('NoSuchMember')\n"
     "def no_such(): return 1\n"), r"amplifybackend.py"),
    ("deep brackets", _source("x = " + "(" * 5_000 + ")" * 5_000), r"amplifybackend.py"),
    ("20 MB", _source(b"# x\n" * 5_000_000), r"amplifybackend.py.*larger than"),
    ("a link to itself", lambda folder: (folder / f"{_SERVICE}.py").symlink_to(f"{_SERVICE}.py"),
     r"amplifybackend.py"),
    ("a folder", lambda folder: (folder / f"{_SERVICE}.py").mkdir(), r"amplifybackend.py"),
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
    url = ("server", _SERVICE, "http://127.0.0.1:{port}", *_SERVER[2:])
    for what, make, said in _STRATEGIES:
        yield Trial(_FAMILY, f"strategies: {what}", url, _expected(ends(2), said), _counted(make),
                    inspect=_nothing_was_sent, preloaded=True,
                    before=_LATE if what == "an exception" else "")  # fmt: skip
    for what, make in _HARMLESS:
        yield Trial(_FAMILY, f"strategies: {what}", url, _expected(_USABLE), _counted(make),
                    preloaded=True)  # fmt: skip


_WANDERING = """
import os

def app(environ, start_response):
    os.makedirs("elsewhere", exist_ok=True)
    os.chdir("elsewhere")
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]
"""


def _wandering(folder: Path) -> None:
    (folder / "model.json").write_text(json.dumps(model()), encoding="utf-8")
    (folder / "odd.py").write_text(_WANDERING, encoding="utf-8")


def _all_reports_are_here(folder: Path, _outcome: Outcome) -> Iterable[str]:
    wanted = ("r.json", "r.jsonl", "r.html", "r.xml", "b.json")
    return tuple(f"{each} is missing" for each in wanted if not (folder / each).is_file())


def _relative() -> Iterator[Trial]:
    yield Trial(
        _FAMILY,
        "an app that changes the folder, and relative paths",
        ("server", "things", "--wsgi", "odd:app", "--contract", "model.json", "--max-requests",
         "12", "--baseline", "b.json", "--update-baseline", "--report", "json=r.json", "--report",
         "jsonl=r.jsonl", "--report", "html=r.html", "--report", "junit=r.xml"),
        _expected(_USABLE),
        _made(_wandering),
        inspect=_all_reports_are_here,
        preloaded=True,
        before="the report was written to the folder of the app",
    )  # fmt: skip


TRIALS = (*_pipes(), *_dense(), *_misspelt(), *_of_strategies(), *_relative())
