"""Which identifier fits which member of a request, and which members take new names."""

from typing import Any

import pytest

from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.run.server.fresh_places import fresh_places, with_fresh
from shapeproof.run.server.identifiers import IdentifierPool, Wanted
from shapeproof.run.server.names import Namer, RunTag

from .small_services import TEXT, contract_of, operation, structure

ARN = "arn:aws:small:us-east-1:123456789012:cluster/c-1"
CREATE = operation(
    "CreateCluster",
    "name",
    structure({"Cluster": structure({"Arn": TEXT, "Id": TEXT, "Name": TEXT})}),
)
CONTRACT = contract_of(CREATE, operation("GetCluster", "clusterId"))


def pool() -> IdentifierPool:
    found = IdentifierPool(CONTRACT)
    output = {"Cluster": {"Arn": ARN, "Id": "c-1", "Name": "mine"}}
    request = HttpRequest("POST", "/")
    params = {"name": "mine"}
    found.see(Exchange("CreateCluster", params, request, HttpResponse(200), output=output))
    return found


def best(name: str, member: str, schema: dict[str, Any] = TEXT) -> Any:
    own = operation(name, structure({member: schema}))
    wanted = Wanted.at(own, (member,), own.request_shape.members[member])
    return next((seen.value for score, seen in pool().fitting(wanted) if score >= 50), None)


@pytest.mark.parametrize(
    ("name", "member", "value"),
    [
        ("GetCluster", "ClusterArn", ARN),
        ("GetCluster", "clusterARN", ARN),
        ("GetCluster", "ClusterId", "c-1"),
        ("GetCluster", "Id", "c-1"),
        ("ListJobs", "ClusterName", "mine"),
        ("TagResource", "ResourceArn", ARN),
        ("TagResource", "resourceArn", ARN),
        ("PutRule", "TargetArn", ARN),
        ("ListJobs", "JobId", None),
        ("GetJob", "Name", None),
        ("ListClusters", "nextToken", None),
        ("PutRule", "description", None),
    ],
)
def test_an_identifier_goes_where_the_names_fit(name: str, member: str, value: Any) -> None:
    assert best(name, member) == value


def test_an_original_is_known_by_its_own_name() -> None:
    """What is copied is the source, and the copy takes a new name."""
    members = {"SourceGroupIdentifier": TEXT, "TargetGroupIdentifier": TEXT}
    copy = operation("CopyGroup", structure(members, *members))
    create = operation("CreateGroup", "GroupName")
    found = IdentifierPool(contract_of(copy, create))
    request, answer = HttpRequest("POST", "/"), HttpResponse(200)
    found.see(Exchange("CreateGroup", {"GroupName": "mine"}, request, answer, output={}))
    source = Wanted.at(copy, ("SourceGroupIdentifier",), Shape.of(TEXT))
    assert [(score, seen.value) for score, seen in found.fitting(source)] == [(54, "mine")]
    assert fresh_places(copy) == (("TargetGroupIdentifier",),)


def test_only_what_is_legal_there() -> None:
    assert best("GetCluster", "ClusterId", {"type": "string", "pattern": "^x"}) is None


@pytest.mark.parametrize(
    ("name", "members", "places"),
    [
        ("CreateFlow", "name", [("name",)]),
        ("CreateFlow", "flowName displayName", [("displayName",), ("flowName",)]),
        ("CreateFlow", "clusterName", []),
        ("CreateFlow", "clientRequestToken", [("clientRequestToken",)]),
        ("CreateFlow", "description", []),
        ("StartFlow", "name", []),
        ("GetFlow", "name", []),
        ("UpdateFlow", "name", []),
    ],
)
def test_what_is_made_takes_a_new_name(name: str, members: str, places: Any) -> None:
    assert list(fresh_places(operation(name, members))) == places


def test_a_name_that_stands_twice_is_the_same() -> None:
    inner = structure({"Name": TEXT}, "Name")
    own = operation("CreateTable", structure({"Name": TEXT, "TableInput": inner}))
    sent = {"Name": "x", "TableInput": {"Name": "x"}}
    named = with_fresh(own, sent, Namer("tests", 1), frozenset())
    assert named["Name"] == named["TableInput"]["Name"] != "x"


@pytest.mark.parametrize("value", ["word", "example.com", "a@example.com", ""])
def test_another_name_keeps_the_form_of_a_value(value: str) -> None:
    namer = Namer("tests", 1)
    one, two = namer.another(TEXT, value), namer.another(TEXT, value)
    assert one != two
    assert one.endswith(value) or value == "word"


def test_a_run_moves_on_to_other_names() -> None:
    tag = RunTag("tests", 3)
    namer = Namer(tag, 1)
    before = namer.fresh(TEXT)
    tag.move_on()
    assert namer.fresh(TEXT)[:7] != before[:7]
