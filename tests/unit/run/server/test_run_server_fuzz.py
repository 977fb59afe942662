from typing import Any

import pytest
from hypothesis import strategies as st

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.exchange import Expect, Fault, How
from shapeproof.run.server.fuzz import drawn, faulted_case, legal_case

TEXT = {"type": "string"}
INNER = {"type": "object", "required": ["C"], "properties": {"C": TEXT, "D": TEXT}}
PUT = Operation(
    name="Put",
    python_name="put",
    http=HttpBinding("PUT", "/{id}"),
    request={
        "type": "object",
        "required": ["Id"],
        "properties": {
            "Id": {**TEXT, "x-location": "uri"},
            "Query": {**TEXT, "x-location": "querystring"},
            "Header": {"type": "integer", "x-location": "header"},
            "Body": TEXT,
            "In": INNER,
            "List": {"type": "array", "items": INNER},
            "Token": TEXT,
        },
    },
    response={"type": "object", "properties": {}},
)
BASE = {"Id": "base"}


def test_the_same_seed_draws_the_same() -> None:
    strategy = st.text()

    first = drawn(strategy, 20, "Put", 1)
    assert first == drawn(strategy, 20, "Put", 1)
    assert len(first) == 20
    assert first != drawn(strategy, 20, "Put", 2)
    assert first != drawn(strategy, 20, "Get", 1)


def test_fewer_are_drawn_where_there_are_no_more() -> None:
    assert drawn(st.sampled_from(["a", "b"]), 50, "x", 0).count("a") <= 1
    assert drawn(st.nothing(), 50, "x", 0) == []


@pytest.mark.parametrize(
    ("value", "params"),
    [
        ({"Id": "x", "Body": "\n"}, {"Id": "x", "Body": "\n"}),
        ({"Id": "."}, BASE),
        ({"Id": ""}, BASE),
        ({"Id": "a b"}, BASE),
        ({"Id": "é"}, BASE),
        ({"Id": "x" * 257}, BASE),
        ({"Id": "x", "Query": "\x00"}, {"Id": "x"}),
        ({"Id": "x", "Header": 7}, {"Id": "x", "Header": 7}),
        ({"Id": "x", "Token": "made up"}, {"Id": "x"}),
    ],
)
def test_a_legal_case_holds_what_can_travel(value: Any, params: Any) -> None:
    case = legal_case(PUT, BASE, value, frozenset({"Token"}))

    assert (case.params, case.expect, case.family) == (params, Expect.ACCEPT, "fuzz")


@pytest.mark.parametrize(
    ("value", "pointer", "constraint", "params"),
    [
        ({"Id": "x", "Body": 5}, "/Body", "type", {"Id": "base", "Body": 5}),
        ({"Body": "x"}, "/Id", "required", {}),
        ({"In": {"D": "d"}}, "/In/C", "required", {"Id": "base", "In": {"D": "d"}}),
        (
            {"List": [{"C": "c"}, {"C": 1}]},
            "/List/1/C",
            "type",
            {"Id": "base", "List": [{"C": "sample"}, {"C": 1}]},
        ),
    ],
)
def test_a_fault_is_planted_on_the_base(
    value: Any, pointer: str, constraint: str, params: Any
) -> None:
    fault = Fault(pointer, constraint, How.WRONG_TYPE)
    case = faulted_case(PUT, BASE, value, fault)

    assert case is not None
    assert (case.params, case.expect, case.fault) == (params, Expect.REJECT, fault)
    assert case.id == f"Put:invalid:{pointer}:{constraint}"


def test_a_place_that_the_value_lacks_makes_no_case() -> None:
    assert faulted_case(PUT, BASE, {}, Fault("/Body", "type", How.WRONG_TYPE)) is None
