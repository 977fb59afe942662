from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.compile import compile_service
from shapeproof.compile.lifecycle import infer_lifecycle
from shapeproof.contract.lifecycle import Lifecycle, Need, Reader, Resource, Writer
from shapeproof.contract.model import ErrorContract, HttpBinding, Operation, Paginator


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
    """The guess, without the words about it."""
    found = infer_lifecycle({each.name: each for each in operations})
    return Lifecycle(
        {name: replace(x, confidence=None, evidence=()) for name, x in found.resources.items()},
        {name: replace(x, confidence=None, evidence=()) for name, x in found.needs.items()},
        found.reviewed,
    )


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


@pytest.mark.parametrize(
    ("identifier", "output"), [("ThingId", "Other"), ("OtherId", "Id"), ("OwnerArn", "Arn")]
)
def test_a_maker_that_does_not_tell_the_identifier_imports(identifier: str, output: str) -> None:
    found = inferred(operation("CreateThing", output=output), operation("GetThing", identifier))

    assert found.resources["Thing"].importers == (Writer("CreateThing"),)
    assert found.resources["Thing"].makers == ()
    assert found.needs == {}


@pytest.mark.parametrize("ending", ["Id", "Identifier", ""])
def test_other_names_of_a_chosen_identifier_are_told_as_well(ending: str) -> None:
    found = inferred(
        operation("CreateZone", output="Id"),
        operation("GetZone", "Id"),
        operation("CreateKey", f"Zone{ending} Name"),
        operation("GetKey", f"Zone{ending} Name"),
    )

    zone, key = found.resources["Zone"], found.resources["Key"]
    assert zone.identifiers == zone.generated == ("Id",)
    assert zone.aliases == {f"Zone{ending}": "Id"}
    assert zone.makers == (Writer("CreateZone"),)
    assert (key.parent, found.own_identifiers(key)) == ("Zone", ("Name",))


def test_a_name_that_fits_anything_makes_no_parent() -> None:
    found = inferred(
        operation("CreateOne", "Name"),
        operation("GetOne", "Name"),
        operation("CreateOther", "Name Other"),
        operation("GetOther", "Name Other"),
        operation("TestIt", "Name"),
    )

    assert found.resources["Other"].parent is None
    assert "TestIt" not in found.needs


def test_what_removers_require_names_a_thing_too() -> None:
    found = inferred(
        operation("CreateUser", "UserName"),
        operation("GetUser", optional="UserName", output="UserNames"),
        operation("DeleteUser", "UserName", "Force"),
    )

    assert found.resources["User"].identifiers == ("UserName",)
    assert found.needs["GetUser"] == Need("User")


def test_copies_are_made_of_another_one() -> None:
    found = inferred(
        operation("CreateThing", "ThingName"),
        operation("CloneThing", "ThingName TargetThingName"),
        operation("GetThing", "ThingName"),
    )

    clone = Writer("CloneThing", identifiers={"ThingName": "TargetThingName"})
    assert found.resources["Thing"].makers == (Writer("CreateThing"), clone)
    assert found.needs["CloneThing"] == Need("Thing")


def test_what_overwrites_changes_where_something_else_makes() -> None:
    found = inferred(
        operation("CreateThing", "ThingName"),
        operation("PutThing", "ThingName"),
        operation("GetThing", "ThingName"),
    )

    thing = found.resources["Thing"]
    assert (thing.makers, thing.changers) == ((Writer("CreateThing"),), (Writer("PutThing"),))


def test_starting_a_thing_that_is_there_does_not_make_it() -> None:
    found = inferred(
        operation("CreateThing", output="ThingId"),
        operation("StartThing", "ThingId"),
        operation("GetThing", "ThingId"),
    )

    assert found.resources["Thing"].makers == (Writer("CreateThing"),)
    assert found.needs["StartThing"] == Need("Thing")


def test_what_nothing_makes_alone_is_made_beside_others() -> None:
    found = inferred(
        operation("CreateApp", "AppName"),
        operation("GetApp", "AppName"),
        operation("CreatePart", "AppName PartName", output="JobId"),
        operation("GetPart", "AppName PartName"),
        operation("GetJob", "AppName JobId"),
    )

    job = found.resources["Job"]
    assert (job.makers, job.sources) == ((), (Writer("CreatePart"),))
    assert (job.parent, job.generated) == ("App", ("JobId",))


def test_the_one_of_a_parent_is_single() -> None:
    found = inferred(
        operation("CreateUser", "UserName"),
        operation("GetUser", "UserName"),
        operation("CreateProfile", "UserName"),
        operation("GetProfile", "UserName"),
        operation("PutNote", "UserName"),
        operation("GetNote", "UserName"),
    )

    single = {name: each.single for name, each in found.resources.items()}
    assert single == {"User": False, "Profile": True, "Note": False}
    assert found.resources["Profile"].parent == found.resources["Note"].parent == "User"


def test_identifiers_within_the_response() -> None:
    maker = operation("CreateThing")
    response = {
        "type": "object",
        "properties": {
            "Owner": {"type": "object", "properties": {"Arn": {"type": "string"}}},
            "Thing": {"$ref": "#/$defs/Thing"},
        },
        "$defs": {"Thing": {"type": "object", "properties": {"Arn": {"type": "string"}}}},
    }
    found = inferred(replace(maker, response=response), operation("GetThing", "ThingArn"))

    assert found.resources["Thing"].makers[0].outputs == {"ThingArn": "/Thing/Arn"}


@pytest.mark.parametrize(
    ("error", "status", "missing"),
    [
        ("ThingNotFound", 404, "refused"),
        ("NoSuchThing", None, "refused"),
        ("ThingNotFound", 409, "open"),
        ("Conflict", 404, "open"),
    ],
)
def test_not_found_errors_are_due_for_what_is_missing(
    error: str, status: int | None, missing: str
) -> None:
    reader = replace(operation("GetThing", "ThingId"), errors=(error,))
    maker = operation("CreateThing", "ThingId")
    modeled = {error: ErrorContract(error, error, status, "client", {})}

    found = infer_lifecycle({"CreateThing": maker, "GetThing": reader}, modeled)

    assert found.needs["GetThing"].missing == missing


def test_the_evidence_is_reported() -> None:
    operations = [
        operation("CreateThing", output="ThingId"),
        operation("GetThing", "ThingId"),
        operation("ListThings", output="Things"),
    ]
    pages = {"ListThings": Paginator("ListThings", (), (), ("Things",))}

    found = infer_lifecycle({each.name: each for each in operations}, {}, pages)

    thing = found.resources["Thing"]
    assert thing.confidence == "high"
    assert thing.evidence == (
        "CreateThing returns ThingId as ThingId",
        "CreateThing creates it",
        "GetThing: identified by ThingId",
        "one of its identifiers is named after it",
        "ListThings lists them in Things",
    )
    need = found.needs["GetThing"]
    assert (need.confidence, need.evidence) == ("high", ("GetThing is about one",))


def test_a_guess_is_made_when_it_is_asked_for() -> None:
    asked: list[str] = []

    class Operations(dict[str, Operation]):
        def values(self) -> Any:
            asked.append("values")
            return super().values()

    found = infer_lifecycle(Operations(GetThing=operation("GetThing")))
    assert asked == []
    assert (len(found.resources), len(found.needs)) == (0, 0)
    assert asked == ["values"]
    assert repr(found.resources) == "{}"


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


def test_other_names_of_a_given_identifier_are_told_as_well() -> None:
    found = inferred(
        operation("CreateZone", "name"),
        operation("GetZone", "name"),
        operation("CreateKey", "zoneName name"),
        operation("GetKey", "zoneName name"),
        operation("CheckZone", "zoneName"),
    )

    zone, key = found.resources["Zone"], found.resources["Key"]
    assert (zone.identifiers, dict(zone.aliases)) == (("name",), {"zoneName": "name"})
    assert zone.with_aliases({"name": "z"}) == {"name": "z", "zoneName": "z"}
    assert (key.parent, found.own_identifiers(key)) == ("Zone", ("name",))
    assert found.needs["CheckZone"].resource == "Zone"


def test_a_name_of_its_own_may_be_called_as_that_of_its_parent() -> None:
    found = inferred(
        operation("CreateZone", "Name"),
        operation("GetZone", "Name"),
        operation("CreateKey", "Name ZoneName"),
        operation("GetKey", "Name"),
    )

    key = found.resources["Key"]
    assert (key.parent, found.own_identifiers(key), key.single) == ("Zone", ("Name",), False)


@pytest.mark.parametrize(
    ("other", "is_maker"),
    [
        (operation("RestoreZone", "ZoneId"), False),
        (operation("StartZone", "ZoneId"), False),
        (operation("PublishZone", "ZoneId"), False),
        (operation("RestoreZoneFromBackup", "ZoneId BackupId"), True),
        (operation("RestoreZoneToPointInTime", "ZoneId"), True),
        (operation("CloneZone", "ZoneId SourceId"), True),
        (operation("RegisterZone", "ZoneId"), True),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_what_acts_on_what_another_operation_creates_makes_none(
    other: Operation, is_maker: bool
) -> None:
    found = inferred(operation("CreateZone", "ZoneId"), operation("GetZone", "ZoneId"), other)

    makers = [each.operation for each in found.resources["Zone"].makers]
    assert makers == ["CreateZone", other.name] if is_maker else makers == ["CreateZone"]


def test_one_of_several_optional_names_identifies() -> None:
    found = inferred(
        operation("CreateStream", "StreamName", "Mode"),
        operation("DescribeStream", "", "StreamName StreamARN"),
        operation("DeleteStream", "", "StreamARN StreamName Force"),
        operation("PutRecord", "Data", "StreamName StreamARN"),
        operation("DescribeLimits", "", "Mode"),
    )

    stream = found.resources["Stream"]
    assert (stream.identifiers, stream.generated) == (("StreamName",), ())
    assert found.needs["PutRecord"].resource == "Stream"
    assert "DescribeLimits" not in found.needs


def test_one_of_several_optional_names_that_the_server_chooses() -> None:
    found = inferred(
        operation("CreateStream", output="StreamARN"),
        operation("DescribeStream", "", "StreamName StreamARN"),
        operation("DeleteStream", "", "StreamARN"),
    )

    stream = found.resources["Stream"]
    assert stream.identifiers == stream.generated == ("StreamARN",)


def test_an_arn_is_taken_for_an_id() -> None:
    found = inferred(
        operation("CreateSecret", "Name", output="ARN Name"),
        operation("DescribeSecret", "SecretId"),
        operation("RestoreSecret", "SecretId", output="ARN Name"),
    )

    secret = found.resources["Secret"]
    assert secret.makers == (Writer("CreateSecret", outputs={"SecretId": "ARN"}),)
    assert found.needs["RestoreSecret"].resource == "Secret"


def test_two_kinds_that_are_both_called_name_do_not_lie_within_each_other() -> None:
    found = inferred(
        operation("CreateSchedule", "Name"),
        operation("GetSchedule", "Name"),
        operation("CreateScheduleGroup", "Name"),
        operation("GetScheduleGroup", "Name"),
    )

    assert found.resources["ScheduleGroup"].parent is None


def test_where_two_lie_within_each_other_one_has_another_parent() -> None:
    found = inferred(
        operation("CreateDepot", "depotName"),
        operation("GetDepot", "depotName"),
        operation("CreateBranch", "depotName branchName commitId"),
        operation("GetBranch", "depotName branchName"),
        operation("CreateCommit", "depotName branchName", output="commitId"),
        operation("GetCommit", "depotName commitId"),
    )

    parents = {name: each.parent for name, each in found.resources.items()}
    assert parents == {"Depot": None, "Branch": "Depot", "Commit": "Branch"}
