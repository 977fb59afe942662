"""Errors as a client must tell of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.compile import compile_service
from shapeproof.contract.model import ErrorContract
from shapeproof.exchange import ClientCase, ExpectedError, HttpResponse, Outcome
from shapeproof.generate.client import may_be_retried
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.errors import error_cases
from shapeproof.wire.registry import codec_for
from tests.unit.generate.schema_samples import TEXT, structure

from .client_samples import ERRORS, cases_of, error, operation, service
from .reply_reader import read_reply

PREFIX = "error:Gone-"
WHOLE = ExpectedError(410, "Gone", "sample", {"Kind": "sample"})


@pytest.fixture(scope="module")
def found() -> dict[str, ClientCase]:
    return cases_of(service(operation("AskThing"), operation()))


def said(case: ClientCase) -> tuple[str | None, Any]:
    """The header that names the error, and the body."""
    response: HttpResponse = read_reply(case.replies[0])
    body = json.loads(response.body) if response.body else None
    return response.header("x-amzn-errortype"), body


SUFFIX = ":http://internal.amazon.com/coral/com.amazonaws.sample/"
PLAIN = {"message": "sample", "Kind": "sample"}


@pytest.mark.parametrize(
    ("way", "header", "more"),
    [
        ("header", "Gone", {}),
        ("header-suffix", f"Gone{SUFFIX}", {}),
        ("header-namespace", "com.amazonaws.sample#Gone", {}),
        ("type", None, {"__type": "Gone"}),
        ("type-namespace", None, {"__type": "com.amazonaws.sample#Gone"}),
        ("code", None, {"code": "Gone"}),
    ],
)
def test_each_way_of_naming(
    found: dict[str, ClientCase], way: str, header: str | None, more: dict[str, str]
) -> None:
    case = found[PREFIX + way]
    assert said(case) == (header, {**more, **PLAIN})
    assert case.error == WHOLE
    assert case.outcome is Outcome.ERROR
    assert case.attempts == (1, 1)


def test_less_and_more_than_all_members(found: dict[str, ClientCase]) -> None:
    only, none = found[PREFIX + "only-message"], found[PREFIX + "no-message"]
    assert said(only)[1].keys() == {"message"}
    assert only.error == ExpectedError(410, "Gone", said(only)[1]["message"], {})
    assert said(none)[1] == {"Kind": "sample"}
    assert none.error == ExpectedError(410, "Gone", None, {"Kind": "sample"})
    recased = found[PREFIX + "message-recased"]
    assert said(recased)[1] == {"Message": "sample", "Kind": "sample"}
    assert recased.error == WHOLE
    more = found[PREFIX + "unknown-member"]
    assert said(more)[1].keys() - PLAIN.keys() == {"ShapeproofUnknownMember"}
    assert more.error == WHOLE
    bare = found[PREFIX + "no-body"]
    assert said(bare) == ("Gone", None)
    assert bare.error == ExpectedError(410, "Gone", None, {})


def test_unmodeled_errors(found: dict[str, ClientCase]) -> None:
    told = {
        (case.error.status, case.error.code)
        for id_, case in found.items()
        if case.error and "unmodeled" in id_
    }
    assert told == {
        (400, "ValidationException"),
        (403, "AccessDeniedException"),
        (404, "UnknownOperationException"),
        (409, "ConflictException"),
    }


def test_a_member_called_code_stands_in_the_way_of_names_in_the_body() -> None:
    schema = structure(message=TEXT, Code={**TEXT, "x-location-name": "code"})
    coded = ErrorContract("Gone", "Gone", 410, "client", schema)
    made = service(operation("AskThing"), operation())
    contract = type(made)(**{**vars(made), "errors": {**ERRORS, "Gone": coded}})
    ids = cases_of(contract).keys()
    assert f"{PREFIX}header-suffix" in ids
    assert not {f"{PREFIX}code", f"{PREFIX}type", f"{PREFIX}type-namespace"} & ids


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (error("Gone", 410), False),
        (error("Gone", None), False),
        (error("Busy", 429), True),
        (error("Broken", 500), True),
        (error("Broken", 504), True),
        (error("Odd", 400, retryable={}), True),
        (error("Odd", 400, retryable={"throttling": True}), True),
        (error("ThrottlingException", 400), True),
        (error("LimitExceededException", 400), True),
        (ErrorContract("Broken", "Broken", None, "server", structure()), True),
    ],
)
def test_which_errors_are_tried_again(made: ErrorContract, expected: bool) -> None:
    assert may_be_retried(made) is expected


def test_a_head_is_answered_without_bodies() -> None:
    cases = cases_of(service(operation(method="HEAD", request=structure())))
    assert any(case.outcome is Outcome.ERROR for case in cases.values())
    for case in cases.values():
        for reply in case.replies:
            assert reply.data.endswith(b"\r\n\r\n") or not reply.data, case.id


def test_an_error_with_the_status_of_a_success() -> None:
    contract, codec = compile_service("s3"), codec_for("rest-xml")
    stated = {"errorsInSuccesses": ["CopyObject"], "noErrorWrapping": True}
    metadata = {**contract.metadata, **stated}
    contract = replace(contract, metadata=metadata)
    for name, count in (("CopyObject", 1), ("DeleteObjects", 0)):
        made = error_cases(ClientCaseBuilder(contract, contract.operations[name], codec))
        found = [each for each in made if "unmodeled-200" in each.label]
        assert len(found) == count
        for case in found:
            assert read_reply(case.replies[0]).status == 200
            assert case.error == ExpectedError(None, "InternalError", case.error.message)
            assert case.attempts == (1, None)
