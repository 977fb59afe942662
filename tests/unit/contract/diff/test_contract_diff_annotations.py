"""How members travel, compared."""

from __future__ import annotations

import pytest

from shapeproof.contract.model import Contract, HttpBinding

from .contract_diff_samples import (
    STRING,
    changes,
    kinds,
    member,
    message,
    operation,
    structure,
    traits,
)

LIST = {"type": "array", "items": STRING}
TIMESTAMP = {"type": "string", "x-timestamp": True}


def named(location: str, name: str) -> dict:
    return {**STRING, "x-location": location, "x-location-name": name}


@pytest.mark.parametrize(
    ("old", "new", "protocol", "expected"),
    [
        (STRING, {**STRING, "x-location-name": "M"}, "json", []),
        (STRING, {**STRING, "x-location-name": "m"}, "json", ["request-member-moved"]),
        (named("header", "X-M"), named("header", "x-m"), "rest-json", []),
        (named("header", "X-M"), named("header", "X-N"), "rest-xml", ["request-member-moved"]),
        (named("uri", "a"), named("uri", "b"), "rest-json", []),
        (named("querystring", "a"), named("querystring", "b"), "rest-json",
         ["request-member-moved"]),
        (STRING, {**STRING, "x-location": "querystring"}, "json", ["annotation-changed"]),
        (STRING, {**STRING, "x-location": "querystring"}, "unheard-of", ["request-member-moved"]),
        (LIST, {**LIST, "x-flattened": True}, "query", ["request-format-changed"]),
        (LIST, {**LIST, "x-flattened": True}, "rest-json", ["annotation-changed"]),
        (LIST, {**LIST, "items": {**STRING, "x-location-name": "member"}}, "query", []),
        (LIST, {**LIST, "items": {**STRING, "x-location-name": "item"}}, "query",
         ["request-member-moved"]),
        (LIST, {**LIST, "items": {**STRING, "x-location-name": "item"}}, "json", []),
        (STRING, {**STRING, "x-query-name": "Q"}, "ec2", ["request-member-moved"]),
        (STRING, {**STRING, "x-query-name": "Q"}, "query", ["annotation-changed"]),
        (TIMESTAMP, {**TIMESTAMP, "x-timestamp-format": "unixTimestamp"}, "json", []),
        (TIMESTAMP, {**TIMESTAMP, "x-timestamp-format": "iso8601"}, "query", []),
        (TIMESTAMP, {**TIMESTAMP, "x-timestamp-format": "iso8601"}, "json",
         ["request-format-changed"]),
        ({**TIMESTAMP, "x-location": "header"},
         {**TIMESTAMP, "x-location": "header", "x-timestamp-format": "rfc822"}, "rest-json", []),
        (STRING, {**STRING, "contentMediaType": "application/json"}, "json",
         ["request-format-changed"]),
    ],
)  # fmt: skip
def test_what_a_protocol_looks_at(old: dict, new: dict, protocol: str, expected: list[str]) -> None:
    found = kinds(member("request", old, protocol), member("request", new, protocol))
    assert found == expected


def test_nothing_on_the_wire_is_compared_between_two_protocols() -> None:
    old = member("request", {**STRING, "x-location-name": "m"}, "json")
    new = member("request", {**STRING, "x-location": "header"}, "rest-json")
    assert kinds(old, new) == ["protocol-changed"]


def test_where_a_member_travels_is_reported_in_words() -> None:
    old, new = member("request", STRING), member("request", named("header", "X-M"))
    (change,) = changes(old, new)
    assert change.message == "It is in a header as X-M, was in the body as M."
    assert change.old is None
    assert change.new == {"x-location": "header", "x-location-name": "X-M"}


def test_another_member_is_the_whole_body() -> None:
    members = {"A": STRING, "B": STRING}
    old, new = (
        message("request", structure(members, **{"x-payload": name})) for name in ("A", "B")
    )
    (change,) = changes(old, new)
    assert change.kind == "request-member-moved"
    assert change.place == "request"
    assert change.subject == "Thing"
    assert change.message == 'On the wire, payload is "B", was "A".'


def test_a_first_member_in_the_body_moves_nothing() -> None:
    old = message("request", structure({"A": named("header", "X-A")}))
    members = {"A": named("header", "X-A"), "B": STRING}
    new = message("request", structure(members, **{"x-payload": "B"}))
    assert kinds(old, new) == ["request-member-added"]
    assert kinds(new, old) == ["request-member-removed"]


def test_a_body_that_is_one_member_now_moves_the_others() -> None:
    old = message("request", structure({"A": STRING}))
    new = message("request", structure({"A": STRING, "B": STRING}, **{"x-payload": "B"}))
    assert kinds(old, new) == ["request-member-moved", "request-member-added"]


def test_a_member_may_move_and_be_of_another_type() -> None:
    old = member("request", STRING)
    new = member("request", {"type": "integer", "x-location": "querystring"})
    assert kinds(old, new) == ["request-type-changed", "request-member-moved"]


def bound(uri: str, **names: str) -> Contract:
    """The operation bound to a URI, its members to the labels of these names."""
    members = {name: named("uri", label) for name, label in names.items()}
    return operation(http=HttpBinding("PUT", uri), request=structure(members))


def test_labels_that_change_their_names_are_the_same_uri() -> None:
    assert kinds(bound("/x/{a}/{b+}", A="a", B="b"), bound("/x/{A}/{B+}", A="A", B="B")) == []


def test_labels_that_change_places_are_another_uri() -> None:
    assert kinds(bound("/{a}/{b}", A="a", B="b"), bound("/{b}/{a}", A="a", B="b")) == [
        "http-uri-changed"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"authtype": "none"}, {"auth": ["smithy.api#noAuth"]}, []),
        ({}, {"auth": ["aws.auth#sigv4"]}, []),
        ({}, {"authtype": "v4-unsigned-body"}, []),
        ({}, {"authtype": "none"}, ["auth-scheme-added"]),
        ({"authtype": "none"}, {}, ["auth-scheme-added", "auth-scheme-removed"]),
        ({}, {"auth": ["smithy.api#httpBearerAuth"]},
         ["auth-scheme-removed", "auth-scheme-added"]),
        ({}, {"httpChecksum": {"requestChecksumRequired": True}},
         ["checksum-required", "operation-trait-changed"]),
    ],
)  # fmt: skip
def test_traits_of_operations(old: dict, new: dict, expected: list[str]) -> None:
    assert kinds(traits(**old), traits(**new)) == expected
