from __future__ import annotations

import pytest

from shapeproof.contract.sensitive_places import OperationPlaces, SensitivePlace

from ..report.report_samples import CONTRACT, GET_SECRET, PUT_SECRET, SECRET, structure


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", False),
        ("/Note", False),
        ("/Password", True),
        ("/pass_word", True),
        ("/PASSWORD", True),
        ("/Login", True),
        ("/Login/Pin", True),
        ("/Login/NoSuchMember", True),
        ("/Codes", False),
        ("/Codes/0", True),
        ("/Labels/any", True),
        ("/Tree/Branches/0/Branches/1/Leaf", True),
        ("/tree/branches/0/branches", False),
        ("/No/Such/Place", False),
    ],
)
def test_within(pointer: str, expected: bool) -> None:
    assert SensitivePlace.of(PUT_SECRET).within(pointer) is expected


def test_sensitive_names_are_those_of_the_api_and_of_the_wire_at_any_depth() -> None:
    expected = {"Password", "pass_word", "Login", "login", "User", "user", "Pin", "pin"}
    expected |= {"Codes", "codes", "Labels", "labels"}
    expected |= {"Token", "x-vault-token", "Key", "key", "Leaf", "leaf"}

    assert SensitivePlace.of(PUT_SECRET).sensitive_names() == expected


def test_most_documents_have_nothing_sensitive() -> None:
    items = structure({"Items": {"type": "array", "items": {"type": "string"}}})

    assert SensitivePlace.of(PUT_SECRET).any_within
    assert not SensitivePlace.of(items).any_within
    items["properties"]["Items"]["items"]["x-sensitive"] = True
    assert SensitivePlace.of({**items}).any_within


def test_names_of_a_shape_that_is_a_list_of_itself() -> None:
    root = structure(
        {"Top": {"$ref": "#/$defs/Nest"}},
        **{"$defs": {"Nest": {"type": "array", "items": {"$ref": "#/$defs/Nest"}}}},
    )

    assert SensitivePlace.of(root).sensitive_names() == frozenset()


def test_scalars_tell_secrets_from_what_is_open() -> None:
    value = {
        "Note": "open",
        "Login": {"User": "bob", "Pin": 1234, "Odd": ["x", None]},
        "Labels": {"label-key": "label-value"},
        "Password": {"not-a-member": "p"},
        "Codes": ["c1"],
        "Tree": {"Branches": [{"Leaf": "leaf!"}]},
        "Unknown": True,
    }

    scalars = list(SensitivePlace.of(PUT_SECRET).scalars(value))

    secrets = [each for each, is_secret in scalars if is_secret]
    assert {str(each) for each in secrets} == {"bob", "1234", "x", "None"} | {
        "label-value",
        "not-a-member",
        "p",
        "c1",
        "leaf!",
    }
    assert [each for each, is_secret in scalars if not is_secret] == [True, "open"]


def test_deep_values_do_not_exhaust_the_stack() -> None:
    value: object = {"Leaf": "deep secret"}
    for _ in range(5_000):
        value = {"Branches": [value]}

    assert ("deep secret", True) in list(SensitivePlace.of(PUT_SECRET).scalars({"Tree": value}))


def test_keys_that_are_sensitive_make_their_map_sensitive() -> None:
    keys = {"type": "string", "x-sensitive": True}
    document = structure({"Map": {"type": "object", "x-map": True, "propertyNames": keys}})

    assert SensitivePlace.of(document).within("/Map")


def test_combined_schemas_are_looked_into() -> None:
    document = structure({"Either": {"anyOf": [{"type": "null"}, {"x-sensitive": True}]}})

    assert SensitivePlace.of(document).within("/Either")


def test_a_message_may_be_of_several_shapes() -> None:
    place = SensitivePlace.of(GET_SECRET, SECRET)

    assert place.within("/SecretKey")
    assert place.within("/Password")


@pytest.mark.parametrize(
    ("where", "pointer", "expected"),
    [
        ("request /Password", "/Password", True),
        ("request body", "/SecretId", False),
        ("response body /pass_word", "/pass_word", True),
        ("response body /login", "/login", False),
        ("error response body /pass_word", "/pass_word", True),
        ("read back", "/Login/User", True),
    ],
)
def test_where_tells_which_message_a_pointer_leads_into(
    where: str, pointer: str, expected: bool
) -> None:
    assert OperationPlaces.of(CONTRACT, "PutSecret").leads_to_secret(where, pointer) is expected


@pytest.mark.parametrize("operation", ["Ping", "NoSuchOperation"])
def test_operations_without_secrets(operation: str) -> None:
    places = OperationPlaces.of(CONTRACT, operation)

    assert not places.any_sensitive
    assert OperationPlaces.of(None, operation) == places
