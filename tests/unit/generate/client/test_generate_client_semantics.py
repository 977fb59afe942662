"""Calls and replies of a service with digests and addresses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from shapeproof.contract.model import Operation, Paginator
from shapeproof.contract.pointer import texts_in
from shapeproof.exchange import ClientCase, ClientFamily, Outcome
from shapeproof.generate.client import client_cases, drawn_case
from shapeproof.generate.semantics import STAND_IN_ORIGIN
from shapeproof.wire.registry import codec_for
from tests.unit.generate.schema_samples import TEXT, contract, list_of, operation, structure

CODEC = codec_for("rest-json")
URL = {**TEXT, "x-address": "url"}
PLACE = {**TEXT, "x-address": "origin", "pattern": r"^https://.*\.com$", "maxLength": 2048}
OF_TEXT = {**TEXT, "x-digest": {"algorithm": "md5", "request": "/Text"}}
OF_BODY = {**TEXT, "x-digest": {"algorithm": "md5", "sibling": "Body"}}
ITEM = structure("Body", "Digest", Body=TEXT, Digest=OF_BODY, Url=URL)


def _service() -> tuple[Any, Operation]:
    request = structure("Text", "Url", "Place", Text=TEXT, Url=URL, Place=PLACE, Token=TEXT)
    response = structure(Digest=OF_TEXT, Items=list_of(ITEM), Token=TEXT)
    send = replace(operation("Send", "POST", "/send", request), response=response)
    pages = Paginator("Send", ("Token",), ("Token",), ("Items",))
    return replace(contract(send), paginators={"Send": pages}), send


CONTRACT, SEND = _service()


@cache
def cases() -> tuple[ClientCase, ...]:
    return tuple(client_cases(CONTRACT, SEND, CODEC))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


@pytest.mark.slow
def test_no_call_has_an_address_elsewhere() -> None:
    urls = [text for case in cases() for text in texts_in(case.params) if "://" in text]

    assert urls
    assert [text for text in urls if not text.startswith(STAND_IN_ORIGIN)] == []


def test_addresses_are_no_place_for_odd_texts() -> None:
    faults = {case.label for case in cases() if case.fault and case.pointer == "/Place"}

    assert faults
    assert not {each for each in faults if each.startswith(("pattern", "too-long", "length"))}


def test_each_success_has_the_digests_that_are_due() -> None:
    seen = 0
    for case in cases():
        if case.outcome is not Outcome.OUTPUT or case.paginate:
            continue
        assert case.output["Digest"] == _md5(case.params["Text"]), case.id
        for item in case.output.get("Items", ()):
            assert item["Digest"] == _md5(item["Body"]), case.id
            assert item.get("Url", STAND_IN_ORIGIN).startswith(STAND_IN_ORIGIN), case.id
            seen += 1
    assert seen


def test_what_is_sent_is_what_is_expected() -> None:
    requests = [case for case in cases() if case.family is ClientFamily.REQUEST]

    assert requests
    for case in requests:
        sent = case.replies[0].response
        assert sent is not None
        assert json.loads(sent.body)["Digest"] == case.output["Digest"]


def test_pages_are_expected_with_their_addresses() -> None:
    joined = [case for case in cases() if case.paginate and case.outcome is Outcome.OUTPUT]

    assert joined
    items = [item for case in joined for item in case.output["Items"]]
    urls = [item["Url"] for item in items if "Url" in item]
    assert urls
    assert [each for each in urls if not each.startswith(STAND_IN_ORIGIN)] == []


def test_a_drawn_reply_fits_the_drawn_call() -> None:
    params = {"Text": "é", "Url": "x", "Place": "https://a.com"}
    drawn = drawn_case(CONTRACT, SEND, CODEC, params, {"Digest": "drawn"})

    assert drawn.output == {"Digest": _md5("é")}
    assert drawn.params["Place"] == STAND_IN_ORIGIN
