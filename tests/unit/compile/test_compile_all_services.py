"""Every service of the installed botocore compiles, and what it compiles to can be read again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from shapeproof.compile import available_services, compile_service
from shapeproof.compile.source import load_raw_model
from shapeproof.contract.document import dump, from_documents, lifecycle_document, to_documents
from shapeproof.contract.model import Contract, Schema

ONE_OF_EACH_KIND = ("amplify", "appsync", "polly", "iot-data", "geo-maps", "sqs", "sns")
LEAST = {"rest-json": 250, "json": 100, "smithy-rpc-v2-cbor": 40, "others": 20}
"""Services of each protocol that botocore has at least."""


def schemas(contract: Contract) -> Iterator[Schema]:
    """All schemas of a contract."""
    for operation in contract.operations.values():
        yield from (operation.request, operation.response)
    yield from (error.schema for error in contract.errors.values())


def read_back(contract: Contract) -> Contract:
    """The contract, written as JSON text and read again."""
    documents = {
        **to_documents(contract),
        "lifecycle.json": lifecycle_document(contract.lifecycle),
    }
    return from_documents(contract.service, json.loads(dump(documents)))


@pytest.mark.parametrize("service", ONE_OF_EACH_KIND)
def test_a_service_compiles(service: str) -> None:
    contract = compile_service(service)

    for schema in schemas(contract):
        # Without formats: ``regex`` would be judged by Python, which lacks \p{L}.
        Draft202012Validator.check_schema(schema, format_checker=None)
    assert read_back(contract) == contract


@pytest.mark.slow
@pytest.mark.parametrize("protocol", LEAST)
def test_all_services_compile(protocol: str) -> None:
    count = 0
    for service in available_services():
        spoken = load_raw_model(service)[1]["metadata"]["protocol"]
        if (spoken if spoken in LEAST else "others") == protocol:
            contract = compile_service(service)
            for schema in schemas(contract):
                jsonschema_rs.meta.validate(schema)
            assert read_back(contract) == contract, service
            count += 1
    assert count >= LEAST[protocol]
