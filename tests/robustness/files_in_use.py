"""Files that nearly fit: pipes that end, dense texts, misspelt keys, and relative paths."""

from __future__ import annotations

import gzip
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
SERVICE = "amplifybackend"
_ROOT = Path(__file__).parents[2]
SERVER = ("server", SERVICE, "--operation", "CreateToken", "--phases", "coverage",
           "--max-requests", "12")  # fmt: skip
USABLE = ends(0, 1, 3)
Make = Callable[[Path], object]


def made(make: Make) -> Prepare:
    """The situation that a function makes in the folder."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        make(folder)
        yield {}

    return prepare


def expected(statuses: frozenset[int], *says: str, cpu_seconds: float = 12.0) -> Expected:
    """An end within the bounds of time and memory that hold for users' files."""
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
    ("a baseline", "odd", _baseline, (*SERVER, "--baseline", "odd")),
    ("seeds", "odd", _sample("seeds"), (*SERVER, "--seeds", "odd")),
    ("a configuration", "odd.toml", lambda: b"[server]\nseed = 1\n",
     (*SERVER, "--config", "odd.toml")),
    ("a HAR", "odd.har", _sample("har"), ("traffic", "odd.har")),
    ("a model", "odd.json", _sample("service-2"),
     ("contract", "pin", "things", "--from", "odd.json", "--dir", "pinned")),
)  # fmt: skip


def _pipes() -> Iterator[Trial]:
    for what, name, data, arguments in _PIPES:
        yield Trial(_FAMILY, f"a pipe that ends as {what}", arguments, expected(USABLE),
                    _fed(name, data), preloaded=True)  # fmt: skip
    yield Trial(
        _FAMILY,
        "what a shell substitutes as a report",
        ("report", "diff", "/dev/fd/3", "/dev/fd/4", "--fail-on", "never"),
        expected(ends(0)),
        made(lambda folder: (folder / "r.json").write_bytes(_report())),
        redirections="3< <(cat r.json) 4< <(cat r.json)",
        before="it is no regular file",
    )
    yield Trial(
        _FAMILY,
        "a pipe that stays open",
        ("report", "show", "odd"),
        expected(ends(2), "odd: it is a pipe from which nothing has come for 10 s"),
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
    ("a baseline", "odd.json", (*SERVER, "--baseline", "odd.json")),
    ("a contract", "odd.json", (*SERVER, "--contract", "odd.json")),
    ("traffic", "odd.json", ("traffic", "odd.json")),
)


def _dense() -> Iterator[Trial]:
    for what, data in _DENSE:
        for use, name, arguments in _DENSE_USES:
            yield Trial(
                _FAMILY,
                f"60 MB of {what} as {use}",
                arguments,
                expected(ends(2), "odd", cpu_seconds=25),
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
                    expected(ends(2), "odd", cpu_seconds=25), _written(name, data),
                    preloaded=True)  # fmt: skip


def _written(name: str, data: Callable[[], bytes]) -> Prepare:
    def make(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data())

    return made(make)


def _pinned_with(file: str, old: str, new: str) -> Prepare:
    """The pinned contract with a key of its overlay or lifecycle spelt otherwise."""

    def make(folder: Path) -> None:
        copied = folder / "pinned" / SERVICE / "2020-08-11"
        shutil.copytree(_ROOT / "contracts" / SERVICE / "2020-08-11", copied)
        text = (copied / file).read_text(encoding="utf-8")
        assert f'"{old}"' in text
        (copied / file).write_text(text.replace(f'"{old}"', f'"{new}"'), encoding="utf-8")

    return made(make)


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
            (*SERVER, "--contract", "pinned"),
            expected(ends(2), file, f"unknown key '{new}'; did you mean '{old}'"),
            _pinned_with(file, old, new),
            preloaded=True,
            before="dropped in silence" if old in ("corrections", "needs") else "",
        )


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
        expected(USABLE),
        made(_wandering),
        inspect=_all_reports_are_here,
        preloaded=True,
        before="the report was written to the folder of the app",
    )  # fmt: skip


_INI = (
    ("a mode that does not exist", "shapeproof = fial\n", "fial"),
    ("a severity that does not exist", "shapeproof = fail\nshapeproof_severity = eror\n", "eror"),
    ("a report without a path", "shapeproof = fail\nshapeproof_report = json\n", "json"),
    ("a misspelt option", "shapeproof = fail\nshapeproof_severty = error\n", "shapeproof_severty"),
)


def _ini() -> Iterator[Trial]:
    for what, text, said in _INI:
        yield Trial(
            _FAMILY,
            f"pytest.ini: {what}",
            ("-p", "no:cacheprovider", "-q", "test_it.py"),
            expected(ends(0, 4), said),
            _pytest_with(text),
            module="pytest",
        )


def _pytest_with(text: str) -> Prepare:
    def make(folder: Path) -> None:
        (folder / "pytest.ini").write_text(f"[pytest]\n{text}", encoding="utf-8")
        (folder / "test_it.py").write_text("def test_it(): pass\n", encoding="utf-8")

    return made(make)


TRIALS = (*_ini(), *_pipes(), *_dense(), *_misspelt(), *_relative())
