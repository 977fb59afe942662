"""What every mock does by the contract alone: reading requests, refusing them, and errors."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from moto.core.exceptions import ServiceException

from shapeproof.compile.service import compile_model
from shapeproof.exchange import HttpRequest
from shapeproof.mock.amplifybackend.environments import INVALID
from shapeproof.mock.backends import ModeledError, UnknownOperationError
from shapeproof.mock.dispatch import service_api
from shapeproof.mock.service_api import Output, Params, ServiceApi
from shapeproof.wire import codec_for

SHAPES: dict[str, Any] = {
    "Text": {"type": "string"},
    "Short": {"type": "string", "min": 1, "max": 3},
    "Color": {"type": "string", "enum": ["RED", "BLUE"]},
    "Int": {"type": "integer"},
    "Long": {"type": "long"},
    "Page": {"type": "integer", "min": 1, "max": 25},
    "Double": {"type": "double"},
    "Flag": {"type": "boolean"},
    "Blob": {"type": "blob"},
    "Time": {"type": "timestamp"},
    "IsoTime": {"type": "timestamp", "timestampFormat": "iso8601"},
    "Colors": {"type": "list", "member": {"shape": "Color"}, "min": 1, "max": 2},
    "Map": {"type": "map", "key": {"shape": "Color"}, "value": {"shape": "Int"}},
    "Document": {"type": "structure", "members": {}, "document": True},
    "Union": {
        "type": "structure",
        "union": True,
        "members": {"a": {"shape": "Text"}, "b": {"shape": "Text"}},
    },
    "Tree": {
        "type": "structure",
        "required": ["Name"],
        "members": {
            "Name": {"shape": "Text", "locationName": "name"},
            "Color": {"shape": "Color", "locationName": "color"},
            "Left": {"shape": "Tree", "locationName": "left"},
            "Trees": {"shape": "Trees", "locationName": "trees"},
        },
    },
    "Trees": {"type": "list", "member": {"shape": "Tree"}},
}

_NO_TIME = "timestamp {} is no date-time, HTTP date or epoch seconds (in body /value)"


def refused(value: str, constraint: str, path: str = "") -> str:
    """The words for one problem, at a path below the member ``value``."""
    place = f"value.{path}" if path else "value"
    return f"Value {value} at '{place}' failed to satisfy constraint: Member must {constraint}"


def api_of(name: str) -> ServiceApi:
    """A service with one operation, whose request has one member of a shape."""
    model = {
        "metadata": {"protocol": "rest-json", "serviceFullName": "S", "serviceId": "S"},
        "operations": {
            "Do": {
                "name": "Do",
                "http": {"method": "POST", "requestUri": "/"},
                "input": {"shape": "Input"},
            }
        },
        "shapes": {
            **SHAPES,
            "Input": {"type": "structure", "members": {"value": {"shape": name}}},
        },
    }
    contract = compile_model("sample", "2020-01-01", model, {})
    return ServiceApi(contract, codec_for("rest-json"), "Invalid")


def read(name: str, value: Any) -> tuple[Any, list[str]]:
    """What an operation is given, and the problems for which the request is refused."""
    given: list[Params] = []

    def perform(_: object, params: Params) -> Output:
        given.append(params)
        return {}

    request = HttpRequest("POST", "/", (), json.dumps({"value": value}).encode())
    answer = api_of(name).answer(request, perform)
    if given:
        return given[0].get("value"), []
    assert answer.status == 400
    count, _, listed = json.loads(answer.body)["message"].partition(": ")
    return None, listed.split("; ") if "detected" in count else [count]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Text", ""),
        ("Text", "x" * 100_000),
        ("Text", "\U0001f600\x00\n\ud800"),
        ("Short", "abc"),
        ("Color", "RED"),
        ("Int", 7),
        ("Int", 7.0),
        ("Int", -(2**31) + 1),
        ("Long", 2**40),
        ("Page", 1),
        ("Page", 25),
        ("Double", 1),
        ("Double", 1.5),
        ("Double", -0.0),
        ("Flag", False),
        ("Blob", "aGk="),
        ("Time", None),
        ("Text", None),
        ("Colors", ["RED", "RED"]),
        ("Map", {"RED": 1}),
        ("Document", {"any": [None]}),
        ("Union", {"a": ""}),
    ],
)
def test_legal_values_are_kept_as_they_are(name: str, value: Any) -> None:
    kept, problems = read(name, value)

    assert problems == []
    assert kept == value
    assert repr(kept) == repr(value)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("Double", "NaN", math.nan),
        ("Double", "-Infinity", -math.inf),
        ("Time", 1.5, "1970-01-01T00:00:01.5Z"),
        ("IsoTime", "2020-08-11T00:00:00Z", "2020-08-11T00:00:00Z"),
        (
            "Tree",
            {"name": "x", "trees": [{"name": "y", "left": {"name": "z"}}]},
            {"Name": "x", "Trees": [{"Name": "y", "Left": {"Name": "z"}}]},
        ),
    ],
)
def test_legal_values_are_given_in_the_api_view(name: str, value: Any, kept: Any) -> None:
    given, problems = read(name, value)

    assert problems == []
    assert given == kept or repr(given) == repr(kept)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("Text", 1, refused("'1'", "be a string")),
        (
            "Text",
            True,
            refused("'true'", "be a string"),
        ),
        ("Text", [], refused("'[]'", "be a string")),
        (
            "Short",
            "",
            refused("''", "have length greater than or equal to 1"),
        ),
        (
            "Short",
            "abcd",
            refused("'abcd'", "have length less than or equal to 3"),
        ),
        (
            "Color",
            "red",
            refused("'red'", "satisfy enum value set: [RED, BLUE]"),
        ),
        (
            "Color",
            "",
            refused("''", "satisfy enum value set: [RED, BLUE]"),
        ),
        (
            "Int",
            True,
            refused("'true'", "be an integer"),
        ),
        (
            "Int",
            "1",
            refused("'1'", "be an integer"),
        ),
        (
            "Int",
            1.5,
            refused("'1.5'", "be an integer"),
        ),
        (
            "Page",
            0,
            refused("'0'", "have value greater than or equal to 1"),
        ),
        (
            "Page",
            26,
            refused("'26'", "have value less than or equal to 25"),
        ),
        (
            "Double",
            False,
            refused("'false'", "be a number"),
        ),
        (
            "Double",
            "1",
            refused("'1'", "be a number"),
        ),
        ("Flag", 1, refused("'1'", "be a boolean")),
        (
            "Flag",
            "true",
            refused("'true'", "be a boolean"),
        ),
        ("Blob", {}, refused("'{}'", "be a string")),
        (
            "Time",
            "soon",
            "timestamp 'soon' is no date-time, HTTP date or epoch seconds (in body /value)",
        ),
        (
            "IsoTime",
            True,
            "timestamp True is no date-time, HTTP date or epoch seconds (in body /value)",
        ),
        (
            "Colors",
            "RED",
            refused("'RED'", "be a list"),
        ),
        (
            "Colors",
            [],
            refused("'[]'", "have length greater than or equal to 1"),
        ),
        (
            "Colors",
            ["RED", None],
            refused("'null'", "be a string", "2.member"),
        ),
        (
            "Map",
            [],
            refused("'[]'", "be a structure"),
        ),
        (
            "Map",
            {"RED": "1"},
            refused("'1'", "be an integer", "RED.member"),
        ),
        (
            "Union",
            {"a": "", "b": ""},
            refused("'{a=, b=}'", "have length less than or equal to 1"),
        ),
        (
            "Tree",
            [],
            refused("'[]'", "be a structure"),
        ),
        (
            "Tree",
            {},
            refused("null", "not be null", "name"),
        ),
        (
            "Tree",
            {"name": None},
            refused("null", "not be null", "name"),
        ),
        (
            "Tree",
            {"Name": "x"},
            refused("null", "not be null", "name"),
        ),
        (
            "Tree",
            {"name": "x", "left": {}},
            refused("null", "not be null", "left.name"),
        ),
        (
            "Tree",
            {"name": "x", "trees": [{"name": "y"}, {"name": "z", "color": "x" * 100}]},
            refused(
                "'" + "x" * 100 + "'", "satisfy enum value set: [RED, BLUE]", "trees.2.member.color"
            ),
        ),
    ],
)
def test_one_fault_gives_one_problem_that_names_its_place(
    name: str, value: Any, message: str
) -> None:
    _, problems = read(name, value)

    assert problems == [message]


def test_nulls_and_unknown_members_are_left_out_at_any_depth() -> None:
    deep: Any = 0
    for _ in range(100):
        deep = [deep]
    value = {"name": "x", "color": None, "other": deep, "left": {"name": "y", "left": None, "x": 1}}

    kept, problems = read("Tree", value)

    assert problems == []
    assert kept == {"Name": "x", "Left": {"Name": "y"}}


def test_every_fault_is_found() -> None:
    _, problems = read("Tree", {"left": {"color": 1}, "color": "GREEN"})

    assert sorted(
        each.split("'")[-2] for each in (p.partition(" failed")[0] for p in problems)
    ) == [
        "value.color",
        "value.left.color",
        "value.left.name",
        "value.name",
    ]


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (ModeledError("BadRequestException", "no"), 400, {"message": "no"}),
        (
            ModeledError("NotFoundException", "gone", ResourceType="app"),
            404,
            {"message": "gone", "resourceType": "app"},
        ),
        (
            ModeledError("TooManyRequestsException", "slow", LimitType="rate"),
            429,
            {"message": "slow", "limitType": "rate"},
        ),
        (ModeledError("GatewayTimeoutException", "late"), 504, {"message": "late"}),
        (
            UnknownOperationError(),
            404,
            {"message": "No operation is bound to this method and path"},
        ),
        (ServiceException("Other", "from moto"), 400, {"message": "from moto"}),
    ],
)
def test_errors_go_out_as_modeled(
    error: ServiceException, status: int, body: dict[str, str]
) -> None:
    answer = service_api("amplifybackend", INVALID).refusal(error)

    assert answer.status == status
    assert json.loads(answer.body) == body
    assert answer.header("x-amzn-errortype") == error.code
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("x-amzn-RequestId")
