"""How answers are written: a finding a place and rule, and none for what follows from another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from shapeproof.checks.interface import Observation
from shapeproof.checks.registry import names_in_protocol, server_check_names
from shapeproof.checks.responses import RequestId, ResponseSchema
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.checks.wire_form import WireForm, consequential
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.wire.interface import Deviation, Weight
from shapeproof.wire.registry import codec_for

from .check_samples import CONTRACT, TOKEN_ASKED, answer, lines


@dataclass
class _Deviating:
    """A codec that reports given deviations of each response."""

    deviations: tuple[Deviation, ...]

    def response_deviations(self, *_: Any) -> Iterator[Deviation]:
        return iter(self.deviations)

    def __getattr__(self, name: str) -> Any:
        return getattr(codec_for("rest-json"), name)


def observed(body: Any, *deviations: Deviation, operation: str = "ListBackendJobs") -> Observation:
    codec: Any = _Deviating(deviations)
    found = CONTRACT.operations[operation]
    exchange = Exchange(operation, TOKEN_ASKED, HttpRequest("POST", "/"), answer(body))
    return Observation(
        contract=CONTRACT,
        operation=found,
        exchange=exchange,
        codec=codec,
        schemas=OperationSchemas(CONTRACT, found, codec),
    )


def deviation(pointer: str, constraint: str = "list-element", **more: Any) -> Deviation:
    return Deviation(pointer, constraint, "<member>", "<item>", **more)


def found(seen: Observation) -> list[tuple[str, str]]:
    return [
        (each.severity.label, f"{each.where} {each.constraint}") for each in WireForm().check(seen)
    ]


def test_one_finding_for_a_place_of_any_index() -> None:
    seen = observed({"jobs": [{}, {}]}, deviation("/jobs/0/a"), deviation("/jobs/1/a"))

    assert found(seen) == [("error", "response body /jobs/0/a list-element")]
    (only,) = WireForm().check(seen)
    assert only.place == "response body /jobs/*/a"


@pytest.mark.parametrize(
    "deviations, due",
    [
        ((), []),
        ((deviation("", "namespace", weight=Weight.HARMLESS),),
         [("note", "response body namespace")]),
        ((deviation("", "root", weight=Weight.SUSPECT),), [("warning", "response body root")]),
        ((deviation("", "root"), deviation("", "result-wrapper")),
         [("error", "response body result-wrapper")]),
        ((deviation("", "root"), deviation("/a", "wrapper")),
         [("error", "response body root"), ("error", "response body /a wrapper")]),
        ((deviation("", "request-id"),), []),
    ],
)  # fmt: skip
def test_what_is_told(deviations: tuple[Deviation, ...], due: list[tuple[str, str]]) -> None:
    assert found(observed({}, *deviations)) == due


@pytest.mark.parametrize(
    "pointer, tree, at, follows",
    [
        ("/Ttl", {}, "", True),
        ("/Ttl", {"appId": "a"}, "", False),
        ("/jobs/0/jobId", {"jobs": []}, "/jobs", True),
        ("/jobs/0/jobId", {"jobs": [{"x": 1}]}, "/jobs", False),
        ("/jobs/0/jobId", {"jobs": [{"jobId": "x"}]}, "/jobs/0/jobId", True),
        ("/appId", {"jobs": []}, "/jobs", False),
    ],
)
def test_what_follows_from_a_deviation(pointer: str, tree: Any, at: str, follows: bool) -> None:
    assert consequential(observed(tree, deviation(at)), pointer, tree) == follows
    assert not consequential(observed(tree), pointer, tree)
    assert not consequential(observed(tree, deviation(at, weight=Weight.SUSPECT)), pointer, tree)


def test_missing_members_of_a_missing_wrapper_are_not_told() -> None:
    wrapper = deviation("", "result-wrapper")

    assert lines([*ResponseSchema().check(observed({}, wrapper, operation="GetToken"))]) == []
    assert len([*ResponseSchema().check(observed({}, operation="GetToken"))]) == 4


def test_the_check_is_for_protocols_that_have_deviations() -> None:
    names = server_check_names()

    assert {"wire_form", "malformed_xml", "malformed_cbor"}.isdisjoint(
        names_in_protocol(names, codec_for("rest-json"), CONTRACT)
    )
    xml = names_in_protocol(names, codec_for("query"), CONTRACT)
    assert {"wire_form", "malformed_xml"} <= set(xml)
    assert {"malformed_json", "malformed_cbor"}.isdisjoint(xml)


@pytest.mark.parametrize(
    "protocol, headers, body, has_one",
    [
        ("json", {"x-amzn-RequestId": "r"}, b"{}", True),
        ("rest-json", {"x-amzn-request-id": "r"}, b"{}", True),
        ("rest-xml", {"x-amz-request-id": "r"}, b"", True),
        ("rest-xml", {}, b"<A><RequestId>r</RequestId></A>", False),
        ("smithy-rpc-v2-cbor", {"x-amzn-RequestId": "r"}, b"", True),
        (
            "query",
            {},
            b"<A><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></A>",
            True,
        ),
        ("query", {"x-amzn-RequestId": "r"}, b"<A/>", True),
        ("query", {}, b"<A><requestId>r</requestId></A>", False),
        ("query", {}, b"oops", False),
        ("ec2", {}, b"<A><requestId>r</requestId></A>", True),
        ("ec2", {}, b"<A><requestId/></A>", False),
    ],
)
def test_where_the_id_of_a_request_stands(
    protocol: str, headers: dict[str, str], body: bytes, has_one: bool
) -> None:
    response = HttpResponse(200, tuple(headers.items()), body)

    assert (codec_for(protocol).request_id(response) is not None) == has_one


def test_the_place_of_a_missing_request_id() -> None:
    seen = observed({})
    bare = Exchange("ListBackendJobs", {}, HttpRequest("POST", "/"), HttpResponse(200, (), b"{}"))
    without = Observation(**{**vars(seen), "exchange": bare})

    assert [each.where for each in RequestId().check(without)] == [
        "response header x-amzn-RequestId"
    ]
