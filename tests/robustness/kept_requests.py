"""A kept request that no longer fits the contract is forgotten, with a note, once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from .absurd_models import model
from .execution import run_trial
from .interface import Expected, Outcome, Prepare, Trial, ends

_FAMILY = "kept requests"
_APP = """
import json

def app(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(size)
    bad = b"Plain" in body
    start_response("500 Oh" if bad else "200 OK", [("Content-Type", "application/json")])
    return [b"{}"]
"""
_ARGUMENTS = ("server", "things", "--wsgi", "odd:app", "--contract", "model.json", "--phases",
              "fuzz", "--max-examples", "10", "--time-limit", "30")  # fmt: skip
_USED = ends(0, 1, 2, 3)
Change = Callable[[dict[str, Any]], object]


def _run(folder: Path, **environment: str) -> Outcome:
    trial = Trial(_FAMILY, "", _ARGUMENTS, Expected(_USED), environment=environment, preloaded=True)
    return run_trial(trial, folder)


def _kept(change: Change) -> Prepare:
    """A run that finds something and keeps it, then the contract without what it names."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "odd.py").write_text(_APP, encoding="utf-8")
        written = folder / "model.json"
        written.write_text(json.dumps(model()), encoding="utf-8")
        first = _run(folder)
        assert first.status == 1, first.said
        assert any(each.is_file() for each in (folder / ".hypothesis").rglob("*"))
        changed = model()
        change(changed)
        written.write_text(json.dumps(changed), encoding="utf-8")
        yield {}

    return prepare


def _once(says: str) -> Callable[[Path, Outcome], Iterable[str]]:
    def inspect(folder: Path, outcome: Outcome) -> Iterator[str]:
        again, without = _run(folder), _run(folder, SHAPEPROOF_DATABASE="none")
        if says in again.said:
            yield "the second run has the note as well"
        for name, other in (("the second run", again), ("a run without them", without)):
            if other.status != outcome.status:
                yield f"{name} ends with {other.status}, this one with {outcome.status}"

    return inspect


def _without_member(changed: dict[str, Any]) -> None:
    del changed["shapes"]["PutThingRequest"]["members"]["Plain"]


def _without_shape(changed: dict[str, Any]) -> None:
    _without_member(changed)
    del changed["shapes"]["Plain"]


def _without_operation(changed: dict[str, Any]) -> None:
    changed["operations"]["MakeThing"] = {
        **changed["operations"].pop("PutThing"),
        "name": "MakeThing",
    }


def _other_type(changed: dict[str, Any]) -> None:
    changed["shapes"]["Plain"] = {"type": "integer"}


_UNFIT, _GONE = "contract any more", "the contract has no such operation"
_CHANGES: tuple[tuple[str, Change, str], ...] = (
    ("a member", _without_member, _UNFIT),
    ("a shape", _without_shape, _UNFIT),
    ("an operation", _without_operation, _GONE),
    ("the type of a member", _other_type, _UNFIT),
)
_EXPECTED = Expected(_USED, seconds=90, peak_mb=500)
TRIALS = tuple(
    Trial(
        _FAMILY,
        f"the contract has lost {what}",
        _ARGUMENTS,
        replace(_EXPECTED, says=(says,)),
        _kept(change),
        inspect=_once(says),
        preloaded=True,
        before="KeyError, exit status 70, again in every run" if what == "a member" else "",
    )
    for what, change, says in _CHANGES
)
