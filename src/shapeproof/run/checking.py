"""Checks of a user's own values: for fakes, recordings, and tests of what code sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from shapeproof.checks.documented_rules import Documentation
from shapeproof.checks.parsed_calls import (
    ParsedCall,
    RequestSchema,
    ValueSchemas,
    error_findings,
    output_findings,
)
from shapeproof.compile.source import load_raw_model
from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import UnknownService
from shapeproof.exchange import Exchange, Finding, HttpRequest
from shapeproof.exchange.finding_lists import Findings
from shapeproof.run.contracts import named_operation
from shapeproof.wire.timestamps import TimestampFormat, encode_timestamp

_PLAIN = frozenset({str, int, float, bool, type(None)})


def api_value(value: Any) -> Any:
    """A value of boto3 as JSON; unknown types become their text.

    A datetime without zone is in UTC.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict or isinstance(value, Mapping):
        return {str(key): api_value(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [api_value(each) for each in value]
    if isinstance(value, datetime):
        return encode_timestamp(value, TimestampFormat.DATE_TIME)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return ""
    # An enum of texts becomes its value, not its name.
    for plain in (str, bool, int, float):
        if isinstance(value, plain):
            return plain(getattr(value, "value", value))
    return "" if hasattr(value, "read") or hasattr(value, "__iter__") else str(value)


def check_request(service: str, operation: str, params: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with the parameters of a call, as given to boto3; nothing if they are legal.

    The operation is named as in the API or as in Python. Enums, maxima and patterns are
    checked as well, which botocore does not do. Raises UnknownService and UnknownOperation.
    """
    contract, found = named_operation(service, operation)
    seen = parsed_call(contract, found, api_value(params))
    documented = replace(seen, documentation=documentation_of(contract))
    return most_severe_first(RequestSchema().check(documented))


def check_response(service: str, operation: str, parsed: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with an output, as boto3 gives it (``ResponseMetadata`` may be missing).

    A text may stand for a time (RFC 3339) or for bytes (base64), as ``responses`` draws them.
    """
    contract, found = named_operation(service, operation)
    value = api_value(parsed)
    seen = parsed_call(contract, found, {}, value)
    schema = seen.schemas.response
    return most_severe_first(output_findings(seen, schema, value, parsed, takes_json=True))


def check_error(
    service: str, operation: str, code: str, status: int | None = None
) -> list[Finding]:
    """What is wrong with an error of an operation: its code, and its HTTP status if given."""
    contract, found = named_operation(service, operation)
    return most_severe_first(error_findings(parsed_call(contract, found, {}), code, status))


def parsed_call(
    contract: Contract, operation: Operation, params: Mapping[str, Any], output: Any = None
) -> ParsedCall:
    """A call of which only values are known: nothing was sent."""
    exchange = Exchange(operation.name, params, HttpRequest("", ""), output=output)
    return ParsedCall(
        contract=contract, operation=operation, exchange=exchange, schemas=value_schemas(operation)
    )


def most_severe_first(findings: Iterable[Finding]) -> Findings:
    """Findings by severity, each in its order."""
    return Findings(sorted(findings, key=lambda each: -each.severity))


def documentation_of(
    contract: Contract, description: Mapping[str, Any] | None = None
) -> Documentation:
    """The documentation of a service: of a model, or of the one of the installed botocore."""

    def load() -> Mapping[str, Any]:
        try:
            return description or load_raw_model(contract.service)[1]
        except UnknownService:
            return {}

    return Documentation(load)


value_schemas = IdentityCache[Operation, ValueSchemas](ValueSchemas)
