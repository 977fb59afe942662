from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.document import dump, to_documents
from shapeproof.contract.lifecycle import Lifecycle, Need, Resource
from shapeproof.contract.lifecycle_document import lifecycle_document
from shapeproof.contract.model import Contract, Paginator, Schema
from shapeproof.contract.page_places import page_tokens
from shapeproof.contract.reading import from_documents
from shapeproof.exchange import Case, Expect, case_id
from shapeproof.generate.cases.coverage import CoverageCases, coverage_cases
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER
from tests.unit.generate.sampled_services import SERVICES, sampled
from tests.unit.generate.schema_samples import (
    CHOICE,
    COLOUR,
    TEXT,
    bound,
    contract,
    list_of,
    map_of,
    operation,
    structure,
)

ADDED = ("raw-plus", "api-name")
"""Labels of cases that earlier versions did not have."""
MOST_CASES = 5300
"""What a run of AmplifyBackend has the requests for."""


def cases_of(request: Schema, uri: str = "/things", **more: Any) -> dict[str, Case]:
    """The cases of an operation by id, which starts with ``Put:``."""
    put = operation("Put", "POST", uri, request)
    service = replace(contract(put), **more)
    found = coverage_cases(service, put)
    assert len({each.id for each in found}) == len(found)
    return {each.id.removeprefix("Put:"): each for each in found}


def ids(found: dict[str, Case], family: str) -> list[str]:
    return [each for each in found if each.split(":")[0] == family]


def facts(found: list[Case]) -> list[tuple[Any, ...]]:
    """What makes a case; distortions hold functions, which do not compare."""
    return [(each.id, each.pointer, each.params, each.expect, each.fault) for each in found]


def _reversed(value: Any) -> Any:
    """The same document with its keys in another order."""
    if isinstance(value, dict):
        return {key: _reversed(each) for key, each in reversed(value.items())}
    return [_reversed(each) for each in value] if isinstance(value, list) else value


def _documents(service: Contract) -> dict[str, Any]:
    return {**to_documents(service), "lifecycle.json": lifecycle_document(service.lifecycle)}


def test_there_are_no_more_cases_than_a_run_has_requests_for(
    cases: dict[str, list[Case]],
) -> None:
    assert 5000 < sum(map(len, cases.values())) <= MOST_CASES


def test_ids_are_unique(cases: dict[str, list[Case]]) -> None:
    found = Counter(case.id for each in cases.values() for case in each)

    assert [name for name, count in found.items() if count > 1] == []


def test_ids_tell_operation_family_and_place(cases: dict[str, list[Case]]) -> None:
    for name, each in cases.items():
        for case in each:
            assert case.operation == name
            head = (
                f"{name}:{case.family}:{case.pointer}" if case.pointer else f"{name}:{case.family}"
            )
            assert case.id == head or case.id.startswith(head + ":")


@pytest.mark.slow
def test_the_same_cases_every_time(amplifybackend: Contract, cases: dict[str, list[Case]]) -> None:
    for each in amplifybackend.operations.values():
        assert facts(coverage_cases(amplifybackend, each)) == facts(cases[each.name])


@pytest.mark.slow
@pytest.mark.parametrize("order", [lambda each: each, _reversed], ids=["sorted", "reversed"])
def test_the_order_of_keys_in_documents_does_not_matter(
    amplifybackend: Contract, cases: dict[str, list[Case]], order: Any
) -> None:
    documents = order(json.loads(dump(_documents(amplifybackend))))
    again = from_documents("again", documents)

    for each in again.operations.values():
        assert facts(coverage_cases(again, each)) == facts(cases[each.name])


@pytest.mark.slow
@pytest.mark.parametrize("service", SERVICES[::6])
def test_neither_does_it_for_other_services(service: str) -> None:
    for contract_, each in sampled(service, 3):
        again = from_documents("again", _reversed(_documents(contract_)))
        read = coverage_cases(again, again.operations[each.name])
        assert facts(read) == facts(coverage_cases(contract_, each))


def test_no_request_is_sent_twice(cases: dict[str, list[Case]]) -> None:
    for each in cases.values():
        sent = Counter(
            json.dumps(case.params, sort_keys=True)
            for case in each
            if case.expect is Expect.ACCEPT and case.family not in ("minimal", "label", "body")
        )
        assert max(sent.values(), default=1) == 1


def test_a_distortion_changes_something(cases: dict[str, list[Case]]) -> None:
    for case in (case for each in cases.values() for case in each):
        if case.distortion is not None:
            assert case.family in ("body", "route") or case.label in ADDED, case.id
            changes = (
                case.distortion.rewrite,
                case.distortion.content_type,
                case.distortion.method,
                case.distortion.path_suffix,
                case.distortion.raw,
            )
            assert any(each is not None for each in changes), case.id


REQUEST = structure("Id", Id=bound(TEXT, "uri", "id"), Kind=COLOUR, Tags=list_of(TEXT))


def test_grounds() -> None:
    put = operation("Put", "POST", "/things/{id}", REQUEST)
    grounds = CoverageCases(contract(put), put).base_requests()

    assert [each.id for each in grounds] == ["Put:minimal", "Put:full", "Put:other"]
    assert grounds[0].params == {"Id": "sample"}
    assert grounds[1].params == {"Id": "sample", "Kind": "RED", "Tags": ["sample"]}


def test_cases_grow_from_a_base() -> None:
    put = operation("Put", "POST", "/things/{id}", REQUEST)
    base = {"Id": "mine", "Tags": ["mine"]}

    grown = coverage_cases(contract(put), put, base)

    changed = [each for each in grown if each.family in ("enum", "invalid", "null")]
    assert changed
    assert all(each.params["Id"] == "mine" for each in changed)
    by_id = {each.id: each for each in grown}
    assert by_id["Put:enum:/Kind:BLUE"].params == {**base, "Kind": "BLUE"}
    assert base == {"Id": "mine", "Tags": ["mine"]}


def test_page_tokens_are_open_and_not_in_the_full_request() -> None:
    request = structure(NextToken=bound(TEXT, "querystring"), From=TEXT, Kind=COLOUR)
    pages = {"Put": Paginator("Put", ("From",), ("From",), ())}

    found = cases_of(request, paginators=pages)

    for name in ("NextToken", "From"):
        legal = [each for each in found.values() if each.pointer == f"/{name}" and not each.fault]
        assert legal
        given = [each for each in legal if each.params.get(name) is not None]
        assert {each.expect for each in given} == {Expect.OPEN}
    # Kind is all there is besides, so the full request is that of ``alone``.
    assert [
        each for each in found.values() if "NextToken" in each.params and each.pointer == ""
    ] == []


def test_labels_that_the_server_makes_are_open() -> None:
    made = Resource("Thing", identifiers=("Id",), generated=("Id",))

    found = cases_of(REQUEST, "/things/{id}", lifecycle=Lifecycle({"Thing": made}))

    labels = [found[each] for each in ids(found, "label")]
    assert labels
    assert {each.expect for each in labels} == {Expect.OPEN}


def test_a_fault_in_each_of_the_first_places_of_a_list() -> None:
    found = cases_of(structure(A=list_of(COLOUR)))

    faults = {
        name.removeprefix("invalid:"): found[name].params["A"]
        for name in ids(found, "invalid")
        if found[name].fault.constraint == "enum"  # type: ignore[union-attr]
    }
    unknown = "SHAPEPROOF_NO_SUCH_VALUE"
    assert faults == {
        "/A/0:enum-unknown": [unknown],
        "/A/0:enum-case": ["red"],
        "/A/0:enum-empty": [""],
        "/A/1:enum-unknown-second": ["RED", unknown],
        "/A/1:enum-case-second": ["RED", "red"],
        "/A/1:enum-empty-second": ["RED", ""],
        "/A/2:enum-unknown-last": ["RED", "GREEN", unknown],
    }


@pytest.mark.parametrize(
    ("bounds", "places"),
    [
        ({"maxItems": 1}, {"/A/0"}),
        ({"maxItems": 2}, {"/A/0", "/A/1"}),
        ({"maxItems": 3}, {"/A/0", "/A/1", "/A/2"}),
        ({"minItems": 3}, {"/A/0", "/A/2"}),
    ],
)
def test_a_fault_in_a_list_breaks_no_bound_of_the_list(
    bounds: dict[str, int], places: set[str]
) -> None:
    found = cases_of(structure(A=list_of(COLOUR, **bounds)))

    faults = [each.fault for each in found.values() if each.fault]
    assert {each.pointer for each in faults if each.constraint == "enum"} == places


def test_a_member_is_missing_where_all_around_it_is_there() -> None:
    found = cases_of(structure(Outer=structure("In", In=structure("A", "B", A=TEXT, B=TEXT))))

    assert found["invalid:/Outer/In/A:left-out"].params == {"Outer": {"In": {"B": "sample"}}}
    assert found["invalid:/Outer/In:left-out"].params == {"Outer": {}}


def test_members_that_nobody_knows() -> None:
    found = cases_of(structure(In=structure(A=TEXT)))

    assert found[f"unknown-member:/{UNKNOWN_MEMBER}:text"].params == {UNKNOWN_MEMBER: "unknown"}
    inner = found[f"unknown-member:/In/{UNKNOWN_MEMBER}:text"]
    assert inner.params == {"In": {UNKNOWN_MEMBER: "unknown"}}
    assert all(each.expect is Expect.ACCEPT for each in found.values() if "unknown" in each.family)


def test_a_union_is_tried_with_each_of_its_members() -> None:
    found = cases_of(structure(U=CHOICE))

    sent = [each.params.get("U") for each in found.values() if each.expect is Expect.ACCEPT]
    assert {tuple(each) for each in sent if each} == {("A",), ("B",)}
    assert not any(each == {} or None in (each or {}).values() for each in sent)


@pytest.mark.parametrize(
    ("request_", "protocol", "families"),
    [
        (structure(A=TEXT), "rest-json", {"body", "unknown-member"}),
        (structure(A=TEXT), "json", {"body", "unknown-member"}),
        (structure(A=TEXT), "rest-xml", {"body", "unknown-member"}),
        (structure(A=bound(TEXT, "querystring")), "rest-json", set()),
        (structure(), "rest-json", set()),
        (
            {**structure(A=structure(B=TEXT)), "x-payload": "A"},
            "rest-json",
            {"unknown-member"},
        ),
    ],
)
def test_where_bodies_are_distorted(request_: Schema, protocol: str, families: set[str]) -> None:
    found = cases_of(request_, protocol=protocol)

    assert {each.family for each in found.values()} & {"body", "unknown-member"} == families


@pytest.mark.parametrize(
    ("request_", "expect"),
    [
        (structure("A", A=TEXT), Expect.REJECT),
        (structure(A=TEXT), Expect.ACCEPT),
        (structure("Id", Id=bound(TEXT, "uri", "id"), A=TEXT), Expect.ACCEPT),
    ],
)
def test_an_empty_body(request_: Schema, expect: Expect) -> None:
    assert cases_of(request_, "/things/{id}")["body:empty"].expect is expect


def test_long_strings_stand_everywhere_but_in_names() -> None:
    thing = Resource("Thing", identifiers=("Name",))
    request = structure(
        "Name", Name=TEXT, A=TEXT, B=list_of(TEXT), C={**TEXT, "maxLength": 5}, D=COLOUR
    )

    case = cases_of(request, lifecycle=Lifecycle({"Thing": thing}))["body:long-strings"]

    assert case.expect is Expect.OPEN
    assert {name: len(value) for name, value in case.params.items() if name != "B"} == {
        "Name": 6,
        "A": 120_000,
        "C": 1,
        "D": 3,
    }
    assert len(case.params["B"][0]) == 120_000


@pytest.mark.parametrize(
    ("missing", "unknown", "sibling"),
    [
        ("refused", Expect.MISSING, Expect.MISSING),
        ("scoped", Expect.OPEN, Expect.MISSING),
        ("open", Expect.OPEN, Expect.OPEN),
        (None, None, None),
    ],
)
def test_what_is_absent(missing: Any, unknown: Expect | None, sibling: Expect | None) -> None:
    thing = Resource("Thing", identifiers=("Id", "Kind"))
    needs = {"Put": Need("Thing", missing)} if missing else {}

    found = cases_of(REQUEST, "/things/{id}", lifecycle=Lifecycle({"Thing": thing}, needs))

    absent = {name: found[name].expect for name in ids(found, "absent")}
    assert absent == ({"absent:unknown": unknown, "absent:sibling": sibling} if missing else {})
    # Every identifier is given, so that the thing has a name.
    for name in absent:
        assert found[name].params == {"Id": "sample", "Kind": "RED"}


def test_an_empty_label_that_leads_elsewhere_is_not_tried() -> None:
    get = operation("Get", "GET", "/things/{id}", structure("Id", Id=bound(TEXT, "uri", "id")))
    lister = operation("List", "GET", "/things/")

    def tried(*others: Any) -> bool:
        found = coverage_cases(contract(get, *others), get)
        return "Get:route:/Id:empty-label" in {each.id for each in found}

    assert tried()
    assert not tried(lister)


def test_a_service_with_one_path_has_no_other() -> None:
    found = cases_of(structure(A=TEXT), "/", protocol="json")

    assert ids(found, "route") == []


def test_page_tokens_are_known_by_name_or_from_the_paginator() -> None:
    request = structure(nextToken=TEXT, Marker=TEXT, From=TEXT, Inner=structure(NextToken=TEXT))
    assert page_tokens(request) == {"nextToken", "Marker"}
    pages = Paginator("Put", ("From", "Gone"), ("From", "Gone"), ())
    assert page_tokens(request, pages) == {"nextToken", "Marker", "From"}
    assert page_tokens({"type": "object"}, pages) == set()


def test_maps_are_varied_in_the_entry_that_stands_first() -> None:
    found = cases_of(structure(M=map_of(COLOUR)))

    assert found["enum:/M/sample:BLUE"].params == {"M": {"sample": "BLUE"}}
    assert found["invalid:/M/sample:type-number"].params == {"M": {"sample": 1}}


def test_ids_are_those_of_earlier_versions(cases: dict[str, list[Case]]) -> None:
    """Reports and baselines of earlier versions name these ids; covering arrays may change."""
    ids = [case.id for name in sorted(cases) for case in cases[name]]
    of_one_place = [each for each in ids if ":pairs:" not in each]
    added = [each for each in of_one_place if each.rpartition(":")[2] in ADDED]
    before = [each for each in of_one_place if each not in added]
    assert digest_of(before) == (4935, "99be2fbfb560f931")
    assert digest_of(added) == (82, "244ffecd6e9f4d0d")
    assert digest_of(ids) == (5260, "4a9b4995a8546144")


def digest_of(ids: list[str]) -> tuple[int, str]:
    return len(ids), hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]


def test_labels_are_those_of_the_ids(cases: dict[str, list[Case]]) -> None:
    for case in (case for each in cases.values() for case in each):
        assert case.id == case_id(case.operation, case.family, case.pointer, case.label)
