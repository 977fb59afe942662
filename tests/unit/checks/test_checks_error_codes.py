"""Errors named by another code than their protocol has, and codes that no error has."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.checks.error_shape import ErrorShape
from shapeproof.checks.interface import Observation
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.checks.verdicts import NotFound
from shapeproof.compile import compile_service
from shapeproof.exchange import Case, Exchange, Expect, Family, HttpRequest, HttpResponse
from shapeproof.wire.registry import codec_for

from .check_samples import lines

SNS = compile_service("sns")
OF = "GetTopicAttributes"
ERROR = (
    '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>'
    "<Code>{}</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>"
)


def found_by(check: Any, code: str, status: int = 404) -> list[tuple[str, str]]:
    operation, codec = SNS.operations[OF], codec_for(SNS.protocol)
    case = Case("c", OF, Family.ABSENT, "", {}, Expect.MISSING)
    answer = HttpResponse(status, (("Content-Type", "text/xml"),), ERROR.format(code).encode())
    seen = Observation(
        contract=SNS,
        operation=operation,
        exchange=Exchange(OF, {}, HttpRequest("POST", "/"), answer, case=case),
        codec=codec,
        schemas=OperationSchemas(SNS, operation, codec),
    )
    return [(each[2], each[3]) for each in lines(list(check.check(seen)))]


@pytest.mark.parametrize(
    "code, expected",
    [("NotFound", []), ("NotFoundException", [("error response", "code of NotFound")])],
)
def test_the_name_of_the_shape_is_no_code_in_query(code: str, expected: Any) -> None:
    assert found_by(ErrorShape(), code) == expected


@pytest.mark.parametrize(
    "code, expected",
    [
        ("NotFound", []),
        ("ResourceNotFound", []),
        ("AccessDenied", []),
        ("NoSuchEntity", [("error response", "other code")]),
    ],
)
def test_a_code_that_no_error_of_the_service_has(code: str, expected: Any) -> None:
    assert found_by(NotFound(), code) == expected
