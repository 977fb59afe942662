"""Shapeproof's requests as cases of Schemathesis: each sends exactly the request it was made of."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis

from shapeproof.contract.model import Contract
from shapeproof.exchange import Expect, HttpRequest, HttpResponse
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.run.contracts import load
from shapeproof.run.plan import Plan
from shapeproof.run.schemathesis_engine.app import ContractApp
from shapeproof.run.schemathesis_engine.cases import their_case
from shapeproof.run.schemathesis_engine.relay import BoundedSender
from shapeproof.run.schemathesis_engine.runner import config_of
from shapeproof.run.schemathesis_engine.schema import schema_of
from shapeproof.run.server.session import distorted
from shapeproof.wire.registry import codec_for
from shapeproof.wire.rest.uri_template import UriTemplate

from .schemathesis_engine_samples import Answering, contract

pytestmark = pytest.mark.slow  # whole runs against servers


def operations(
    of: Contract, target: Any
) -> Iterator[tuple[schemathesis.APIOperation[Any, Any, Any, Any], Any]]:
    app = ContractApp(of, codec_for(of.protocol, of.service), BoundedSender(target))
    for each in schema_of(app, config_of(Plan())).get_all_operations():
        yield each.ok(), app.operation(each.ok())


def faulted(of: Contract, operation: Any) -> Iterator[HttpRequest]:
    codec = codec_for(of.protocol, of.service)
    for case in coverage_cases(of, operation):
        if case.expect is Expect.REJECT:
            request = codec.encode_request(of, operation, case.params)
            yield distorted(request, case.distortion) if case.distortion else request


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["CreateBackendConfig", "UpdateBackendConfig", "ImportBackendStorage", "GetBackend"]
)
def test_every_fault_is_sent_as_it_was_planted(name: str) -> None:
    target = Answering(lambda _: HttpResponse(204))
    theirs, ours = next(both for both in operations(contract(), target) if both[1].name == name)
    wanted = list(faulted(contract(), ours))
    assert len(wanted) >= 10
    for request in wanted:
        case = their_case(theirs, UriTemplate.parse(ours.http.uri), request)
        assert case is not None, request
        assert case.meta is None
        case.call()
        sent = target.requests.pop()
        assert (sent.method, sent.target) == (request.method, request.target)
        assert sent.header("Content-Type") == request.header("Content-Type")


SPECIAL = [
    ("GetApiKey", {"apiKey": "a/b %é.", "includeValue": True}, "/apikeys/a%2Fb%20%25%C3%A9.?inc"),
    ("ImportApiKeys", {"format": "csv", "body": "aGFsbG8="}, "/apikeys?mode=import&format=csv"),
]


@pytest.mark.parametrize("name, params, start", SPECIAL)
def test_labels_queries_and_shared_paths(name: str, params: dict[str, Any], start: str) -> None:
    other = load("apigateway")
    codec = codec_for(other.protocol, other.service)
    target = Answering(lambda _: HttpResponse(204))
    theirs, ours = next(both for both in operations(other, target) if both[1].name == name)
    request = codec.encode_request(other, ours, params)
    case = their_case(theirs, UriTemplate.parse(ours.http.uri), request)
    assert case is not None
    case.call()
    assert target.requests[0].target == request.target
    assert request.target.startswith(start)
    assert target.requests[0].body == request.body


def test_what_schemathesis_cannot_send_is_left_out() -> None:
    target = Answering(lambda _: HttpResponse(204))
    theirs, ours = next(
        both for both in operations(contract(), target) if both[1].http.uri == "/backend"
    )
    template = UriTemplate.parse(ours.http.uri)
    assert their_case(theirs, template, HttpRequest("POST", "/elsewhere", (), b"{}")) is None
    untyped = HttpRequest("POST", "/backend", (), b'{"appId": "a"}')
    assert their_case(theirs, template, untyped) is None
    assert target.requests == []
