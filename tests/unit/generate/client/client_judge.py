"""The codec and jsonschema, which know nothing of the cases, judge what each one expects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import ClientCase, HttpResponse, Outcome, Reply
from shapeproof.wire.registry import codec_for
from tests.unit.generate.request_oracle import Oracle

from .reply_reader import Unreadable, read_reply

CODEC = codec_for("rest-json")


def judge(contract: Contract, operation: Operation, case: ClientCase) -> None:
    """Parameters, replies and expectation of a case go together."""
    assert case.operation == operation.name
    assert case.replies, case.id
    assert case.attempts[1] is None or case.attempts[0] <= case.attempts[1], case.id
    judge_params(Oracle(operation.request), case)
    for reply in case.replies:
        judge_reply(operation, reply, case.id)
    if case.outcome is Outcome.OUTPUT:
        judge_output(operation, case)
    elif case.outcome is Outcome.ERROR:
        judge_error(contract, operation, case)
    elif case.outcome is Outcome.FAILURE:
        assert all(is_no_success(operation, each) for each in case.replies), case.id


def judge_params(oracle: Oracle, case: ClientCase) -> None:
    wrongs = oracle.wrongs(case.params)
    if case.fault is None:
        assert wrongs == set(), case.id
    else:
        assert {each.pointer for each in wrongs} == {case.fault.pointer}, case.id
        assert case.fault.constraint in {each.keyword for each in wrongs}, case.id


def judge_reply(operation: Operation, reply: Reply, where: str) -> None:
    """What a reply claims to be is what the standard library reads of its bytes."""
    if reply.response is None:
        return
    read = read_reply(reply, operation.http.method)
    assert read.status == reply.response.status, where
    assert read.body == reply.response.body, where
    assert read.header("x-amzn-requestid"), where


def judge_output(operation: Operation, case: ClientCase) -> None:
    outputs = [decoded(operation, each) for each in successes(operation, case)]
    if case.paginate:
        expected: Any = case.output
        assert joined(outputs, expected) == expected, case.id
    else:
        assert outputs[-1] == case.output, case.id


def successes(operation: Operation, case: ClientCase) -> list[HttpResponse]:
    """The replies but those of a retry that fail on purpose."""
    replies = case.replies if case.paginate else case.replies[-1:]
    return [read_reply(each, operation.http.method) for each in replies]


def decoded(operation: Operation, response: HttpResponse) -> Any:
    assert 200 <= response.status < 300
    stripped = tuple((name, value.strip()) for name, value in response.headers)
    # RFC 9110, 5.5: blanks around a value are no part of it; the reader keeps those behind it.
    return CODEC.decode_response(operation, replace(response, headers=stripped))


def joined(outputs: list[Any], like: Any) -> Any:
    """The lists of all outputs at the places where ``like`` has lists."""
    if isinstance(like, dict):
        return {key: joined([each.get(key) or {} for each in outputs], like[key]) for key in like}
    return [item for each in outputs for item in (each or [])]


def judge_error(contract: Contract, operation: Operation, case: ClientCase) -> None:
    error = case.error
    assert error is not None, case.id
    last = case.replies[-1] if case.paginate else case.replies[0]
    response = read_reply(last, operation.http.method)
    assert response.status == error.status, case.id
    told = CODEC.decode_error(response)
    if error.code is not None:
        assert told.code == error.code, case.id
    if error.message is not None:
        assert told.message == error.message, case.id
    modeled = [each for each in contract.errors.values() if each.code == error.code]
    if modeled:
        read = CODEC.decode_output(modeled[0].schema, response)
        rest = {name: each for name, each in read.items() if each != error.message}
        assert {name: read.get(name) for name in error.fields} == error.fields, case.id
        assert rest.keys() - error.fields.keys() <= {"message", "Message", "errorMessage"}, case.id


def is_no_success(operation: Operation, reply: Reply) -> bool:
    """Whether a strict client finds no success in the bytes."""
    try:
        response = read_reply(reply, operation.http.method)
        if not 200 <= response.status < 300:
            return True
        CODEC.decode_response(operation, response)
    except (Unreadable, ValueError):
        return True
    return False
