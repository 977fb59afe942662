"""Rules for pages that one answer shows: a table of pages, and those like them that are right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shapeproof.checks.lifecycle.pages_in_passing import PageRules
from shapeproof.contract.model import Contract, HttpBinding, Operation, Paginator

NAMES = {"type": "array", "items": {"type": "string"}}
TEXT = {"type": "string"}


def rules(paginator: Paginator | None, request: Any = (), response: Any = ()) -> PageRules:
    operation = Operation(
        "List",
        "list",
        HttpBinding("GET", "/"),
        {"type": "object", "properties": dict.fromkeys(request, TEXT)},
        {"type": "object", "properties": _members(response)},
    )
    stated = {} if paginator is None else {"List": paginator}
    contract = Contract("own", "1", "query", "", "", {"List": operation}, paginators=stated)
    found = PageRules.of(contract, operation)
    assert found is not None
    return found


def _members(names: Any) -> dict[str, Any]:
    return {name: TEXT if name.endswith("Token") else NAMES for name in names}


def broken(found: PageRules, params: Mapping[str, Any], output: Mapping[str, Any]) -> list[str]:
    return [each.constraint for each in found.broken(params, output)]


MARKED = rules(
    Paginator("List", ("Marker",), ("NextMarker || Keys[-1]",), ("Keys",), "MaxKeys", "Truncated"),
    ("Marker", "MaxKeys"),
    ("Keys", "Prefixes", "KeyCount"),
)
NESTED = rules(
    Paginator("List", ("Start",), ("Page.Next",), ("Page.Items",), "Limit", "Page.More"),
)
PAIR = rules(
    Paginator("List", ("Name", "Type"), ("NextName", "NextType"), ("Sets",), "MaxItems", "More"),
    (),
    ("Sets",),
)
PLAIN = rules(Paginator("List", ("Token",), ("Token",), ("Items",), "PageSize"), (), ("Items",))
GUESSED = rules(None, ("NextToken", "MaxResults"), ("NextToken", "Names"))


@pytest.mark.parametrize(
    "found, params, output, due",
    [
        (MARKED, {}, {"Truncated": True, "Keys": []}, "no token"),
        (MARKED, {}, {"Truncated": True, "NextMarker": ""}, "no token"),
        (MARKED, {}, {"Truncated": True, "Keys": ["a"]}, None),
        (MARKED, {}, {"Truncated": True, "NextMarker": "a"}, None),
        (MARKED, {}, {"Truncated": False}, None),
        (MARKED, {}, {}, None),
        (MARKED, {"Marker": "a"}, {"Truncated": True, "NextMarker": "a"}, "repeated token"),
        (MARKED, {"Marker": "a"}, {"Truncated": False, "NextMarker": "a"}, None),
        (MARKED, {"Marker": "a"}, {"Truncated": True, "NextMarker": "b"}, None),
        (MARKED, {"MaxKeys": 2}, {"Keys": ["a", "b", "c"]}, "page size"),
        (MARKED, {"MaxKeys": "2"}, {"Keys": ["a", "b", "c"]}, "page size"),
        (MARKED, {"MaxKeys": 2}, {"Keys": ["a", "b"]}, None),
        (MARKED, {"MaxKeys": 2}, {"Keys": ["a", "b"], "KeyCount": 50493}, "page size"),
        (MARKED, {}, {"MaxKeys": 2, "KeyCount": 3}, "page size"),
        (MARKED, {"MaxKeys": 5}, {"MaxKeys": 2, "KeyCount": 3}, None),
        (MARKED, {"MaxKeys": 0}, {"Keys": ["a"]}, None),
        (NESTED, {}, {"Page": {"More": True}}, "no token"),
        (NESTED, {}, {"Page": {"More": True, "Next": "x"}}, None),
        (NESTED, {"Limit": 1}, {"Page": {"Items": ["a", "b"]}}, None),
        (PAIR, {}, {"More": True}, "no token"),
        (PAIR, {}, {"More": True, "NextName": "a"}, None),
        (PAIR, {"Name": "a", "Type": "A"}, {"NextName": "a", "NextType": "A", "More": True},
         "repeated token"),
        (PAIR, {"Name": "a", "Type": "A"}, {"NextName": "a", "NextType": "B", "More": True}, None),
        (PAIR, {"MaxItems": "1"}, {"Sets": [{}, {}]}, "page size"),
        (PLAIN, {"Token": "a"}, {"Token": "a"}, "repeated token"),
        (PLAIN, {"Token": "a"}, {}, None),
        (PLAIN, {}, {}, None),
        (GUESSED, {"NextToken": "a"}, {"NextToken": "a"}, None),
        (GUESSED, {"MaxResults": 1}, {"Names": ["a", "b"]}, "page size"),
    ],
)  # fmt: skip
def test_pages(
    found: PageRules, params: dict[str, Any], output: dict[str, Any], due: str | None
) -> None:
    assert broken(found, params, output) == ([] if due is None else [due])


@pytest.mark.parametrize(
    "size, items, counted",
    [
        ("MaxResults", "Things", True),
        ("maxUploads", "Uploads", True),
        ("MaxDatapoints", "MetricDataResults", False),
        ("NumberOfLines", "Files", False),
        ("ResourcesPerPage", "Mappings", True),
    ],
)
def test_a_size_counts_the_items_that_it_names(size: str, items: str, counted: bool) -> None:
    found = rules(Paginator("List", ("Token",), ("Token",), (items,), size), (), (items,))

    assert broken(found, {size: 1}, {items: ["a", "b"]}) == (["page size"] if counted else [])


def test_an_operation_without_pages_has_no_rules() -> None:
    operation = Operation("Get", "get", HttpBinding("GET", "/"), {}, {"type": "object"})
    assert PageRules.of(Contract("own", "1", "json", "", "", {"Get": operation}), operation) is None
