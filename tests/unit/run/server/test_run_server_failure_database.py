import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis.database import InMemoryExampleDatabase

from shapeproof.contract.shape import Shape
from shapeproof.exceptions import BadUsage, MissingExtra
from shapeproof.exchange import Case, Expect, Family, Fault, How
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER
from shapeproof.run.server.failure_database import (
    FailureDatabase,
    KeptCase,
    _UntilItFails,
    open_database,
)

LEGAL = Case(
    "Put:fuzz:001",
    "Put",
    Family.FUZZ,
    "",
    {"Name": "é\n", "N": [1, None]},
    Expect.ACCEPT,
    label="001",
)
FAULT = Fault("/Name", "type", How.WRONG_TYPE, "both", "a string", "a number")
BROKEN = Case("Put:x", "Put", Family.INVALID, "/Name", {"Name": 1}, Expect.REJECT, FAULT)


def cases(memory: FailureDatabase, operation: str) -> list[Case]:
    return [each.case for each in memory.cases(operation)]


@pytest.mark.parametrize("case", [LEGAL, BROKEN])
def test_what_is_kept_is_found_again(case: Case) -> None:
    memory = FailureDatabase("things", InMemoryExampleDatabase())
    memory.keep(case)

    assert cases(memory, "Put") == [case]
    assert cases(memory, "Get") == []
    assert cases(FailureDatabase("others", memory.database), "Put") == []


def test_what_does_not_fail_any_more_is_forgotten() -> None:
    memory = FailureDatabase("things", InMemoryExampleDatabase())
    memory.keep(LEGAL)
    memory.keep(BROKEN)
    memory.forget(next(each for each in memory.cases("Put") if each.case == LEGAL))

    assert cases(memory, "Put") == [BROKEN]


def test_what_may_hold_a_user_s_values_says_so() -> None:
    memory = FailureDatabase("things", InMemoryExampleDatabase())
    memory.keep(LEGAL)
    FailureDatabase("things", memory.database, holds_a_users=False).keep(BROKEN)

    assert {each.case.id: each.holds_a_users for each in memory.cases("Put")} == {
        LEGAL.id: True,
        BROKEN.id: False,
    }


@pytest.mark.parametrize(
    "saved",
    [b"", b"\xff", b"[]", b"{}", b"[" * 100_000, b'{"id": 1, "params": [], "fault": null}'],
)
def test_what_cannot_be_read_is_dropped(saved: bytes) -> None:
    database = InMemoryExampleDatabase()
    memory = FailureDatabase("things", database)
    memory.keep(LEGAL)
    database.save(b"shapeproof/things/Put", saved)

    assert cases(memory, "Put") == [LEGAL]
    assert len(list(database.fetch(b"shapeproof/things/Put"))) == 1


TEXT = {"type": "string"}
KEY = {"type": "object", "properties": {"Key": TEXT}}
REQUEST = {
    "type": "object",
    "properties": {
        "Name": TEXT,
        "Keys": {"type": "array", "items": KEY},
        "Tags": {"type": "object", "x-map": True, "additionalProperties": KEY},
        "Any": {"type": "object", "x-document": True},
    },
}


@pytest.mark.parametrize(
    ("params", "kept"),
    [
        ({"Name": "a", "Keys": [{"Key": "b"}], "Tags": {"any": {"Key": "c"}}}, True),
        ({"Name": 1, "Keys": {"0": 1}, "Tags": [], UNKNOWN_MEMBER: {"x": 1}}, True),
        ({"Any": {"what": "ever"}}, True),
        ({"Gone": "a"}, False),
        ({"Keys": [{"Key": "b"}, {"Gone": "b"}]}, False),
        ({"Tags": {"any": {"Gone": "c"}}}, False),
    ],
)
def test_what_the_contract_does_not_have_any_more_is_dropped(
    params: dict[str, Any], kept: bool
) -> None:
    memory = FailureDatabase("things", InMemoryExampleDatabase())
    memory.keep(Case("Put:fuzz", "Put", Family.FUZZ, "", params, Expect.ACCEPT))

    assert len(memory.cases("Put", Shape.of(REQUEST))) == kept
    assert len(memory.cases("Put")) == kept


def test_a_fault_at_a_place_that_is_gone_is_dropped() -> None:
    memory = FailureDatabase("things", InMemoryExampleDatabase())
    gone = Fault("/Keys/0/Gone", "type", How.WRONG_TYPE, "both", "a string", "a number")
    memory.keep(Case("Put:x", "Put", Family.INVALID, "/Keys", {}, Expect.REJECT, gone))
    memory.keep(BROKEN)

    assert [each.case.id for each in memory.cases("Put", Shape.of(REQUEST))] == [BROKEN.id]


@pytest.mark.parametrize("value", [float("nan"), b"bytes", object()])
def test_what_json_cannot_hold_is_not_kept(value: Any) -> None:
    memory = FailureDatabase("things", InMemoryExampleDatabase())
    memory.keep(Case("x", "Put", Family.FUZZ, "", {"A": value}, Expect.ACCEPT))

    assert cases(memory, "Put") == []


def test_a_folder_is_the_database(tmp_path: Path) -> None:
    FailureDatabase("things", open_database(str(tmp_path / "kept"))).keep(LEGAL)

    again = FailureDatabase("things", open_database(str(tmp_path / "kept")))
    assert cases(again, "Put") == [LEGAL]


def test_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAPEPROOF_DATABASE", "none")
    memory = FailureDatabase("things", open_database())
    memory.keep(LEGAL)
    memory.forget(KeptCase(LEGAL, b""))

    assert cases(memory, "Put") == []


def test_redis_without_its_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "redis", None)
    monkeypatch.delitem(__import__("sys").modules, "hypothesis.extra.redis", raising=False)
    with pytest.raises(MissingExtra) as caught:
        open_database("redis://127.0.0.1:6379/0")

    assert str(caught.value) == "redis is not installed; pip install 'shapeproof[redis]'"


@pytest.mark.parametrize("url", ["redis://me:secret@127.0.0.1:1/0", "redis://me:secret@[x"])
def test_no_redis_answers(url: str) -> None:
    pytest.importorskip("redis", reason="pip install 'shapeproof[redis]'")
    with pytest.raises(BadUsage) as caught:
        open_database(url)
    said = str(caught.value)
    assert said.startswith("SHAPEPROOF_DATABASE redis://")
    assert said.endswith("; start it, or set SHAPEPROOF_DATABASE=none")
    assert "secret" not in said


def test_a_database_that_fails_is_not_used_any_more() -> None:
    class Failing(InMemoryExampleDatabase):
        fails = False

        def fetch(self, key: bytes) -> Any:
            if self.fails:
                raise LookupError
            return super().fetch(key)

    inner = Failing()
    memory = FailureDatabase("things", _UntilItFails(inner, LookupError))
    memory.keep(LEGAL)
    assert [each.case for each in memory.cases(LEGAL.operation)] == [LEGAL]
    inner.fails = True
    assert memory.cases(LEGAL.operation) == []
    inner.fails = False
    assert memory.cases(LEGAL.operation) == []


@pytest.mark.parametrize(
    "change",
    [
        {"pointer": []},
        {"pointer": "Name"},
        {"label": None},
        {"fault": {**asdict(FAULT), "pointer": "Name"}},
        {"fault": {**asdict(FAULT), "expected": []}},
        {"fault": {**asdict(FAULT), "constraint": 1}},
    ],
)
def test_what_is_of_another_type_is_dropped(change: dict[str, Any]) -> None:
    database = InMemoryExampleDatabase()
    memory = FailureDatabase("things", database)
    memory.keep(BROKEN)
    (saved,) = database.fetch(b"shapeproof/things/Put")
    database.save(b"shapeproof/things/Put", json.dumps({**json.loads(saved), **change}).encode())
    assert cases(memory, "Put") == [BROKEN]
