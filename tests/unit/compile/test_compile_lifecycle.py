from __future__ import annotations

from typing import Any

import pytest

from shapeproof.compile import compile_service
from shapeproof.compile.lifecycle import infer_lifecycle
from shapeproof.contract.lifecycle import Lifecycle, Need, Reader, Resource, Writer
from shapeproof.contract.model import HttpBinding, Operation


def operation(name: str, required: str = "", optional: str = "", output: str = "") -> Operation:
    """An operation with these members, named in one string each."""

    def members(names: str) -> dict[str, Any]:
        return {each: {"type": "string"} for each in names.split()}

    request = {
        "type": "object",
        "properties": members(f"{required} {optional}"),
        "required": required.split(),
    }
    response = {"type": "object", "properties": members(output)}
    return Operation(name, name.lower(), HttpBinding("POST", "/"), request, response)


def inferred(*operations: Operation) -> Lifecycle:
    return infer_lifecycle({each.name: each for each in operations})


def test_a_resource_with_everything() -> None:
    found = inferred(
        operation("CreateThing", "ThingName"),
        operation("GetThing", "ThingName"),
        operation("UpdateThing", "ThingName"),
        operation("DeleteThing", "ThingName"),
        operation("ListThings"),
    )

    assert found.resources == {
        "Thing": Resource(
            "Thing",
            identifiers=("ThingName",),
            makers=(Writer("CreateThing"),),
            changers=(Writer("UpdateThing"),),
            readers=(Reader("GetThing"),),
            listers=("ListThings",),
            removers=("DeleteThing",),
        )
    }
    assert found.needs == {
        name: Need("Thing") for name in ("GetThing", "UpdateThing", "DeleteThing")
    }
    assert not found.reviewed


@pytest.mark.parametrize(
    ("maker", "reader"),
    [
        ("CreateThing", "DescribeThing"),
        ("RegisterThing", "GetThing"),
        ("PutThing", "GetThing"),
        ("AddThing", "DescribeThing"),
    ],
)
def test_verbs_that_make_and_read(maker: str, reader: str) -> None:
    found = inferred(operation(maker, "Id"), operation(reader, "Id"))

    thing = found.resources["Thing"]
    assert [each.operation for each in thing.makers] == [maker]
    assert [each.operation for each in thing.readers] == [reader]


@pytest.mark.parametrize(
    "names",
    [("CreateThing",), ("GetThing",), ("CreateThing", "GetOther"), ("Creatething", "Getthing")],
)
def test_what_is_not_both_made_and_read_is_no_resource(names: tuple[str, ...]) -> None:
    assert inferred(*(operation(name, "Id") for name in names)) == Lifecycle()


@pytest.mark.parametrize(
    ("noun", "plural"), [("Policy", "Policies"), ("App", "Apps"), ("Access", "Access")]
)
def test_plurals(noun: str, plural: str) -> None:
    found = inferred(
        operation(f"Create{noun}"), operation(f"Get{noun}"), operation(f"List{plural}")
    )

    assert found.resources[noun].listers == (f"List{plural}",)


@pytest.mark.parametrize(
    ("identifier", "output", "expected"),
    [
        ("ThingId", "ThingId", {}),
        ("ThingId", "Id", {"ThingId": "Id"}),
        ("ThingArn", "Arn Id", {"ThingArn": "Arn"}),
        ("ThingName", "Name", {"ThingName": "Name"}),
        ("ThingIdentifier", "Id", {"ThingIdentifier": "Id"}),
        ("ThingId", "Other", {}),
        ("OtherId", "Id", {}),
    ],
)
def test_an_identifier_that_the_server_chooses(
    identifier: str, output: str, expected: dict[str, str]
) -> None:
    found = inferred(
        operation("CreateThing", optional="Colour", output=output),
        operation("GetThing", identifier),
    )

    thing = found.resources["Thing"]
    assert thing.generated == (identifier,)
    assert thing.makers == (Writer("CreateThing", outputs=expected),)


def test_parents_are_those_whose_identifiers_the_maker_needs() -> None:
    found = inferred(
        operation("CreateApp", output="AppId"),
        operation("GetApp", "AppId"),
        operation("CreateBranch", "AppId BranchName"),
        operation("GetBranch", "AppId BranchName"),
        operation("CreateJob", "AppId BranchName", output="JobId"),
        operation("GetJob", "AppId BranchName JobId"),
        operation("StopJob", "AppId BranchName JobId"),
        operation("ListDomains", "AppId"),
    )

    parents = {name: each.parent for name, each in found.resources.items()}
    assert parents == {"App": None, "Branch": "App", "Job": "Branch"}
    assert {name: need.resource for name, need in found.needs.items()} == {
        "GetApp": "App",
        "CreateBranch": "App",
        "GetBranch": "Branch",
        "CreateJob": "Branch",
        "GetJob": "Job",
        "StopJob": "Job",
        "ListDomains": "App",
    }
    assert found.own_identifiers(found.resources["Job"]) == ("JobId",)


def test_what_the_server_chooses_names_no_parent() -> None:
    found = inferred(
        operation("CreateJob", "AppId", output="JobId"),
        operation("GetJob", "AppId JobId"),
        operation("CreateReport", "JobId"),
        operation("GetReport", "JobId"),
    )

    assert found.resources["Job"].parent is None


def test_nobody_is_within_itself() -> None:
    found = inferred(
        operation("CreateOne", "Id"),
        operation("GetOne", "Id"),
        operation("CreateTwo", "Id"),
        operation("GetTwo", "Id"),
    )

    assert {each.parent for each in found.resources.values()} == {None}


def test_what_is_guessed_for_a_service_of_botocore() -> None:
    found = compile_service("amplify").lifecycle

    assert found.resources["App"].generated == ("appId",)
    assert found.resources["Branch"].parent == "App"
    assert not found.reviewed
