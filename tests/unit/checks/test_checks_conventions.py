"""Types of Python in outputs that are not those of boto3: in stubs, recordings and fakes."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from shapeproof import check_response

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def mappings(**members: Any) -> tuple[str, str, dict[str, Any]]:
    return "lambda", "ListEventSourceMappings", {"EventSourceMappings": [members]}


@pytest.mark.parametrize(
    "service, operation, output, severity, message",
    [
        (*mappings(LastModified=1700000000), "note",
         "expected a datetime, as boto3 gives; got a number"),
        (*mappings(LastModified=1700000000.5), "note",
         "expected a datetime, as boto3 gives; got a number"),
        (*mappings(LastModified=Decimal(1700000000)), "note",
         "expected a datetime, as boto3 gives; got a Decimal"),
        (*mappings(LastModified=date(2026, 1, 1)), "note",
         "expected a datetime, as boto3 gives; got a date"),
        (*mappings(LastModified="2026-01-01T00:00:00"), "note",
         "expected a datetime, as boto3 gives; got a string"),
        (*mappings(LastModified="2026-01-01"), "note",
         "expected a datetime, as boto3 gives; got a string"),
        (*mappings(LastModified="yesterday"), "error",
         "expected a datetime, as boto3 gives; got a string"),
        (*mappings(LastModified=b"x"), "error",
         "expected a datetime, as boto3 gives; got bytes"),
        (*mappings(UUID=NOW), "error", "expected a str, as boto3 gives; got a datetime"),
        (*mappings(UUID=b"x"), "error", "expected a str, as boto3 gives; got bytes"),
        (*mappings(BatchSize=Decimal(3)), "note", "expected an int, as boto3 gives; got a Decimal"),
        (*mappings(Queues=("q",)), "note", "expected a list, as boto3 gives; got a tuple"),
        ("kms", "Encrypt", {"CiphertextBlob": "x"}, "note",
         "expected bytes, as boto3 gives; got a string"),
        ("lambda", "Invoke", {"Payload": b"{}"}, "note",
         "expected a StreamingBody, as boto3 gives; got bytes"),
        ("s3", "GetObject", {"Body": "some text"}, "note",
         "expected a StreamingBody, as boto3 gives; got a string"),
    ],
)  # fmt: skip
def test_other_types(
    service: str, operation: str, output: dict[str, Any], severity: str, message: str
) -> None:
    (found,) = check_response(service, operation, output)

    assert (found.severity.label, found.message) == (severity, message)
    assert found.constraint == ("convention" if severity == "note" else "type")


@pytest.mark.parametrize(
    "service, operation, output",
    [
        mappings(
            LastModified=NOW,
            EventSourceArn="arn:aws:sqs:us-east-1:123456789012:queue",
            BatchSize=3,
            Queues=["q"],
        ),
        mappings(LastModified=datetime(2026, 1, 1), UUID=None),
        mappings(LastModified="2026-01-01T00:00:00Z"),  # as shapeproof.responses draws it
        ("kms", "Encrypt", {"CiphertextBlob": "c2FtcGxl"}),
        ("kms", "Encrypt", {"CiphertextBlob": b"x", "ResponseMetadata": {"Date": NOW}}),
        ("s3", "GetObject", {"Body": io.BytesIO(b"x"), "ContentLength": 1}),
        ("dynamodb", "GetItem", {"Item": {"a": {"B": b"x"}}}),
        ("dynamodb", "GetItem", {"Item": {"a": {"L": [{"N": "1"}]}}}),
    ],
)
def test_types_of_boto3(service: str, operation: str, output: dict[str, Any]) -> None:
    assert check_response(service, operation, output) == []
