"""Bounds and patterns: tighter, looser, or only written differently."""

from __future__ import annotations

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


def told(old: str | None, new: str | None) -> list[str]:
    contracts = (
        member("request", STRING if each is None else {**STRING, "pattern": each})
        for each in (old, new)
    )
    return kinds(*contracts)


@pytest.mark.parametrize("pattern", ["", ".*", "^.*$", r"[\s\S]*", r"^[\s\S]*$", r"(.|\n)*"])
def test_a_pattern_that_refuses_nothing_is_as_good_as_none(pattern: str) -> None:
    assert told(None, pattern) == []
    assert told("a", pattern) == ["request-pattern-removed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[a-z]+", "^[a-z]+$"),
        ("^s3://", "^s3://.*$"),
        ("[0-9]{12,}", ".*[0-9]{12,}.*"),
        ("a/b", r"a\/b"),
        ("^(?!aws:)[a-z]+$", "(?!aws:)[a-z]+"),
        ("(abc)", "^abc$"),
    ],
)
def test_anchors_are_how_a_pattern_is_written(old: str, new: str) -> None:
    assert told(old, new) == ["pattern-rewritten"]
    assert told(new, old) == ["pattern-rewritten"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"a\.*", r"a\."),
        (r"a\$", "a"),
        ("(a)(b)", "a)(b"),
        ("[a-z]+", "[a-z]*"),
        ("a|b", "a"),
    ],
)
def test_other_patterns_are_other_patterns(old: str, new: str) -> None:
    assert told(old, new) == ["request-pattern-changed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(aws|aws-cn|aws-iso|aws-iso-b):x", "(aws|aws-cn|aws-eusc|aws-iso|aws-iso-b):x"),
        ("(a|b):x", "(c|a|b):x"),
        ("(a|b):x", "(a|b|c):x"),
        ("(a|b):x", "(a|b|c|d):x"),
        ("(a):x", "(a|ab):x"),
    ],
)
def test_further_alternatives_loosen_a_pattern(old: str, new: str) -> None:
    assert told(old, new) == ["request-pattern-loosened"]
    assert told(new, old) == ["request-pattern-changed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(?!a|b)x", "(?!a|b|c)x"),
        ("(a|b):x", "(a|b.):x"),
        ("[ab]x", "[abc]x"),
        ("(a|b)x", "(a|b|.)x"),
    ],
)
def test_what_is_not_sure_to_loosen_a_pattern(old: str, new: str) -> None:
    assert told(old, new) == ["request-pattern-changed"]


def test_the_vendors_own_pattern_counts() -> None:
    old = member("request", {**STRING, "pattern": r"\p{L}"})
    same = member("request", {**STRING, "pattern": "[a-z]", "x-pattern": r"\p{L}"})
    unsupported = member("request", {**STRING, "x-pattern-unsupported": r"\p{L}"})
    assert kinds(old, same) == kinds(same, unsupported) == kinds(unsupported, old) == []
    other = member("request", {**STRING, "x-pattern-unsupported": r"\p{N}"})
    (change,) = changes(same, other)
    assert (change.kind, change.old, change.new) == ("request-pattern-changed", r"\p{L}", r"\p{N}")
