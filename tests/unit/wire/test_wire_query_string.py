from hypothesis import given
from hypothesis import strategies as st

from shapeproof.wire.uri_template import join_query, percent_decode, percent_encode, split_query

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def test_a_query_is_encoded_as_by_aws_sdks() -> None:
    assert join_query([("a b", "c&d=é+"), ("x", "")]) == "a%20b=c%26d%3D%C3%A9%2B&x="


def test_a_name_without_a_value_has_the_empty_one() -> None:
    assert split_query("delete&a=b=c&&d=%2B+") == (("delete", ""), ("a", "b=c"), ("d", "++"))


def test_lone_surrogates_are_encoded() -> None:
    assert percent_encode("\ud800") == "%ED%A0%80"


@given(TEXT)
def test_text_comes_back(text: str) -> None:
    assert percent_decode(percent_encode(text)) == text


@given(st.lists(st.tuples(TEXT.filter(bool), TEXT)))
def test_pairs_come_back(pairs: list[tuple[str, str]]) -> None:
    assert list(split_query(join_query(pairs))) == pairs
