"""Clients of S3 made of the codec: what SDKs do in their own ways is silent, and no more than that.

A client overrides one step. It plays the cases of an operation whose ids match.
"""

from __future__ import annotations

import http.client
import re
from base64 import b64encode
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

import shapeproof
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.generate.client import client_cases
from shapeproof.run.client.judge import ClientJudge, ClientSession
from shapeproof.run.plan import Budget
from shapeproof.targets.client import CallableClient, ServiceFailure, ValidationFailure
from shapeproof.wire.registry import codec_for

CODEC = codec_for("rest-xml")


@cache
def contract() -> Contract:
    return shapeproof.load_contract("s3")


class CodecClient:
    """Sends what the codec makes of a call, and returns what it reads."""

    def __call__(self, name: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        operation = contract().operations[name]
        request = CODEC.encode_request(contract(), operation, self.prepared(params))
        response = self.answered(request, endpoint)
        if response.status >= 300 or self.is_error(operation, response):
            error = CODEC.decode_error(response)
            raise ServiceFailure(error.code, error.message, response.status, {})
        return self.read(CODEC.decode_response(operation, response))

    def prepared(self, params: dict[str, Any]) -> dict[str, Any]:
        return params

    def answered(self, request: HttpRequest, endpoint: str) -> HttpResponse:
        return send(request, endpoint)

    def is_error(self, operation: Operation, response: HttpResponse) -> bool:
        return CODEC.holds_error(contract(), operation, response)

    def read(self, output: dict[str, Any]) -> dict[str, Any]:
        return output


def send(request: HttpRequest, endpoint: str) -> HttpResponse:
    connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=5)
    try:
        connection.request(request.method, request.target, request.body, dict(request.headers))
        answer = connection.getresponse()
        return HttpResponse(answer.status, tuple(answer.getheaders()), answer.read())
    finally:
        connection.close()


def encoded(params: dict[str, Any], name: str) -> dict[str, Any]:
    given = params.get(name)
    if not isinstance(given, str):
        return params
    return {**params, name: b64encode(given.encode()).decode()}


class EncodesKeys(CodecClient):
    """As SDKs: the key in base64, and the source of the copy with percent signs."""

    def prepared(self, params: dict[str, Any]) -> dict[str, Any]:
        if isinstance(params.get("CopySource"), str):
            params = {**params, "CopySource": quote(params["CopySource"])}
        return encoded(params, "SSECustomerKey")


class EncodesOtherSecrets(CodecClient):
    """Another sensitive text in base64."""

    def prepared(self, params: dict[str, Any]) -> dict[str, Any]:
        return encoded(params, "SSEKMSKeyId")


class LacksRareAlgorithms(CodecClient):
    """As botocore without the CRT."""

    lacking = "CRC64NVME"

    def prepared(self, params: dict[str, Any]) -> dict[str, Any]:
        if params.get("ChecksumAlgorithm") == self.lacking:
            raise ValidationFailure("not supported")
        return params


class LacksUsualAlgorithms(LacksRareAlgorithms):
    """An algorithm that each SDK has."""

    lacking = "SHA256"


class TellsTextOfDate(CodecClient):
    """As SDKs: the text of the header field beside the date."""

    text = "Tue, 11 Aug 2020 00:00:00 GMT"

    def read(self, output: dict[str, Any]) -> dict[str, Any]:
        return {**output, "ExpiresString": self.text} if "Expires" in output else output


class TellsAnotherDate(TellsTextOfDate):
    """Not the text of the header field."""

    text = "Tue, 11 Aug 2020 00:00:01 GMT"


class LosesEvents(CodecClient):
    """Neither of the members that are read from the element."""

    def read(self, output: dict[str, Any]) -> dict[str, Any]:
        return {
            name: {key: inner for key, inner in each.items() if key not in ("Event", "Events")}
            for name, each in output.items()
        }


class TakesErrorsForSuccesses(CodecClient):
    """By the status alone."""

    def is_error(self, operation: Operation, response: HttpResponse) -> bool:
        return False


class LooksUpTheBucket(CodecClient):
    """As botocore: after a refusal it asks for the region of the bucket."""

    def answered(self, request: HttpRequest, endpoint: str) -> HttpResponse:
        first = send(request, endpoint)
        if first.status == 400:
            send(self.next_request(request), endpoint)
        return first

    def next_request(self, request: HttpRequest) -> HttpRequest:
        return HttpRequest("HEAD", request.target.rpartition("/")[0])


class RetriesRefusals(LooksUpTheBucket):
    """It asks for the same once more."""

    def next_request(self, request: HttpRequest) -> HttpRequest:
        return request


ROWS = (
    (CodecClient, "CopyObject", ":(full|other)", set()),
    (EncodesKeys, "CopyObject", "request:.*(full|other)", set()),
    (EncodesOtherSecrets, "CopyObject", "request:.*(full|other)", {"wire_request"}),
    (CodecClient, "DeleteObjects", "ChecksumAlgorithm", set()),
    (LacksRareAlgorithms, "DeleteObjects", "ChecksumAlgorithm", set()),
    (LacksUsualAlgorithms, "DeleteObjects", "ChecksumAlgorithm", {"wire_request"}),
    (CodecClient, "HeadObject", "output:.*full", set()),
    (TellsTextOfDate, "HeadObject", "output:.*full", set()),
    (TellsAnotherDate, "HeadObject", "output:.*full", {"output"}),
    (CodecClient, "GetBucketNotification", "output:.*(full|other)", set()),
    (LosesEvents, "GetBucketNotification", "output:.*(full|other)", {"output"}),
    (CodecClient, "CopyObject", "unmodeled", set()),
    (TakesErrorsForSuccesses, "CopyObject", "unmodeled", {"error"}),
    (CodecClient, "HeadObject", "unmodeled|final", set()),
    (LooksUpTheBucket, "HeadObject", "unmodeled|final", set()),
    (RetriesRefusals, "HeadObject", "unmodeled|final", {"retries"}),
)


@pytest.mark.parametrize(
    ("make", "name", "ids", "found"), ROWS, ids=[f"{row[0].__name__}-{row[1]}" for row in ROWS]
)
def test_a_client_of_s3(make: type[CodecClient], name: str, ids: str, found: set[str]) -> None:
    operation = contract().operations[name]
    target = CallableClient(make())
    session = ClientSession(target, Budget(), seconds=5)
    judge = ClientJudge(contract(), operation, CODEC, session)
    try:
        cases = [
            each
            for each in client_cases(contract(), operation, CODEC)
            if re.search(ids, each.id) and each.fault is None
        ]
        findings = [each for case in cases for each in judge.run(case)[1]]
    finally:
        session.close()
    assert cases
    assert {each.check for each in findings} == found, [str(each.texts) for each in findings]
