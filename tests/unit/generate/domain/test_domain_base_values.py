"""Where realistic values of requests that are not drawn come from, the user's files first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BrokenStrategies
from shapeproof.generate.domain import strategy_folders
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.generate.domain.loading import shipped_strategies
from shapeproof.generate.values.plain import PlainValues
from tests.unit.generate.schema_samples import TEXT, contract, operation, structure

from .strategy_files import Write

MEMBERS = structure(
    RoleArn=TEXT, Email=TEXT, Owner={**structure(Name=TEXT), "x-shape": "Owner"}, Size=TEXT
)
SAMPLE = contract(operation("CreateBox", "POST", "/boxes", MEMBERS))
REVIEWED = replace(SAMPLE, lifecycle=replace(Lifecycle(), reviewed=True))
ROLE = "arn:aws:iam::123456789012:role/sample"


def full(folders: tuple[Path, ...], made: Contract = SAMPLE) -> dict[str, Any]:
    known = RealisticValues.load(made, folders).of("CreateBox")
    value: dict[str, Any] = PlainValues(MEMBERS, full=True, known=known).value()
    return value


@pytest.fixture
def shipped() -> tuple[Path, ...]:
    return tuple(each for each in (shipped_strategies(),) if each)


def test_the_user_s_file_of_the_service_goes_first(write: Write, shipped: tuple[Path, ...]) -> None:
    own = write(
        """
        values = domain("sample")
        values.members({"RoleArn": st.just("mine")})
        values.shape("Owner")(st.fixed_dictionaries({"Name": st.just("Ann")}))
        values.forms({"size": "large"})
        """
    )
    made = full((own.parent, *shipped))
    assert made == {
        "RoleArn": "mine",
        "Email": "sample@example.com",
        "Owner": {"Name": "Ann"},
        "Size": "large",
    }


def test_common_files_of_the_user_go_before_those_shipped(
    write: Write, shipped: tuple[Path, ...]
) -> None:
    own = write('values = domain("*")\nvalues.forms({"arn": "arn:mine"})\n', "common.py")
    made = full((own.parent, *shipped))
    assert (made["RoleArn"], made["Email"]) == ("arn:mine", "sample@example.com")


def test_a_reviewed_contract_takes_only_what_is_the_user_s(
    write: Write, shipped: tuple[Path, ...]
) -> None:
    assert full(shipped)["RoleArn"] == ROLE
    assert full(shipped, REVIEWED)["RoleArn"] == "sample"
    own = write('values = domain("sample")\nvalues.members({"Size": st.just("s")})\n')
    made = full((own.parent, *shipped), REVIEWED)
    assert (made["RoleArn"], made["Size"]) == ("sample", "s")


def test_the_simplest_value_of_a_strategy_is_taken(write: Write) -> None:
    own = write('values = domain("sample")\nvalues.members({"Size": st.integers(3).map(str)})\n')
    assert full((own.parent,))["Size"] == "3"


def test_a_value_that_breaks_the_contract_is_a_mistake_in_the_file(write: Write) -> None:
    own = write('values = domain("sample")\nvalues.members({"Size": st.just(1)})\n')
    with pytest.raises(BrokenStrategies, match="makes 1 for CreateBox /Size"):
        full((own.parent,))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("{'role arn': 1.5}", "needs words"),
        ("{'': 'x'}", "needs words"),
        ("{1: 'x'}", "needs words"),
        ("[]", "takes a table"),
        ("{'role arn': 'x', 'RoleArns': 'y'}", "registered already"),
    ],
)
def test_mistakes_in_forms(write: Write, table: str, said: str) -> None:
    own = write(f'values = domain("*")\nvalues.forms({table})\n', "common_mine.py")
    with pytest.raises(BrokenStrategies, match=said) as caught:
        RealisticValues.load(SAMPLE, (own.parent,))
    assert "line 5" in str(caught.value)


def test_it_knows_what_a_user_has_given(write: Write, shipped: tuple[Path, ...]) -> None:
    own = write(
        """
        values = domain("sample")
        values.members({"Size": st.just("s")})
        values.forms({"role arn": "x"})
        """
    )
    realistic = RealisticValues.load(SAMPLE, (own.parent, *shipped))
    given = [
        name for name in MEMBERS["properties"] if realistic.is_users("CreateBox", (name,), TEXT)
    ]
    assert given == ["RoleArn", "Size"]
    assert realistic.has_users
    assert not RealisticValues.load(SAMPLE, shipped).has_users


def test_drawn_requests_have_them_too(write: Write, shipped: tuple[Path, ...]) -> None:
    ask = RealisticValues.load(SAMPLE, shipped).substitution
    strategy = ask("CreateBox", ("RoleArn",), TEXT)
    assert strategy is not None
    assert ROLE in str(strategy)
    assert ask("CreateBox", ("Size",), TEXT) is None
    assert (
        RealisticValues.load(REVIEWED, shipped).substitution("CreateBox", ("RoleArn",), TEXT)
        is None
    )


def test_forms_are_shipped() -> None:
    assert RealisticValues.load(SAMPLE, strategy_folders()).domains


def test_what_ends_is_later_than_what_starts(shipped: tuple[Path, ...]) -> None:
    """Services refuse an empty span of time; timestamps have forms as texts have."""
    time: dict[str, Any] = {"type": "string", "x-timestamp": "unixTimestamp"}
    members = structure(StartTime=time, EndTime=time, Note=time)
    made = contract(operation("CreateBox", "POST", "/boxes", members))
    known = RealisticValues.load(made, shipped).of("CreateBox")
    value = PlainValues(members, full=True, known=known).value()
    assert value["StartTime"] < value["EndTime"]
    assert value["Note"] == PlainValues(members, full=True).value()["Note"]
