from __future__ import annotations

from typing import Any

import pytest

from shapeproof.compile import compile_service
from shapeproof.compile.companions import Companions, DerivedRequired

PLACE = ("AppId", "BackendEnvironmentName")
STORAGE = (*PLACE, "JobId", "Status")
TOKEN = ("AppId", "ChallengeCode", "SessionId", "Ttl")
REQUIRED: dict[str, tuple[str, ...]] = {
    "CloneBackend": PLACE,
    "CreateBackend": PLACE,
    "CreateBackendAPI": PLACE,
    "CreateBackendAuth": PLACE,
    "CreateBackendConfig": ("AppId",),
    "CreateBackendStorage": STORAGE,
    "CreateToken": TOKEN,
    "DeleteBackend": PLACE,
    "DeleteBackendAPI": PLACE,
    "DeleteBackendAuth": PLACE,
    "DeleteBackendStorage": STORAGE,
    "DeleteToken": ("IsSuccess",),
    "GenerateBackendAPIModels": PLACE,
    "GetBackend": ("AppId",),
    "GetBackendAPI": PLACE,
    "GetBackendAPIModels": (),
    "GetBackendAuth": PLACE,
    "GetBackendJob": PLACE,
    "GetBackendStorage": PLACE,
    "GetToken": TOKEN,
    "ImportBackendAuth": PLACE,
    "ImportBackendStorage": STORAGE,
    "ListBackendJobs": (),
    "ListS3Buckets": ("Buckets",),
    "RemoveAllBackends": ("AppId",),
    "RemoveBackendConfig": (),
    "UpdateBackendAPI": PLACE,
    "UpdateBackendAuth": PLACE,
    "UpdateBackendConfig": (),
    "UpdateBackendJob": PLACE,
    "UpdateBackendStorage": STORAGE,
}
"""Written by hand, from the documents of AmplifyBackend's API."""


def test_required_members_of_all_responses() -> None:
    operations = compile_service("amplifybackend").operations

    found = {name: tuple(each.response.get("required", ())) for name, each in operations.items()}

    assert found == REQUIRED


def test_where_required_members_come_from_is_told() -> None:
    for operation in compile_service("amplifybackend").operations.values():
        response = operation.response
        derived = "required" in response
        assert ("x-required-origin" in response) is derived
        assert response.get("x-trust") == ({"required": "sure"} if derived else None)
        assert all(origin.endswith("RespObj") for origin in response.get("x-required-origin", ()))


def shape(*required: str, **members: str) -> dict[str, Any]:
    """A structure with members of these shapes."""
    return {
        "type": "structure",
        "members": {name: {"shape": each} for name, each in members.items()},
        **({"required": list(required)} if required else {}),
    }


OUTPUT = shape(Id="Text", Name="Text")
IDS = shape("Id", Id="Text", Name="Text")
BOTH = shape("Name", "Id", Id="Text", Name="Text")
NONE = shape(Id="Text", Name="Text")
OTHER_SHAPE = shape("Id", Id="Number", Name="Text")
MORE = shape("Id", Id="Text", Name="Text", Extra="Text")

RULES: dict[str, tuple[dict[str, Any], DerivedRequired | None]] = {
    "own companion": ({"GetRespObj": BOTH}, DerivedRequired(("Id", "Name"), ("GetRespObj",))),
    "own companion before look-alikes": (
        {"GetRespObj": IDS, "AnyRespObj": BOTH},
        DerivedRequired(("Id",), ("GetRespObj",)),
    ),
    "own companion that requires nothing": ({"GetRespObj": NONE, "AnyRespObj": BOTH}, None),
    "own companion with a member more": ({"GetRespObj": MORE}, None),
    "own companion of other shapes": ({"GetRespObj": OTHER_SHAPE, "AnyRespObj": BOTH}, None),
    "one look-alike": ({"AnyRespObj": IDS}, DerivedRequired(("Id",), ("AnyRespObj",))),
    "look-alikes that agree": (
        {"BRespObj": BOTH, "ARespObj": shape("Id", "Name", Id="Text", Name="Text")},
        DerivedRequired(("Id", "Name"), ("ARespObj", "BRespObj")),
    ),
    "look-alikes that disagree": ({"ARespObj": IDS, "BRespObj": BOTH}, None),
    "look-alikes of which one requires nothing": ({"ARespObj": IDS, "BRespObj": NONE}, None),
    "look-alike of other shapes": ({"AnyRespObj": OTHER_SHAPE}, None),
    "look-alike with a member more": ({"AnyRespObj": MORE}, None),
    "a look-alike that differs does not disturb": (
        {"ARespObj": IDS, "BRespObj": MORE},
        DerivedRequired(("Id",), ("ARespObj",)),
    ),
    "look-alike that is another output's companion": (
        {"PutRespObj": IDS, "PutResponse": NONE},
        None,
    ),
    "another output's companion does not disturb": (
        {"ARespObj": IDS, "PutRespObj": BOTH, "PutResponse": NONE},
        DerivedRequired(("Id",), ("ARespObj",)),
    ),
    "nobody's": ({"GetResp": BOTH, "RespObject": BOTH, "Get": BOTH}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize(("others", "expected"), RULES.values(), ids=RULES)
def test_the_rule(others: dict[str, Any], expected: DerivedRequired | None) -> None:
    assert Companions({"GetResponse": OUTPUT, **others}).required("GetResponse") == expected


def test_an_output_that_states_what_it_requires_is_believed() -> None:
    shapes = {"GetResponse": IDS, "GetRespObj": BOTH}

    assert Companions(shapes).required("GetResponse") is None


@pytest.mark.parametrize("output", ["GetResult", "GetOutput", "GetRespObj", "responseGet"])
def test_only_an_output_called_response_has_a_companion(output: str) -> None:
    assert Companions({output: OUTPUT, "GetRespObj": BOTH}).required(output) is None


def test_a_companion_without_members_fits_an_output_without_members() -> None:
    shapes = {"GetResponse": {"type": "structure"}, "GetRespObj": shape()}

    assert Companions(shapes).required("GetResponse") is None
