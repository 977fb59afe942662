"""Realistic values keep to the contract, and mix with the others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BrokenStrategies
from shapeproof.generate.cases.places import schema_at
from shapeproof.generate.domain import Substitution, load_domain, mixed, substitution

from .strategy_files import HELLO, Write

QUICK = settings(max_examples=20, database=None, suppress_health_check=list(HealthCheck))


def asked(path: Path, contract: Contract) -> Substitution:
    return substitution(load_domain("sample", (path.parent,), contract), contract)


def strategy(ask: Substitution, contract: Contract, *tokens: str) -> st.SearchStrategy[Any]:
    schema = schema_at(contract.operations["CreateBox"].request, tokens)
    found = ask("CreateBox", tokens, schema)
    assert found is not None
    return found


def drawn(wanted: st.SearchStrategy[Any]) -> list[Any]:
    values: list[Any] = []

    @QUICK
    @given(wanted)
    def take(value: Any) -> None:
        values.append(value)

    take()
    return values


def refusal(path: Path, contract: Contract, *tokens: str) -> BrokenStrategies:
    with pytest.raises(BrokenStrategies) as raised:
        drawn(strategy(asked(path, contract), contract, *tokens))
    error = raised.value
    assert error.path == str(path)
    assert "\n" not in str(error)
    return error


def test_legal_values_pass(write: Write, boxes: Contract) -> None:
    path = write(
        HELLO
        + "values.member('BoxId')(st.sampled_from(['a', 'abcde']))\n"
        + "values.shape('Owner')(st.just({'Name': 'Ann'}))\n"
        + "values.member('Owners')(st.just([{'Name': 'Ann'}]))\n"
    )
    ask = asked(path, boxes)

    assert set(drawn(strategy(ask, boxes, "BoxId"))) == {"a", "abcde"}
    assert drawn(strategy(ask, boxes, "Owner"))[0] == {"Name": "Ann"}
    assert drawn(strategy(ask, boxes, "Owners", "0"))[0] == {"Name": "Ann"}
    assert drawn(strategy(ask, boxes, "Owners"))[0] == [{"Name": "Ann"}]
    assert ask("CreateBox", ("Choice",), {}) is None


@pytest.mark.parametrize(
    ("registered", "tokens", "reason"),
    [
        (
            "member('BoxId')(st.just('abcdef'))",
            ("BoxId",),
            "member BoxId makes 'abcdef' for CreateBox /BoxId, but 'abcdef' is too long",
        ),
        (
            "member('BoxId', operation='Create*')(st.just('x' * 999))",
            ("BoxId",),
            f"member BoxId of Create* makes '{'x' * 58}… for CreateBox /BoxId, "
            f"but '{'x' * 58}… is too long",
        ),
        (
            "member('BoxId')(st.just(b'a'))",
            ("BoxId",),
            "member BoxId makes b'a' for CreateBox /BoxId, but b'a' is not of type 'string'",
        ),
        (
            "member('Owners')(st.just([{'Name': 3}]))",
            ("Owners",),
            "member Owners makes *** for CreateBox /Owners, but that breaks type at /0/Name",
        ),
        (
            "place('CreateBox', '/ByName')(st.just({'a': {'BoxId': 3}}))",
            ("ByName",),
            "place /ByName of CreateBox makes {'a': {'BoxId': 3}} for CreateBox /ByName, "
            "but 3 is not of type 'string' at /a/BoxId",
        ),
        (
            "member('Secret')(st.just(77))",
            ("Owner", "Secret"),
            "member Secret makes *** for CreateBox /Owner/Secret, but that breaks type",
        ),
        (
            "member('Text')(st.just('hidden'))",
            ("Key", "Text"),
            "member Text makes *** for CreateBox /Key/Text, but that breaks maxLength",
        ),
    ],
)
def test_a_value_that_breaks_the_contract_is_refused(
    write: Write, boxes: Contract, registered: str, tokens: tuple[str, ...], reason: str
) -> None:
    error = refusal(write(f"{HELLO}\nvalues.{registered}\n"), boxes, *tokens)

    assert error.line == 6
    assert error.reason.startswith(reason)


def test_one_bad_value_among_many_is_found(write: Write, boxes: Contract) -> None:
    path = write(f"{HELLO}values.member('BoxId')(st.text(max_size=6))\n")

    assert refusal(path, boxes, "BoxId").reason.endswith("is too long")


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        (
            "@values.member('BoxId')\n@st.composite\ndef ids(draw):\n"
            "    text = draw(st.text())\n    return text.nope\n",
            9,
            "member BoxId raised AttributeError: 'str' object has no attribute 'nope'",
        ),
        (
            "@values.member('BoxId')\n@st.composite\ndef ids(draw):\n    return draw('text')\n",
            8,
            "member BoxId raised AttributeError: 'str' object has no attribute 'validate'",
        ),
        (
            "values.member('BoxId')(st.integers().map(\n    lambda n: n / 0))\n",
            6,
            "member BoxId raised ZeroDivisionError: division by zero",
        ),
    ],
)
def test_a_strategy_that_fails_names_the_line(
    write: Write, boxes: Contract, body: str, line: int, reason: str
) -> None:
    error = refusal(write(HELLO + body), boxes, "BoxId")

    assert error.line == line
    assert error.reason.startswith(reason)


@pytest.mark.slow
def test_hypothesis_s_own_ways_out_are_left_alone(write: Write, boxes: Contract) -> None:
    path = write(f"{HELLO}values.member('BoxId')(st.text().filter(lambda text: False))\n")
    wanted = strategy(asked(path, boxes), boxes, "BoxId")

    with pytest.raises(Unsatisfiable):
        find(wanted, lambda value: True, settings=QUICK)


def test_responses_can_be_asked_for(write: Write, boxes: Contract) -> None:
    path = write(f"{HELLO}values.member('BoxId')(st.just('abcdefgh'))\n")
    ask = substitution(load_domain("sample", (path.parent,)), boxes, "response")
    found = ask("CreateBox", ("BoxId",), {"type": "string"})

    assert found is not None
    assert drawn(found)[0] == "abcdefgh"


def test_a_pattern_that_only_python_reads_is_checked_all_the_same(
    write: Write, boxes: Contract
) -> None:
    path = write(f"{HELLO}values.member('BoxId')(st.sampled_from(['a', 'b']))\n")
    found = asked(path, boxes)("CreateBox", ("BoxId",), {"type": "string", "pattern": r"(?P<x>a)"})

    assert found is not None
    with pytest.raises(BrokenStrategies, match="'b' does not match"):
        drawn(found)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("alternatives", [1, 60])
def test_neither_kind_hides_the_other(alternatives: int) -> None:
    wide = st.one_of([st.just("wide").map(lambda text: text) for _ in range(alternatives)])
    counted: Counter[str] = Counter()

    @settings(max_examples=600, database=None)
    @given(st.lists(mixed(st.just("real"), wide), min_size=4, max_size=4))
    def count(values: list[str]) -> None:
        counted.update(values)

    count()
    assert 0.2 < counted["wide"] / counted.total() < 0.5


def test_either_kind_can_be_found() -> None:
    both = mixed(st.just("d0123456789abc"), st.text())

    assert find(both, lambda value: value == "", settings=settings(database=None)) == ""
    assert len(find(both, lambda value: len(value) > 10, settings=settings(database=None))) > 10
