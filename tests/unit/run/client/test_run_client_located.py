from __future__ import annotations

from typing import Any

import pytest

from shapeproof.exchange import (
    ClientCase,
    ClientError,
    ClientFamily,
    ClientResult,
    HttpRequest,
    HttpResponse,
    Outcome,
    Reply,
)
from shapeproof.generate.client.replies import chunked
from shapeproof.generate.semantics import STAND_IN
from shapeproof.run.client.located import Location
from shapeproof.targets.client.contract_server import ContractServer

OWN = "127.0.0.1:43210"
HERE = Location(OWN)


def case(params: dict[str, Any], *replies: Reply) -> ClientCase:
    return ClientCase("id", "Get", ClientFamily.REQUEST, "", params, replies, Outcome.OUTPUT)


def test_a_case_without_an_address_is_left_alone() -> None:
    plain = case({"A": [1, None, "a"]}, Reply(b"HTTP/1.1 200 OK\r\n\r\n"))
    request = HttpRequest("GET", "/", (("Host", OWN),))

    assert HERE.case(plain) is plain
    assert HERE.call(plain, (request,), ClientResult()).requests == (request,)


def test_params_and_replies_lead_to_the_server() -> None:
    addressed = case({"Urls": [f"http://{STAND_IN}/q"]}, Reply(f"at {STAND_IN}".encode()))
    located = HERE.case(addressed)

    assert located.params == {"Urls": [f"http://{OWN}/q"]}
    assert located.replies[0].data == f"at {OWN}".encode()


@pytest.mark.parametrize("colon", [":", "%3A", "%3a", "%253A"])
def test_requests_are_judged_as_the_case_was_made(colon) -> None:
    own, stand_in = (each.replace(":", colon) for each in (OWN, STAND_IN))
    sent = HttpRequest("POST", f"/{own}", (("Host", own),), f"Url=http%2F{own}".encode())

    call = HERE.call(case({"Url": STAND_IN}), (sent,), ClientResult())
    assert call.requests == (
        HttpRequest(
            "POST", f"/{stand_in}", (("Host", stand_in),), f"Url=http%2F{stand_in}".encode()
        ),
    )


def test_what_the_client_says_has_the_stand_in_again() -> None:
    error = ClientError("service", "Oops", f"not at {OWN}", 400, {"Url": OWN, "Count": 1})
    result = ClientResult({"Urls": [OWN]}, error, None, f"log of {OWN}")

    said = HERE.call(case({"Url": STAND_IN}), (), result).result
    assert said.output == {"Urls": [STAND_IN]}
    assert said.error is not None
    assert said.error.message == f"not at {STAND_IN}"
    assert said.error.fields == {"Url": STAND_IN, "Count": 1}
    assert said.detail == f"log of {STAND_IN}"


def test_an_address_has_the_length_of_the_stand_in() -> None:
    with ContractServer() as server:
        assert len(server.address) == len(STAND_IN)


@pytest.mark.parametrize("size", range(1, 40))
def test_no_chunk_ends_within_an_address(size) -> None:
    body = f"{STAND_IN} and http://{STAND_IN}/{STAND_IN}{STAND_IN}".encode()

    data = chunked(HttpResponse(200, (), body), size).data
    assert data.count(STAND_IN.encode()) == 4
    assert b"".join(_unchunked(data.partition(b"\r\n\r\n")[2])) == body


def _unchunked(data: bytes) -> list[bytes]:
    found = []
    while data:
        length, _, data = data.partition(b"\r\n")
        found.append(data[: int(length, 16)])
        data = data[int(length, 16) + 2 :]
    return found
