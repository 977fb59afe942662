from __future__ import annotations

import json

import pytest
from moto.core.exceptions import ServiceException

from shapeproof.mock.amplifybackend.responses import AmplifyBackendResponse
from shapeproof.mock.backends import ModeledError, UnknownOperationError


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (ModeledError("BadRequestException", "no"), 400, {"message": "no"}),
        (
            ModeledError("NotFoundException", "gone", resourceType="app"),
            404,
            {"message": "gone", "resourceType": "app"},
        ),
        (
            ModeledError("TooManyRequestsException", "slow", limitType="rate"),
            429,
            {"message": "slow", "limitType": "rate"},
        ),
        (ModeledError("GatewayTimeoutException", "late"), 504, {"message": "late"}),
        (
            UnknownOperationError(),
            404,
            {"message": "No operation is bound to this method and path"},
        ),
        (ServiceException("Other", "from moto"), 400, {"message": "from moto"}),
    ],
)
def test_errors_go_out_as_modeled(
    error: ServiceException, status: int, body: dict[str, str]
) -> None:
    reply = AmplifyBackendResponse.api.refusal(error)

    assert reply.status == status
    assert json.loads(reply.body) == body
    assert reply.headers["x-amzn-errortype"] == error.code
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["x-amzn-RequestId"]
