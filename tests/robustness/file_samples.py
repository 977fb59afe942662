"""A real file of each kind that users write, and how shapeproof reads it."""

from __future__ import annotations

import contextlib
import gzip
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.programs import environment

from .absurd_models import model, smithy
from .interface import TRACES

_ROOT = Path(__file__).parents[2]
_SERVICE, _VERSION = "amplifybackend", "2020-08-11"
_CONTRACT = _ROOT / "contracts" / _SERVICE / _VERSION
_OPERATION = "CreateToken"
_TURNS = itertools.count()
Read = Callable[[Path], None]


@dataclass(frozen=True)
class Sample:
    """A file by its name and content, and how it is read from a folder that has it.

    ``read`` raises a ShapeproofError for one that is refused.
    """

    name: str
    data: bytes
    read: Read

    @property
    def document(self) -> Any:
        """What is in a JSON file, a list of what is in one of lines; None in another."""
        try:
            return json.loads(self.data)
        except ValueError:
            pass
        try:
            return [json.loads(line) for line in self.data.splitlines()]
        except ValueError:
            return None

    def written(self, document: Any) -> bytes:
        """A document as such a file has it."""
        if self.name.endswith(".jsonl") and isinstance(document, list):
            return b"".join(json.dumps(each).encode() + b"\n" for each in document)
        return json.dumps(document).encode()


def command(*arguments: str) -> None:
    """Run the command line in this process. Raises AssertionError where it ends as it must not."""
    from shapeproof.cli.main import run

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(list(arguments))
    said = out.getvalue() + err.getvalue()
    assert status in (0, 1, 2, 3), f"exit status {status}: {said[-300:]}"
    assert not any(each in said for each in TRACES), said[-300:]
    assert status != 2 or err.getvalue().strip(), "exit status 2 and no word"


def _model(path: Path) -> None:
    from shapeproof.compile.opening import services_at

    for each in services_at(path):
        for operation in each.compiled().operations.values():
            assert operation.request_shape is not None


def _pinned(path: Path) -> None:
    """A file of a pinned contract, with the others beside it."""
    from shapeproof.contract.store import read_pinned

    folder = path.parent / _SERVICE / _VERSION
    if not folder.exists():
        shutil.copytree(_CONTRACT, folder)
    before = (folder / path.name).read_bytes()
    shutil.copyfile(path, folder / path.name)
    try:
        read_pinned(folder)
    finally:
        (folder / path.name).write_bytes(before)


def _overlay(path: Path) -> None:
    from shapeproof.contract.store import overlaid

    overlaid(_contract(), path, is_own=True)


@cache
def _contract() -> Any:
    from shapeproof.contract.store import read_pinned

    return read_pinned(_CONTRACT)


def _report(path: Path) -> None:
    good = path.with_name("good.json")
    good.write_bytes(_report_data())
    ways = (
        ("show", str(path), "--format", "markdown"),
        ("show", str(path)),
        ("merge", str(path), str(good)),
        ("diff", str(good), str(path), "--fail-on", "never"),
        ("show", str(path), "--format", "html"),
    )
    command("report", *ways[next(_TURNS) % len(ways)])


@cache
def _report_data() -> bytes:
    from tests.support.sample_reports import sample_report

    return json.dumps(sample_report(3)).encode()


def _lines_data() -> bytes:
    """A JSON Lines report, as a run writes it."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "r.jsonl")
        arguments = ("server", _SERVICE, "--operation", _OPERATION, "--phases", "coverage",
                     "--max-requests", "12", "--seed", "1",
                     "--report", f"jsonl={path}")  # fmt: skip
        # In a process of its own, as only the main thread of one may handle signals.
        subprocess.run(
            [sys.executable, "-m", "shapeproof", *arguments],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        return path.read_bytes()


def _traffic(path: Path) -> None:
    command("traffic", str(path))


def _recording(form: str) -> Sample:
    from tests.support.recordings import FORMS, made

    call = made(_SERVICE, _OPERATION, {"AppId": "a"}, {"AppId": "a", "SessionId": "s", "Ttl": "1"})
    name, write = FORMS[form]
    return Sample(name, write([call, call]), _traffic)


def _baseline(path: Path) -> None:
    from shapeproof.report.baseline import Baseline

    Baseline.of(path, update=False)


def _seeds(path: Path) -> None:
    from shapeproof.run.seeds.reading import read_seeds

    read_seeds(path, _contract())


def _configuration(path: Path) -> None:
    command("config", "check", "--config", str(path))


def _strategies(path: Path) -> None:
    from shapeproof.generate.domain.loading import load_domain

    load_domain(_SERVICE, [path.parent], _contract())


def _common_strategies(path: Path) -> None:
    from shapeproof.generate.domain.loading import load_common

    load_common([path.parent])


def _kept(path: Path) -> None:
    """A kept request that a run sends again, or forgets."""
    from shapeproof.run.server.failure_database import FailureDatabase, open_database

    folder = str(path.with_name("kept"))
    shutil.rmtree(folder, ignore_errors=True)
    database = open_database(folder)
    assert database is not None
    database.save(f"shapeproof/{_SERVICE}/{_OPERATION}".encode(), path.read_bytes())
    database.save(f"shapeproof/{_SERVICE}".encode(), path.read_bytes()[:20])
    os.environ["SHAPEPROOF_DATABASE"] = folder
    command("server", _SERVICE, "--operation", _OPERATION, "--phases", "fuzz", "--max-requests",
            "12", "--max-examples", "2", "--time-limit", "20")  # fmt: skip
    assert FailureDatabase(_SERVICE, database).cases(_OPERATION) is not None


def _of(name: str, document: Any, read: Read) -> Sample:
    return Sample(name, json.dumps(document).encode(), read)


def _odd_model() -> Mapping[str, Any]:
    return model({"type": "string", "min": 1, "max": 9, "pattern": "^[a-z]+$"})


_TOML = b"""[server.mq]
max-examples = 5
seed = 1
report = ["json=r.json"]

[pytest]
mode = "report"

[targets.staging]
url = "http://127.0.0.1:1"
"""
_PROJECT = b'[project]\nname = "x"\n' + re.sub(rb"(?m)^\[", b"[tool.shapeproof.", _TOML)
_BASELINE = {
    "version": 1,
    "findings": [
        {"id": "0123456789abcdef", "check": "x", "service": "mq", "message": "m",
         "operation": "ListTags", "where": "response body /a", "expires": "2030-01-01"}
    ],
}  # fmt: skip
_SEEDS = {
    "format": 1,
    "services": {
        _SERVICE: {
            "CreateBackend": [{"AppId": "a", "AppName": "b", "BackendEnvironmentName": "c"}],
            _OPERATION: [{"AppId": {"$from": "CreateBackend/0", "output": "/AppId"}}],
        }
    },
}
_KEPT = {
    "id": f"{_OPERATION}:fuzz:001", "family": "fuzz", "pointer": "", "label": "001",
    "params": {"AppId": "a"}, "fault": None, "holds_a_users": False, "schema": "x",
}  # fmt: skip
_PLACEBO = {"status_code": 200, "data": {"AppId": "a", "SessionId": "s", "ResponseMetadata": {}}}
SAMPLES: Mapping[str, Callable[[], Sample]] = {
    "contract": lambda: Sample(
        f"{_OPERATION}.json", (_CONTRACT / f"{_OPERATION}.json").read_bytes(), _pinned
    ),
    "service of a contract": lambda: Sample(
        "service.json", (_CONTRACT / "service.json").read_bytes(), _pinned
    ),
    "overlay": lambda: Sample("overlay.json", (_CONTRACT / "overlay.json").read_bytes(), _overlay),
    "lifecycle": lambda: Sample(
        "lifecycle.json", (_CONTRACT / "lifecycle.json").read_bytes(), _pinned
    ),
    "service-2": lambda: _of("model.json", _odd_model(), _model),
    "service-2 compressed": lambda: Sample(
        "model.json.gz", gzip.compress(json.dumps(_odd_model()).encode()), _model
    ),
    "smithy": lambda: _of("model.json", smithy(length={"min": 1}, pattern="a"), _model),
    "har": lambda: _recording("har"),
    "cassette": lambda: _recording("cassette"),
    "json-cassette": lambda: _recording("json-cassette"),
    "json-lines": lambda: _recording("json-lines"),
    "mitmproxy": lambda: _recording("mitmproxy"),
    "placebo": lambda: _of(f"{_SERVICE}.{_OPERATION}_1.json", _PLACEBO, _traffic),
    "baseline": lambda: _of("baseline.json", _BASELINE, _baseline),
    "seeds": lambda: _of("seeds.json", _SEEDS, _seeds),
    "report": lambda: Sample("r.json", _report_data(), _report),
    "jsonl report": lambda: Sample("r.jsonl", _lines_data(), _report),
    "shapeproof.toml": lambda: Sample("shapeproof.toml", _TOML, _configuration),
    "pyproject.toml": lambda: Sample("pyproject.toml", _PROJECT, _configuration),
    "strategies": lambda: Sample(
        f"{_SERVICE}.py", (_ROOT / "strategies" / f"{_SERVICE}.py").read_bytes(), _strategies
    ),
    "common strategies": lambda: Sample(
        "common.py", (_ROOT / "strategies" / "common_keys.py").read_bytes(), _common_strategies
    ),
    "kept request": lambda: _of("kept.json", _KEPT, _kept),
}
