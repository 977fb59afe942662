"""Which operations show what one writes, and what they show wrongly."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from shapeproof.checks.views.comparing import scopes_in, shown_differences
from shapeproof.checks.views.places import How
from shapeproof.checks.views.removals import removals_of
from shapeproof.checks.views.views import View, views_of
from shapeproof.compile.service import compile_service
from shapeproof.contract.model import Contract
from shapeproof.exchange import Exchange, HttpRequest


@functools.cache
def contract(service: str) -> Contract:
    return compile_service(service)


def view(service: str, writer: str, viewer: str, listed: str | None = None) -> View:
    operation = contract(service).operations[writer]
    return next(
        each
        for each in views_of(contract(service), operation)
        if each.operation == viewer and (each.list == ((listed,) if listed else None))
    )


@pytest.mark.parametrize(
    ("service", "writer", "viewer", "listed", "how", "shown"),
    [
        ("sns", "SetTopicAttributes", "GetTopicAttributes", None, How.ENTRY, "Attributes"),
        ("sns", "TagResource", "ListTagsForResource", None, How.TAGS, "Tags"),
        ("sns", "CreateTopic", "ListTagsForResource", None, How.TAGS, "Tags"),
        ("sns", "Subscribe", "ListSubscriptions", "Subscriptions", How.SAME, "Endpoint"),
        ("sqs", "TagQueue", "ListQueueTags", None, How.TAGS, "Tags"),
    ],
)
def test_a_view_shows(
    service: str, writer: str, viewer: str, listed: str | None, how: How, shown: str
):
    places = view(service, writer, viewer, listed).places
    assert (how, shown) in [(each.how, "/".join(each.shown)) for each in places]


@pytest.mark.parametrize(
    ("writer", "remover"),
    [
        ("CreateTopic", "DeleteTopic"),
        ("Subscribe", "Unsubscribe"),
        ("TagResource", "UntagResource"),
    ],
)
def test_what_is_written_is_removed(writer: str, remover: str):
    operation = contract("sns").operations[writer]
    found = removals_of(contract("sns"), operation, views_of(contract("sns"), operation))
    assert remover in [each.operation for each in found]


ARN = "arn:aws:sns:us-east-1:123456789012:t"


@pytest.mark.parametrize(
    ("writer", "viewer", "params", "answer", "expected"),
    [
        ("TagResource", "ListTagsForResource",
         {"Tags": [{"Key": "a", "Value": "1"}]}, {"Tags": [{"Key": "a", "Value": "1"}]}, []),
        ("TagResource", "ListTagsForResource",
         {"Tags": [{"Key": "a", "Value": "1"}]}, {"Tags": []}, ["lost"]),
        ("TagResource", "ListTagsForResource",
         {"Tags": [{"Key": "a", "Value": "1234"}]}, {"Tags": [{"Key": "a", "Value": "12"}]},
         ["truncated"]),
        ("SetTopicAttributes", "GetTopicAttributes",
         {"AttributeName": "DisplayName", "AttributeValue": "a+b"},
         {"Attributes": {"DisplayName": "a b"}}, ["changed"]),
        ("SetTopicAttributes", "GetTopicAttributes",
         {"AttributeName": "DisplayName", "AttributeValue": "a"},
         {"Attributes": {"Owner": "1"}}, ["lost"]),
    ],
)  # fmt: skip
def test_what_is_shown_wrongly(
    writer: str, viewer: str, params: dict[str, Any], answer: dict[str, Any], expected: list[str]
):
    written = Exchange(writer, params, HttpRequest("POST", "/"))
    shown = view("sns", writer, viewer)
    found = shown_differences(shown, written, scopes_in(shown, written, answer), set())
    assert [each.how for each in found] == expected
