import pytest

from .contract_diff_samples import STRING, changes, kinds, member


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
