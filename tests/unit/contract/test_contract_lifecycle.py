from __future__ import annotations

import pytest

from shapeproof.contract.lifecycle import Lifecycle, Resource, Writer

THING = Resource(
    "Thing",
    identifiers=("Name",),
    makers=(Writer("CreateThing"), Writer("CopyThing", identifiers={"Name": "Target"})),
    changers=(Writer("UpdateThing"),),
    removers=("DeleteThing",),
)
PART = Resource(
    "Part",
    identifiers=("Name", "PartId"),
    generated=("PartId",),
    parent="Thing",
    importers=(Writer("ImportPart"),),
    sources=(Writer("CreateThing"),),
)
LIFECYCLE = Lifecycle({"Thing": THING, "Part": PART})


@pytest.mark.parametrize(
    ("operation", "resource", "writer"),
    [
        ("CreateThing", THING, THING.makers[0]),
        ("CopyThing", THING, THING.makers[1]),
        ("ImportPart", PART, PART.importers[0]),
    ],
)
def test_made_by(operation: str, resource: Resource, writer: Writer) -> None:
    assert LIFECYCLE.created_by(operation) == (resource, writer)


def test_others_make_nothing() -> None:
    assert LIFECYCLE.created_by("UpdateThing") is None
    assert LIFECYCLE.created_by("Nope") is None


def test_changed_by() -> None:
    assert LIFECYCLE.changed_by("UpdateThing") == (THING, THING.changers[0])
    assert LIFECYCLE.changed_by("CreateThing") is None


def test_imports_and_removes() -> None:
    assert [LIFECYCLE.imports(each) for each in ("ImportPart", "CreateThing")] == [True, False]
    assert [LIFECYCLE.removes(each) for each in ("DeleteThing", "CreateThing")] == [True, False]


def test_identifiers() -> None:
    assert LIFECYCLE.own_identifiers(THING) == ("Name",)
    assert LIFECYCLE.own_identifiers(PART) == ("PartId",)
    assert LIFECYCLE.identifiers == {"Name", "PartId"}
    assert Lifecycle().identifiers == frozenset()


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        ({}, "own"),
        ({"Id": "Other"}, "other"),
        ({"Id": "/Thing/Arn"}, "inner"),
        ({"Id": "/Things/0/Arn"}, "first"),
        ({"Id": "/Things/1/Arn"}, None),
        ({"Id": "/Nope/Arn"}, None),
        ({"Id": "Nope"}, None),
    ],
)
def test_what_a_writer_tells(outputs: dict[str, str], told: str | None) -> None:
    output = {
        "Id": "own",
        "Other": "other",
        "Thing": {"Arn": "inner"},
        "Things": [{"Arn": "first"}],
    }

    assert Writer("CreateThing", outputs=outputs).returned("Id", output) == told
    assert Writer("CreateThing", outputs=outputs).returned("Id", None) is None
