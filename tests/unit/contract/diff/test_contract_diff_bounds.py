import pytest

from .contract_diff_samples import STRING, changes, kinds, member

INTEGER = {"type": "integer"}
LONG = {"type": "integer", "x-integer": "long"}
LIST = {"type": "array", "items": STRING}
BLOB = {"type": "string", "x-blob": True}
MAP = {"type": "object", "x-map": True, "propertyNames": STRING, "additionalProperties": STRING}
STATED = ["request-bound-stated"]
TIGHTENED, LOOSENED = ["request-bound-tightened"], ["request-bound-loosened"]


@pytest.mark.parametrize(
    ("base", "keyword", "lower"),
    [
        (STRING, "minLength", True),
        (STRING, "maxLength", False),
        (INTEGER, "minimum", True),
        (INTEGER, "maximum", False),
        (LIST, "minItems", True),
        (LIST, "maxItems", False),
        (MAP, "minProperties", True),
        (MAP, "maxProperties", False),
        (BLOB, "x-min-bytes", True),
        (BLOB, "x-max-bytes", False),
    ],
)
def test_each_bound_either_way(base: dict, keyword: str, lower: bool) -> None:
    none, small, large = (
        member("request", base if value is None else {**base, keyword: value})
        for value in (None, 2, 5)
    )
    assert kinds(none, small) == STATED
    assert kinds(small, none) == LOOSENED
    assert kinds(small, large) == (TIGHTENED if lower else LOOSENED)
    assert kinds(large, small) == (LOOSENED if lower else TIGHTENED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (STRING, {**STRING, "minLength": 0}),
        (LIST, {**LIST, "minItems": 0}),
        (INTEGER, {**INTEGER, "maximum": 2**31 - 1}),
        (INTEGER, {**INTEGER, "minimum": -(2**31)}),
        (LONG, {**LONG, "maximum": 2**63 - 1}),
        ({**INTEGER, "minimum": 1}, {**INTEGER, "minimum": 1.0}),
    ],
)
def test_a_bound_that_says_nothing_is_as_good_as_none(old: dict, new: dict) -> None:
    assert kinds(member("request", old), member("request", new)) == []
    assert kinds(member("request", new), member("request", old)) == []


def test_a_bound_within_what_the_type_holds_is_one() -> None:
    bounded = {**LONG, "maximum": 2**31 - 1}
    assert kinds(member("request", LONG), member("request", bounded)) == STATED


def test_a_wider_number_is_told_without_the_bounds_of_its_width() -> None:
    assert kinds(member("request", INTEGER), member("request", LONG)) == ["request-number-widened"]


def test_the_keyword_is_told_with_its_values() -> None:
    old, new = ({**STRING, "maxLength": value} for value in (256, 64))
    (change,) = changes(member("request", old), member("request", new))
    assert (change.old, change.new) == ({"maxLength": 256}, {"maxLength": 64})
    assert change.message == "The bound is maxLength 64, was 256."


def test_that_a_union_has_one_member_is_no_bound() -> None:
    union = {"type": "object", "x-union": True, "properties": {}}
    old, new = member("request", union), member("request", {**union, "maxProperties": 1})
    assert kinds(old, new) == []
