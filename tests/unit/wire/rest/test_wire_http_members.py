import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.wire.rest.http_members import join_list, split_dates, split_list

DATE = "Mon, 16 Dec 2019 23:48:18 GMT"


@pytest.mark.parametrize(
    ("items", "value"),
    [
        ([], ""),
        (["a", "b"], "a, b"),
        (["b,c", '"def"', "a"], r'"b,c", "\"def\"", a'),
        ([" x "], '" x "'),
        (["back\\slash"], "back\\slash"),
        (["a,\\"], r'"a,\\"'),
    ],
)
def test_lists_are_joined_and_split(items: list[str], value: str) -> None:
    assert join_list(items) == value
    assert split_list(value) == items


@pytest.mark.parametrize(
    ("value", "items"),
    [
        (" one,two , three ", ["one", "two", "three"]),
        ("a,,b,", ["a", "b"]),
        ('"unclosed, x', ['"unclosed', "x"]),
        ('"a"b, c', ['"a"b', "c"]),
        ("   ", []),
    ],
)
def test_untidy_lists_are_read(value: str, items: list[str]) -> None:
    assert split_list(value) == items


@pytest.mark.parametrize(
    ("value", "items"),
    [
        (DATE, [DATE]),
        (f"{DATE}, {DATE}", [DATE, DATE]),
        (f"{DATE},{DATE}", [DATE, DATE]),
        ("1576540098, 1576540099", ["1576540098", "1576540099"]),
    ],
)
def test_dates_keep_their_commas(value: str, items: list[str]) -> None:
    assert split_dates(value) == items


@pytest.mark.slow
@given(st.lists(st.text(st.characters(codec="latin-1"), min_size=1)))
def test_any_list_comes_back(items: list[str]) -> None:
    assert split_list(join_list(items)) == items


@given(st.text())
def test_any_text_is_split(value: str) -> None:
    assert all(isinstance(item, str) for item in split_list(value))
