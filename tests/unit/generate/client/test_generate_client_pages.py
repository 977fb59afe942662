"""Listings; botocore's own paginator judges what the pages are joined to."""

from __future__ import annotations

from typing import Any

import botocore.paginate
import pytest

from shapeproof.contract.model import Contract, Paginator, Schema
from shapeproof.exchange import ClientCase, Outcome
from tests.unit.generate.schema_samples import TEXT, bound, list_of, structure

from .client_samples import CODEC, ITEM, cases_of, operation, service
from .reply_reader import read_reply

REQUEST: Schema = structure(
    "Id", Id=bound(TEXT, "uri", "id"), NextToken=bound(TEXT, "querystring", "t"), Kind=TEXT
)
OUTPUT: Schema = structure(Items=list_of(ITEM), NextToken=TEXT, More={"type": "boolean"})


def listing(response: Schema = OUTPUT, request: Schema = REQUEST, **more: Any) -> Contract:
    keys: dict[str, Any] = {
        "input_tokens": ("NextToken",),
        "output_tokens": ("NextToken",),
        "result_keys": ("Items",),
        **more,
    }
    made = operation("ListThings", request=request, response=response)
    return service(made, paginators={"ListThings": Paginator("ListThings", **keys)})


def pages_of(made: Contract) -> dict[str, ClientCase]:
    found = cases_of(made, "ListThings")
    return {
        id_.removeprefix("pages:"): case for id_, case in found.items() if case.family == "pages"
    }


def joined_by_botocore(made: Contract, case: ClientCase) -> tuple[dict[str, Any], list[Any]]:
    """What botocore makes of the replies, and the parameters of each of its requests."""
    paginator = made.paginators["ListThings"]
    config = {
        "input_token": list(paginator.input_tokens),
        "output_token": list(paginator.output_tokens),
        "result_key": list(paginator.result_keys),
    }
    if paginator.more_results:
        config["more_results"] = paginator.more_results
    asked: list[Any] = []

    def method(**params: Any) -> Any:
        reply = case.replies[min(len(asked), len(case.replies) - 1)]
        asked.append(params)
        return CODEC.decode_response(made.operations["ListThings"], read_reply(reply))

    pages = botocore.paginate.Paginator(method, config, None).paginate(**case.params)
    result = pages.build_full_result()
    return {key: result[key] for key in case.output if key in result}, asked


LISTINGS = {
    "plain": listing(),
    "more": listing(more_results="More"),
    "two lists": listing(
        structure(Items=list_of(ITEM), Names=list_of(TEXT), NextToken=TEXT),
        result_keys=("Items", "Names"),
    ),
    "inner": listing(
        structure(Page=structure(Items=list_of(TEXT), Token=TEXT)),
        result_keys=("Page.Items",),
        output_tokens=("Page.Token",),
    ),
    "two tokens": listing(
        structure(Items=list_of(ITEM), NextToken=TEXT, NextKind=TEXT),
        input_tokens=("NextToken", "Kind"),
        output_tokens=("NextToken", "NextKind"),
    ),
    "short": listing(
        structure("Items", Items=list_of(TEXT, minItems=1, maxItems=1), NextToken=TEXT)
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTINGS)
def test_botocore_joins_the_same(name: str) -> None:
    made = LISTINGS[name]
    judged = 0
    for label, case in pages_of(made).items():
        assert case.paginate
        if case.outcome is Outcome.OUTPUT:
            joined, asked = joined_by_botocore(made, case)
            assert joined == case.output, label
            assert len(asked) == len(case.replies) == case.attempts[0] == case.attempts[1], label
            tokens = [each.get("NextToken") for each in asked]
            assert len(set(tokens)) == len(tokens), label
            assert {each["Id"] for each in asked} == {case.params["Id"]}, label
            judged += 1
    assert judged >= 6


def test_which_pages_there_are() -> None:
    found = pages_of(LISTINGS["plain"])
    counts = {label: len(case.replies) for label, case in found.items()}
    assert counts == {
        "three": 3,
        "three-full": 3,
        "one": 1,
        "many": 30,
        "last-null": 2,
        "last-empty": 2,
        "unknown-members": 2,
        "nothing": 1,
        "empty-page": 3,
        "empty-first-page": 2,
        "no-list": 3,
        "token-characters": 2,
        "same-items": 2,
        "token-repeated": 6,
        "error-after-a-page": 2,
    }
    assert "Kind" in found["three-full"].params
    assert all("NextToken" not in case.params for case in found.values())
    ids = [each["Id"] for each in found["many"].output["Items"]]
    assert len(set(ids)) == len(ids) == 60
    assert found["token-repeated"].attempts == (1, 20)
    items = found["same-items"].output["Items"]
    assert items[:2] == items[2:]
    assert b"ShapeproofUnknownMember" in found["unknown-members"].replies[0].data
    assert b'"NextToken": null' in found["last-null"].replies[-1].data
    assert b'"NextToken": ""' in found["last-empty"].replies[-1].data


def test_an_error_after_a_page() -> None:
    case = pages_of(LISTINGS["plain"])["error-after-a-page"]
    assert case.outcome is Outcome.ERROR
    assert case.error is not None
    assert case.error.code == "Gone"
    assert case.attempts == (2, 2)


def test_a_list_that_must_have_items_is_never_empty() -> None:
    found = pages_of(LISTINGS["short"])
    assert not {"nothing", "empty-page", "empty-first-page", "no-list"} & found.keys()
    assert len(found["many"].output["Items"]) == 30


@pytest.mark.parametrize(
    "made",
    [
        listing(output_tokens=("NextToken || Items[-1].Id",)),
        listing(output_tokens=("Elsewhere",)),
        listing(structure(Items=TEXT, NextToken=TEXT)),
        listing(structure("NextToken", Items=list_of(ITEM), NextToken=TEXT)),
        listing(structure(Items=list_of(ITEM), NextToken={"type": "boolean"})),
        listing(input_tokens=("Elsewhere",)),
    ],
    ids=["expression", "no token", "no list", "always a token", "odd token", "no input"],
)
def test_listings_that_are_no_plain_paths_have_no_cases(made: Contract) -> None:
    assert pages_of(made) == {}
