from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeproof.checks.interface import Observation
from shapeproof.checks.read_back import (
    ABSENT,
    ReadBackCheck,
    ReadBackDifference,
    ReadBackObservation,
    differences,
    listing_differences,
    read_back_differences,
    repeated_differences,
    what_happened,
)
from shapeproof.checks.same_values import same
from shapeproof.contract.lifecycle import Reader, Writer
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange, Finding

from .check_samples import CONTRACT, JSON_TYPE, REQUEST_ID, answer, guessed, lines, observe

HAPPENED = [
    ("  a b ", "a b", "trimmed"),
    ("a  b", "a b", "trimmed"),
    ("a\tb\n", "a b", "trimmed"),
    ("abcdef", "abc", "truncated"),
    ("AbC", "abc", "re-cased"),
    ("abc", "ABC", "re-cased"),
    ("<a>&amp;", "&lt;a&gt;&amp;amp;", "escaped"),
    ('say "x"', 'say \\"x\\"', "escaped"),
    ("<b>", "&lt;b&gt;", "escaped"),
    ("abc", "xyz", "changed"),
    ("abc", "", "changed"),
    ("abc", ABSENT, "dropped"),
    ("abc", None, "dropped"),
    ([1], ABSENT, "dropped"),
    (False, ABSENT, "dropped"),
    (["b", "a"], ["a", "b"], "sorted"),
    ([3, 1, 2], [3, 2, 1], "reordered"),
    (["b", "a", "b"], ["b", "a"], "de-duplicated"),
    (["b", "a", "b"], ["a", "b"], "de-duplicated"),
    (["b", "a", "c"], ["b", "a"], "truncated"),
    (["a"], [], "truncated"),
    (["a"], ["a", "b"], "changed"),
    (1.5, 1, "rounded"),
    (0.1, 0.125, "rounded"),
    (2147483647, 100, "clamped"),
    (-1, 0, "clamped"),
    (1, "1", "retyped"),
    ("1", 1, "retyped"),
    ("true", True, "retyped"),
    (True, 1, "retyped"),
    (1, True, "retyped"),
    (["a"], "a", "retyped"),
    ("a", ["a"], "retyped"),
    ({"a": 1}, "a", "retyped"),
    (True, False, "changed"),
]


@pytest.mark.parametrize(("sent", "got", "how"), HAPPENED, ids=repr)
def test_what_happened(sent: Any, got: Any, how: str) -> None:
    assert what_happened(sent, got) == how


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.slow
@settings(max_examples=40)
@given(JSON)
def test_a_value_is_the_same_as_itself(value: Any) -> None:
    assert same(value, value)


@pytest.mark.slow
@settings(max_examples=60)
@given(JSON, JSON)
def test_there_is_a_word_for_every_change(sent: Any, got: Any) -> None:
    assert what_happened(sent, got) in {
        *(how for _, _, how in HAPPENED),
    }


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (True, 1, False),
        (0, False, False),
        (True, True, True),
        ("a", "a", True),
        ("é", "e\u0301", False),
        ([1], [1.0], True),
        (None, None, True),
        (2**53 + 1, float(2**53), False),
    ],
)
def test_same(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal


TEXT = {"type": "string"}
SHAPE = {
    "type": "object",
    "properties": {
        "Text": TEXT,
        "Number": {"type": "number"},
        "Flag": {"type": "boolean"},
        "List": {"type": "array", "items": TEXT},
        "Inner": {"$ref": "#/$defs/Inner"},
        "Map": {"type": "object", "x-map": True, "additionalProperties": TEXT},
        "Document": {"x-document": True},
        "Structures": {"type": "array", "items": {"$ref": "#/$defs/Inner"}},
    },
    "$defs": {
        "Inner": {
            "type": "object",
            "properties": {"A": TEXT, "B": TEXT, "Deeper": {"$ref": "#/$defs/Inner"}},
        }
    },
}


def findings_of(sent: Any, got: Any) -> list[tuple[str, str]]:
    found = differences(Shape.of(SHAPE), sent, got, ())
    return [("/" + "/".join(each.tokens), each.how) for each in found]


EQUAL: list[tuple[Any, Any]] = [
    ({"Text": "a"}, {"Text": "a", "Number": 1}),
    ({"Text": None}, {}),
    ({"Text": None}, {"Text": "filled in"}),
    ({"Number": 1}, {"Number": 1.0}),
    ({"Number": 0.0}, {"Number": -0.0}),
    ({"List": []}, {"List": []}),
    ({"Inner": {}}, {}),
    ({"Inner": {}}, {"Inner": None}),
    ({"Inner": {}}, {"Inner": {}}),
    ({"Inner": {}}, {"Inner": {"A": "filled in"}}),
    ({"Inner": {"A": None}}, {}),
    ({"Inner": {"A": None}}, {"Inner": {}}),
    ({"Inner": {"Deeper": {}}}, {}),
    ({"Inner": {"Deeper": {"Deeper": {"A": None}}}}, {"Inner": {}}),
    ({"Inner": {"A": "a"}}, {"Inner": {"A": "a", "B": "b"}}),
    ({"Strange": 1, "Inner": {"Odd": 1, "A": "a"}}, {"Inner": {"A": "a"}}),
    ({"Map": {"k": "v"}}, {"Map": {"k": "v", "more": "x"}}),
    ({"Document": {"a": [1, {"b": None}]}}, {"Document": {"a": [1, {"b": None}]}}),
    ({"Structures": [{}, {"A": "a"}]}, {"Structures": [{}, {"A": "a", "B": "b"}]}),
    ({"Structures": [{"A": None}]}, {"Structures": [{}]}),
]


@pytest.mark.parametrize(("sent", "got"), EQUAL, ids=repr)
def test_nothing_is_told_where_nothing_was_lost(sent: Any, got: Any) -> None:
    assert findings_of(sent, got) == []


DIFFERENT: list[tuple[Any, Any, list[tuple[str, str]]]] = [
    ({"Text": "a"}, {}, [("/Text", "dropped")]),
    ({"Text": ""}, {}, [("/Text", "dropped")]),
    ({"Flag": False}, {}, [("/Flag", "dropped")]),
    ({"Flag": True}, {"Flag": 1}, [("/Flag", "retyped")]),
    ({"List": []}, {}, [("/List", "dropped")]),
    ({"List": ["b", "a"]}, {"List": ["a", "b"]}, [("/List", "sorted")]),
    ({"List": ["a", "b"]}, {"List": ["b", "a"]}, [("/List", "reordered")]),
    ({"List": ["a", "b"]}, {"List": ["a", "B"]}, [("/List/1", "re-cased")]),
    ({"List": ["a", "b"]}, {"List": ["a"]}, [("/List", "truncated")]),
    ({"List": ["a"]}, {"List": None}, [("/List", "dropped")]),
    ({"Inner": {"A": "a"}}, {}, [("/Inner", "dropped")]),
    ({"Inner": {"A": "a"}}, {"Inner": {}}, [("/Inner/A", "dropped")]),
    ({"Inner": {"A": "a"}}, {"Inner": "a"}, [("/Inner", "retyped")]),
    ({"Inner": {"Deeper": {"A": "ab"}}}, {"Inner": {"Deeper": {"A": "a"}}},
     [("/Inner/Deeper/A", "truncated")]),
    ({"Map": {"k": "v", "l": "w"}}, {"Map": {"k": "v"}}, [("/Map/l", "dropped")]),
    ({"Map": {"k": "v"}}, {"Map": {"K": "v"}}, [("/Map/k", "dropped")]),
    ({"Document": {"a": 1}}, {"Document": {"a": 2}}, [("/Document", "changed")]),
    ({"Structures": [{"A": "a"}]}, {"Structures": [{}]}, [("/Structures/0/A", "dropped")]),
    ({"Text": "x", "Number": 9}, {"Text": "y", "Number": 5},
     [("/Text", "changed"), ("/Number", "clamped")]),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "got", "expected"), DIFFERENT, ids=repr)
def test_what_was_lost_is_told(sent: Any, got: Any, expected: list[tuple[str, str]]) -> None:
    assert findings_of(sent, got) == expected


CONFIG = {"BucketName": "b", "Permissions": {"Authenticated": ["READ"]}, "ServiceName": "S3"}
ASKED = {"AppId": "a", "BackendEnvironmentName": "dev", "ResourceName": "r"}
STORAGE = CONTRACT.lifecycle.resources["Storage"]
READER = STORAGE.readers[0]
CREATE = STORAGE.makers[0]


def writing(contract: Any = CONTRACT, **params: Any) -> Observation:
    params = {**ASKED, "ResourceConfig": CONFIG, **params}
    body = {"appId": "a", "backendEnvironmentName": "dev", "jobId": "j", "status": "CREATED"}
    return observe("CreateBackendStorage", answer(body), params, contract=contract)


def reading(output: Any) -> Exchange:
    seen = observe("GetBackendStorage", answer({}), ASKED)
    return replace(seen.exchange, output=output)


SHOWN = {**ASKED, "ResourceConfig": {**CONFIG, "Imported": False}}


def judged(
    writing: Observation,
    reading: Exchange,
    difference: ReadBackDifference | None = None,
    *,
    reader_errs: bool = False,
) -> Finding:
    """What the check finds."""
    seen = ReadBackObservation(writing, reading, difference, reader_errs)
    (finding,) = ReadBackCheck().check(seen)
    return finding


def found(output: Any, contract: Any = CONTRACT, **params: Any) -> list[tuple[str, str]]:
    seen = writing(contract, **params)
    differing = read_back_differences(seen, reading(output), READER, CREATE)
    return [("/" + "/".join(each.tokens), each.how) for each in differing]


def test_a_reader_that_shows_what_was_written() -> None:
    assert found(SHOWN) == []
    assert found({**SHOWN, "ResourceName": None}, ResourceName=None) == []
    without_name = {name: value for name, value in SHOWN.items() if name != "ResourceName"}
    assert found(without_name) == [], "which optional members are shown is left open"


def test_a_reader_that_does_not() -> None:
    changed = {**SHOWN, "ResourceName": "R", "ResourceConfig": {"ServiceName": "S3"}}
    assert found(changed) == [
        ("/ResourceConfig/BucketName", "dropped"),
        ("/ResourceConfig/Permissions", "dropped"),
        ("/ResourceName", "re-cased"),
    ]
    assert found({"AppId": "a"}) == [("/ResourceConfig", "dropped")]
    assert found(None) == [("/ResourceConfig", "dropped")]
    assert found([]) == [("/ResourceConfig", "dropped")]


def test_with_a_guessed_lifecycle_only_what_came_back_is_judged() -> None:
    assert found({"AppId": "a"}, guessed()) == []
    assert found({"ResourceConfig": {**CONFIG, "BucketName": "B"}}, guessed()) == [
        ("/ResourceConfig/BucketName", "re-cased")
    ]


def test_members_shown_in_another_place() -> None:
    importing = STORAGE.importers[0]
    params = {"AppId": "a", "BackendEnvironmentName": "dev", "BucketName": "b", "ServiceName": "S3"}
    seen = observe("ImportBackendStorage", answer({}), params)
    shown = reading({"ResourceConfig": {"BucketName": "B", "ServiceName": "S3"}})
    (difference,) = read_back_differences(seen, shown, READER, importing)
    assert (difference.tokens, difference.how) == (("ResourceConfig", "BucketName"), "re-cased")
    seen = observe("ImportBackendStorage", answer({}), {**params, "BucketName": None})
    assert read_back_differences(seen, shown, READER, importing) == []


def test_an_operation_that_shows_its_own_values() -> None:
    update = CONTRACT.lifecycle.resources["Config"].changers[0]
    given_config = {"AwsCognitoIdentityPoolId": "p", "AwsUserPoolsId": "u"}
    params = {"AppId": "a", "LoginAuthConfig": given_config}
    wire = {"aws_cognito_identity_pool_id": "p"}
    seen = observe("UpdateBackendConfig", answer({"loginAuthConfig": wire}), params)
    (difference,) = read_back_differences(seen, seen.exchange, None, update)
    assert (difference.tokens, difference.how) == (("LoginAuthConfig", "AwsUserPoolsId"), "dropped")
    finding = judged(seen, seen.exchange, difference)
    assert finding.exchange is seen.exchange
    assert "the response itself" in finding.message
    assert read_back_differences(seen, seen.exchange, None, Writer("UpdateBackendConfig")) == []


DIFFERENCE = ReadBackDifference(("ResourceConfig", "BucketName"), "re-cased", "b", "B")


def test_the_writer_is_blamed_at_the_request() -> None:
    seen, shown = writing(), reading(SHOWN)
    finding = judged(seen, shown, DIFFERENCE)
    assert lines([finding]) == [
        ("read_back", "error", "request /ResourceConfig/BucketName", "re-cased")
    ]
    assert finding.operation == "CreateBackendStorage"
    assert (finding.exchange, finding.before) == (shown, (seen.exchange,))
    assert (finding.expected, finding.actual) == ('"b"', '"B"')


def test_the_reader_is_blamed_at_its_response() -> None:
    seen, shown = writing(), reading(SHOWN)
    finding = judged(seen, shown, replace(DIFFERENCE, got=ABSENT), reader_errs=True)
    assert lines([finding]) == [
        ("read_back", "error", "response body /ResourceConfig/BucketName", "re-cased")
    ]
    assert finding.operation == "GetBackendStorage"
    assert (finding.actual, finding.before) == ("nothing", (seen.exchange,))


def test_what_cannot_be_read_at_all() -> None:
    refused = replace(reading(None), response=answer({}, status=404))
    finding = judged(writing(), refused)
    assert lines([finding]) == [
        ("read_back", "error", "response of GetBackendStorage", "unreadable")
    ]
    assert (finding.operation, finding.actual) == ("CreateBackendStorage", "status 404")
    late = replace(refused, response=None, failure="timeout")
    assert judged(writing(), late).actual == "timeout"
    assert judged(writing(guessed()), refused).severity.label == "warning"


TOKEN = {"appId": "a", "sessionId": "s", "challengeCode": "c", "ttl": "300"}
TOKEN_READER = CONTRACT.lifecycle.resources["Token"].readers[0]


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        ({}, []),
        ({"ttl": "301"}, ["/Ttl"]),
        ({"ttl": None}, ["/Ttl"]),
        ({"sessionId": "S", "challengeCode": "C"}, ["/SessionId", "/ChallengeCode"]),
        ({"appId": "other"}, []),
    ],
)
def test_what_the_creator_returned_is_shown_again(
    members: dict[str, Any], wrong: list[str]
) -> None:
    made = observe("CreateToken", answer(TOKEN), {"AppId": "a"})
    again = observe("GetToken", answer({**TOKEN, **members}), {"AppId": "a"}).exchange
    found = repeated_differences(made, again, TOKEN_READER)
    findings = [judged(made, again, each, reader_errs=True) for each in found]
    assert [each.pointer for each in findings] == wrong
    assert {each.operation for each in findings} <= {"GetToken"}


def test_what_was_not_returned_cannot_be_shown_again() -> None:
    headers = (JSON_TYPE, REQUEST_ID)
    for body in ({"appId": "a"}, b"<x/>", {**TOKEN, "ttl": None, "sessionId": None}):
        made = observe("CreateToken", answer(body, headers=headers), {"AppId": "a"})
        again = observe("GetToken", answer({**TOKEN, "challengeCode": "c"})).exchange
        assert list(repeated_differences(made, again, TOKEN_READER)) == []


@pytest.mark.parametrize(
    ("listed", "missing"),
    [(["dev"], False), (["prod", "dev"], False), (["prod"], True), ([], True), (None, True)],
)
def test_what_was_made_is_listed(listed: list[str] | None, missing: bool) -> None:
    reader = CONTRACT.lifecycle.resources["Backend"].readers[0]
    made = observe("CreateBackend", answer({"appId": "a"}), {"AppId": "a"})
    shown = replace(observe("GetBackend", answer({})).exchange, output={})
    if listed is not None:
        shown = replace(shown, output={"BackendEnvironmentList": listed})
    found = listing_differences(shown, reader, {"BackendEnvironmentName": "dev"})
    findings = [judged(made, shown, each, reader_errs=True) for each in found]
    expected = [("read_back", "error", "response body /BackendEnvironmentList", "not listed")]
    assert lines(findings) == (expected if missing else [])
    assert list(listing_differences(shown, reader, {})) == []
    assert list(listing_differences(shown, Reader("GetBackend"), {"X": "y"})) == []
