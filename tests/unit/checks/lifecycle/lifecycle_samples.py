"""Answers made by hand, as the walks show them to the checks of state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.run.contracts import load
from shapeproof.wire.registry import codec_for

CONTRACT = load("amplifybackend")
CODEC = codec_for(CONTRACT.protocol)


def seen(
    operation: str,
    status: int = 200,
    body: Mapping[str, Any] | None = None,
    params: Mapping[str, Any] | None = None,
    error: str = "",
) -> Observation:
    """An exchange with this answer; a status of 0 is none at all."""
    found = CONTRACT.operations[operation]
    headers = (("Content-Type", "application/json"),)
    if error:
        headers = (*headers, ("x-amzn-errortype", error))
    response = HttpResponse(status, headers, json.dumps(body or {}).encode()) if status else None
    output = CODEC.decode_response(found, response) if response and status < 300 else None
    failure = None if status else "timeout"
    exchange = Exchange(
        operation, params or {}, HttpRequest("POST", "/"), response, failure, output
    )
    return Observation(
        contract=CONTRACT,
        operation=found,
        exchange=exchange,
        codec=CODEC,
        schemas=OperationSchemas(CONTRACT, found, CODEC),
    )


def guessed(
    operation: str, status: int = 200, body: Mapping[str, Any] | None = None
) -> Observation:
    """The same as if nobody had reviewed the lifecycle."""
    lifecycle = Lifecycle(CONTRACT.lifecycle.resources, CONTRACT.lifecycle.needs)
    answer = seen(operation, status, body)
    return replace(answer, contract=replace(CONTRACT, lifecycle=lifecycle))
