"""Cases of operations that answer with events, played to boto3."""

from __future__ import annotations

import pytest

from shapeproof.compile import compile_service
from shapeproof.exchange import ClientCase, Outcome
from shapeproof.generate.client import client_cases
from shapeproof.wire import codec_for
from shapeproof.wire.interface import UnreadableError


def cases_of(service: str, name: str) -> dict[str, ClientCase]:
    contract = compile_service(service)
    codec = codec_for(contract.protocol)
    found = list(client_cases(contract, contract.operations[name], codec))
    assert len({each.id for each in found}) == len(found)
    return {each.label: each for each in found}


@pytest.mark.parametrize(
    ("service", "name", "stream"),
    [
        ("kinesis", "SubscribeToShard", "EventStream"),
        ("bedrock-runtime", "ConverseStream", "stream"),
        ("s3", "SelectObjectContent", "Payload"),
    ],
)
def test_what_a_client_must_read(service: str, name: str, stream: str) -> None:
    contract = compile_service(service)
    codec, operation = codec_for(contract.protocol), contract.operations[name]
    broken = 0
    for label, case in cases_of(service, name).items():
        (reply,) = case.replies
        assert reply.response is not None
        if case.outcome is Outcome.FAILURE:
            broken += 1
            with pytest.raises(UnreadableError):
                codec.decode_response(operation, reply.response)
            continue
        read = codec.decode_response(operation, reply.response)[stream]
        if case.outcome is Outcome.ERROR:
            assert case.error is not None
            assert list(read[-1]) == [case.error.code]
        else:
            assert read == case.output[stream], label
    assert broken == 1


def test_labels() -> None:
    found = cases_of("kinesis", "SubscribeToShard")
    assert {"events-all", "events-none", "events-repeated", "events-unknown"} <= set(found)
    assert "events-ResourceNotFoundException" in found


def test_no_case_is_asked_with_events() -> None:
    assert cases_of("lexv2-runtime", "StartConversation") == {}
