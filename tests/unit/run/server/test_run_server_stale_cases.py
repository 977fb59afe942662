"""Kept requests that the contract does not fit any more are forgotten, with a note."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapeproof.compile.opening import services_at
from shapeproof.contract.model import Contract
from shapeproof.exchange import Case, Expect, Family, Fault, How
from shapeproof.run.plan import Plan
from shapeproof.run.server.failure_database import FailureDatabase, open_database
from shapeproof.run.server.stale_cases import forget_stale

MODEL: dict[str, Any] = {
    "version": "2.0",
    "metadata": {
        "apiVersion": "2026-01-01",
        "endpointPrefix": "things",
        "protocol": "json",
        "serviceId": "Things",
        "jsonVersion": "1.1",
        "targetPrefix": "Things",
    },
    "operations": {
        name: {
            "name": name,
            "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "Request"},
        }
        for name in ("Put", "Other")
    },
    "shapes": {
        "Request": {
            "type": "structure",
            "members": {"Name": {"shape": "Name"}, "Count": {"shape": "Count"}},
        },
        "Name": {"type": "string", "max": 20},
        "Count": {"type": "integer"},
    },
}

TOO_LONG = Fault("/Name", "maxLength", How.TOO_LONG, "both", 20, 21)
LEGAL = Case("Put:fuzz:001", "Put", Family.FUZZ, "", {"Name": "a" * 15}, Expect.ACCEPT)
ILLEGAL = Case("Put:x", "Put", Family.INVALID, "/Name", {"Name": "a" * 21}, Expect.REJECT, TOO_LONG)
PLAN = Plan(phases=("fuzz",), remember=True)


def compiled(folder: Path, change: Callable[[dict[str, Any]], object]) -> Contract:
    model = deepcopy(MODEL)
    change(model)
    path = folder / "model.json"
    path.write_text(json.dumps(model), encoding="utf-8")
    return services_at(path)[0].compiled()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FailureDatabase:
    monkeypatch.setenv("SHAPEPROOF_DATABASE", str(tmp_path / "kept"))
    kept = FailureDatabase("things", open_database())
    request = compiled(tmp_path, lambda model: None).operations["Put"].request_shape
    kept.keep(LEGAL, request)
    kept.keep(ILLEGAL, request)
    return kept


def shapes(model: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = model["shapes"]
    return found


ONE = ("Put: a kept request does not fit the contract any more and is forgotten",)
TWO = ("Put: 2 kept requests do not fit the contract any more and are forgotten",)
GONE = ("Put: its kept requests are forgotten, as the contract has no such operation",)


@pytest.mark.parametrize(
    ("change", "notes"),
    [
        pytest.param(lambda model: None, (), id="nothing"),
        pytest.param(lambda model: model["operations"].pop("Other"), (), id="another operation"),
        pytest.param(lambda model: model["operations"].pop("Put"), GONE, id="the operation"),
        pytest.param(
            lambda model: shapes(model)["Request"]["members"].pop("Name"), TWO, id="member"
        ),
        pytest.param(lambda model: shapes(model)["Name"].update(max=10), ONE, id="a lower bound"),
        pytest.param(lambda model: shapes(model)["Name"].update(max=30), ONE, id="a higher bound"),
        pytest.param(
            lambda model: shapes(model).update(Name={"type": "structure", "members": {}}),
            ONE,  # the other breaks the contract as before, by its type
            id="another type",
        ),
    ],
)
def test_what_does_not_fit_is_forgotten_once(
    tmp_path: Path,
    database: FailureDatabase,
    change: Callable[[dict[str, Any]], object],
    notes: tuple[str, ...],
) -> None:
    contract = compiled(tmp_path, change)
    assert forget_stale(contract, PLAN) == notes
    assert forget_stale(contract, PLAN) == ()
    left = {(): 2, ONE: 1}.get(notes, 0)
    assert len(database.cases("Put")) == left


@pytest.mark.parametrize(
    "plan", [replace(PLAN, phases=("coverage",)), replace(PLAN, remember=False)]
)
def test_a_run_that_does_not_send_it_forgets_nothing(
    tmp_path: Path, database: FailureDatabase, plan: Plan
) -> None:
    contract = compiled(tmp_path, lambda model: model["operations"].pop("Put"))
    assert forget_stale(contract, plan) == ()
    assert len(database.cases("Put")) == 2


def test_what_cannot_be_read_is_forgotten(tmp_path: Path, database: FailureDatabase) -> None:
    assert database.database is not None
    database.database.save(b"shapeproof/things/Put", b"no JSON")
    assert forget_stale(compiled(tmp_path, lambda model: None), PLAN) == ONE
