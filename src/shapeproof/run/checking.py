"""Values of one's own checked: for fakes, recordings, and tests of what one's code sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shapeproof.checks.occasion import Occasion
from shapeproof.checks.values import (
    ValueSchemas,
    error_findings,
    output_findings,
    request_findings,
)
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Exchange, Finding, HttpRequest
from shapeproof.run.api_values import api_value
from shapeproof.run.named import named_operation
from shapeproof.wire.identity_cache import IdentityCache


def check_request(service: str, operation: str, params: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with the parameters of a call, as given to boto3; nothing if they are legal.

    The operation is named as in the API or as in Python. Enums, maxima and patterns are looked at,
    too, which botocore does not. Raises UnknownService and UnknownOperation.
    """
    contract, found = named_operation(service, operation)
    value = api_value(params)
    seen = occasion(contract, found, value)
    return gravest_first(request_findings(seen, _schemas(found).request, value))


def check_response(service: str, operation: str, parsed: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with an output, as boto3 gives it (``ResponseMetadata`` may be missing)."""
    contract, found = named_operation(service, operation)
    value = api_value(parsed)
    seen = occasion(contract, found, {}, value)
    return gravest_first(output_findings(seen, _schemas(found).response, value))


def check_error(
    service: str, operation: str, code: str, status: int | None = None
) -> list[Finding]:
    """What is wrong with an error of an operation: its code, and its HTTP status if given."""
    contract, found = named_operation(service, operation)
    return gravest_first(error_findings(occasion(contract, found, {}), code, status))


def occasion(
    contract: Contract, operation: Operation, params: Mapping[str, Any], output: Any = None
) -> Occasion:
    """A call of which nothing but values is known: nothing has travelled."""
    exchange = Exchange(operation.name, params, HttpRequest("", ""), output=output)
    return Occasion(contract=contract, operation=operation, exchange=exchange)


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by severity, each in its order."""
    return sorted(findings, key=lambda each: -each.severity)


_schemas = IdentityCache[Operation, ValueSchemas](ValueSchemas)
