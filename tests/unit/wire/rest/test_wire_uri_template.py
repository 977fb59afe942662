import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.wire import UriTemplate, matches
from shapeproof.wire.rest.uri_template import (
    join_query,
    percent_decode,
    percent_encode,
    split_query,
)


def test_labels_are_encoded_and_greedy_ones_keep_slashes() -> None:
    template = UriTemplate.parse("/apps/{appId}/files/{path+}?mode=x")
    labels = {"appId": "a/b c%é", "path": "x/y z"}
    assert template.expand(labels, "q=1") == "/apps/a%2Fb%20c%25%C3%A9/files/x/y%20z?mode=x&q=1"


def test_unreserved_characters_stay() -> None:
    assert UriTemplate.parse("/{x}").expand({"x": "AZaz09-._~"}) == "/AZaz09-._~"


def test_a_missing_label_is_an_empty_segment() -> None:
    assert UriTemplate.parse("/apps/{appId}/end").expand({}) == "/apps//end"


@pytest.mark.parametrize(
    ("template", "path", "labels"),
    [
        ("/", "/", {}),
        ("/apps", "/apps", {}),
        ("/apps", "/apps/", None),
        ("/apps", "/Apps", None),
        ("/apps/{id}", "/apps/x", {"id": "x"}),
        ("/apps/{id}", "/apps/a%2Fb%20c%2525", {"id": "a/b c%25"}),
        ("/apps/{id}", "/apps/a+b", {"id": "a+b"}),
        ("/apps/{id}", "/apps/%ff", {"id": "\ufffd"}),
        ("/apps/{id}", "/apps/", None),
        ("/apps/{id}", "/apps/x/y", None),
        ("/apps/{id}/end", "/apps//end", None),
        ("/tags/{arn+}", "/tags/a/b/c", {"arn": "a/b/c"}),
        ("/tags/{arn+}", "/tags/", None),
        ("/tags/{arn+}/end", "/tags/a/b/end", {"arn": "a/b"}),
        ("/tags/{arn+}/end", "/tags/end", None),
        ("/x/(a+)+", "/x/(a+)+", {}),
        ("/@connections/{id}", "/%40connections/x", {"id": "x"}),
        ("/keys?mode=import", "/keys?mode=import", {}),
        ("/keys?mode=import", "/keys?a=b&mode=import", {}),
        ("/keys?mode=import", "/keys?mode=export", None),
        ("/keys?mode=import", "/keys", None),
        ("/keys?delete", "/keys?delete=", {}),
        ("/keys", "/keys?mode=import", {}),
        ("/keys", "keys", None),
    ],
)
def test_match(template: str, path: str, labels: dict[str, str] | None) -> None:
    assert matches(template, path) == labels


def test_the_most_specific_template_sorts_first() -> None:
    templates = ["/a/{x+}", "/a/{x}", "/a/b?list", "/a/b", "/a/{x}?list"]
    ordered = sorted(templates, key=lambda each: UriTemplate.parse(each).specificity)
    assert ordered == ["/a/b?list", "/a/b", "/a/{x}?list", "/a/{x}", "/a/{x+}"]


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


@pytest.mark.slow
@given(st.lists(st.tuples(TEXT.filter(bool), TEXT)))
def test_pairs_come_back(pairs: list[tuple[str, str]]) -> None:
    assert list(split_query(join_query(pairs))) == pairs
