"""A client that verifies digests and sends requests to the address of a queue, as SDKs do."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import HttpRequest
from shapeproof.exchange.events import FindingFound
from shapeproof.run.client.runner import ClientRunner
from shapeproof.run.plan import Plan
from shapeproof.targets.client import CallableClient, ReplyFailure
from shapeproof.wire.registry import codec_for
from tests.unit.generate.schema_samples import TEXT, contract, operation, structure

from .client_fakes import send

pytestmark = pytest.mark.slow
CODEC = codec_for("rest-json")
URL = {**TEXT, "x-address": "url"}
DIGEST = {**TEXT, "x-digest": {"algorithm": "md5", "request": "/Body"}}


def _service() -> Contract:
    request = structure("Url", "Body", Url=URL, Body=TEXT)
    sending = operation("Send", "POST", "/send", request)
    return contract(replace(sending, response=structure("Digest", Digest=DIGEST, Url=URL)))


CONTRACT = _service()


class VerifyingClient:
    """``digest`` is what it computes of a body; it sends requests where the URL says."""

    def __init__(self, digest: Any = None) -> None:
        self.digest = digest or (lambda body: hashlib.md5(body.encode()).hexdigest())
        self.hosts: set[str] = set()

    def __call__(self, name: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        sending: Operation = CONTRACT.operations[name]
        request: HttpRequest = CODEC.encode_request(CONTRACT, sending, params)
        url = params.get("Url")
        is_address = isinstance(url, str) and url.startswith("http")
        self.hosts.add(urlsplit(url if is_address else endpoint).netloc)
        assert urlsplit(endpoint).netloc in self.hosts
        answer = send(request, url if is_address else endpoint)
        output: dict[str, Any] = CODEC.decode_response(sending, answer)
        body = params.get("Body")
        if isinstance(body, str) and output.get("Digest") != self.digest(body):
            raise ReplyFailure("the digest does not fit")
        return output


def errors_of(client: VerifyingClient) -> list[str]:
    plan = Plan(operations=("Send",), phases=("coverage", "fuzz"), max_examples=20)
    runner = ClientRunner(CONTRACT, CODEC, CallableClient(client), plan, seconds=4)
    try:
        found = [each.finding for each in runner.events() if isinstance(each, FindingFound)]
    finally:
        runner.close()
    return [f"{each.check} {each.where}" for each in found if each.check == "output"]


def test_a_client_that_verifies_digests_and_calls_addresses_is_right() -> None:
    client = VerifyingClient()

    assert errors_of(client) == []
    assert {host.partition(":")[0] for host in client.hosts} == {"127.0.0.1"}


def test_a_client_that_computes_another_digest_is_found() -> None:
    assert "output output" in errors_of(VerifyingClient(lambda body: body))
