from __future__ import annotations

from typing import Any

import pytest

from shapeproof.compile import compile_service
from shapeproof.compile.service import compile_model
from shapeproof.contract.model import Acceptor, Contract, HttpBinding, Paginator, Waiter
from shapeproof.exceptions import UnknownService

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
EMPTY = {"$schema": SCHEMA, "type": "object", "properties": {}}


def error(**traits: Any) -> dict[str, Any]:
    """A shape of an error."""
    return {"type": "structure", "members": {"message": {"shape": "Text"}}, **traits}


MODEL: dict[str, Any] = {
    "version": "2.0",
    "documentation": "<p>prose</p>",
    "clientContextParams": {"Fast": {"type": "boolean"}},
    "metadata": {
        "apiVersion": "2020-01-01",
        "protocol": "rest-json",
        "serviceFullName": "Sample Service",
        "serviceId": "Sample",
        "signingName": "sample",
        "endpointPrefix": "sample.api",
        "jsonVersion": "1.1",
        "uid": "sample-2020-01-01",
    },
    "operations": {
        "PutDBThing": {
            "name": "PutDBThing",
            "http": {"method": "PUT", "requestUri": "/things/{name}", "responseCode": 201},
            "input": {"shape": "PutRequest", "locationName": "PutThing"},
            "output": {"shape": "PutResponse", "resultWrapper": "PutThingResult"},
            "documentation": "<p>prose</p>",
            "endpoint": {"hostPrefix": "x."},
            "idempotent": True,
            "errors": [{"shape": "TooMany"}, {"shape": "Bad"}],
            "deprecated": True,
        },
        "Bare": {"name": "Bare"},
    },
    "shapes": {
        "Text": {"type": "string"},
        "PutRequest": {
            "type": "structure",
            "required": ["Name"],
            "members": {"Name": {"shape": "Text", "location": "uri", "locationName": "name"}},
        },
        "PutResponse": {"type": "structure", "members": {"Id": {"shape": "Text"}}},
        "PutRespObj": {
            "type": "structure",
            "required": ["Id"],
            "members": {"Id": {"shape": "Text"}},
        },
        "Bad": error(error={"httpStatusCode": 400, "code": "BadThing"}, exception=True),
        "TooMany": error(exception=True, retryable={"throttling": True}),
        "Unused": error(exception=True),
    },
}
PAGES = {
    "Bare": {
        "input_token": "Marker",
        "output_token": ["Next", "Other"],
        "result_key": ["Things"],
        "limit_key": "Max",
        "more_results": "IsTruncated",
    },
    "PutDBThing": {"result_key": None},
    "Gone": {"input_token": "x"},
}
WAITERS = {
    "ThingMade": {
        "operation": "PutDBThing",
        "delay": 5,
        "maxAttempts": 3,
        "acceptors": [
            {"matcher": "path", "expected": "DONE", "state": "success", "argument": "Id"},
            {"matcher": "status", "expected": 404, "state": "failure"},
        ],
    },
    "Gone": {"operation": "Gone", "delay": 1, "maxAttempts": 1, "acceptors": []},
}


@pytest.fixture(scope="module")
def contract() -> Contract:
    return compile_model("sample", "2020-01-01", MODEL, PAGES, WAITERS)


def test_the_service(contract: Contract) -> None:
    assert (contract.service, contract.api_version) == ("sample", "2020-01-01")
    assert (contract.protocol, contract.full_name) == ("rest-json", "Sample Service")
    assert contract.service_id == "Sample"
    assert contract.metadata == {
        "jsonVersion": "1.1",
        "signingName": "sample",
        "endpointPrefix": "sample.api",
        "uid": "sample-2020-01-01",
        "clientContextParams": {"Fast": {"type": "boolean"}},
    }


def test_a_service_without_names() -> None:
    metadata = {"protocol": "json"}

    contract = compile_model("sample", "x", {**MODEL, "metadata": metadata}, {})

    assert (contract.full_name, contract.service_id) == ("sample", "sample")
    assert contract.metadata.keys() == {"clientContextParams"}
    assert contract.paginators == {}


def test_operations_are_sorted(contract: Contract) -> None:
    assert list(contract.operations) == ["Bare", "PutDBThing"]


def test_an_operation(contract: Contract) -> None:
    operation = contract.operations["PutDBThing"]

    assert (operation.name, operation.python_name) == ("PutDBThing", "put_db_thing")
    assert operation.http == HttpBinding("PUT", "/things/{name}", 201)
    assert operation.errors == ("TooMany", "Bad")
    assert operation.deprecated
    assert operation.request["required"] == ["Name"]
    assert operation.response["required"] == ["Id"]
    assert operation.response["x-required-origin"] == ["PutRespObj"]
    assert operation.response["x-trust"] == {"required": "sure"}


def test_an_operation_that_states_nothing(contract: Contract) -> None:
    operation = contract.operations["Bare"]

    assert operation.http == HttpBinding("POST", "/", 200)
    assert (operation.errors, operation.deprecated) == ((), False)
    assert (operation.request, operation.response) == (EMPTY, EMPTY)


@pytest.mark.parametrize(
    ("traits", "code", "status", "fault"),
    [
        ({}, "Bad", None, "client"),
        ({"error": {}}, "Bad", None, "client"),
        ({"error": {"httpStatusCode": 409}}, "Bad", 409, "client"),
        ({"error": {"code": "Worse", "httpStatusCode": 400}}, "Worse", 400, "client"),
        ({"error": {"httpStatusCode": 500}}, "Bad", 500, "server"),
        ({"error": {"httpStatusCode": 499}}, "Bad", 499, "client"),
        ({"error": {"httpStatusCode": 400, "fault": True}}, "Bad", 400, "server"),
        ({"error": {"httpStatusCode": 400, "senderFault": True}}, "Bad", 400, "client"),
        ({"fault": True}, "Bad", None, "server"),
    ],
)
def test_an_error(traits: dict[str, Any], code: str, status: int | None, fault: str) -> None:
    model = {**MODEL, "shapes": {**MODEL["shapes"], "Bad": error(**traits)}}

    found = compile_model("sample", "2020-01-01", model, {}).errors["Bad"]

    assert (found.name, found.code, found.status, found.fault) == ("Bad", code, status, fault)
    assert found.schema["properties"] == {"message": {"type": "string"}}


def test_errors_that_no_operation_names_are_kept_too(contract: Contract) -> None:
    assert list(contract.errors) == ["Bad", "TooMany", "Unused"]


def test_what_the_model_says_beyond_schemas_is_kept(contract: Contract) -> None:
    operation = contract.operations["PutDBThing"]

    assert operation.traits == {"endpoint": {"hostPrefix": "x."}, "idempotent": True}
    assert contract.errors["TooMany"].retryable == {"throttling": True}
    assert contract.errors["Bad"].retryable is None
    assert operation.request["x-xml-name"] == "PutThing"
    assert operation.response["x-result-wrapper"] == "PutThingResult"


def test_waiters(contract: Contract) -> None:
    assert contract.waiters == {
        "ThingMade": Waiter(
            "ThingMade",
            "PutDBThing",
            5,
            3,
            (Acceptor("path", "DONE", "success", "Id"), Acceptor("status", 404, "failure")),
        )
    }


def test_paginators(contract: Contract) -> None:
    assert contract.paginators == {
        "Bare": Paginator(
            "Bare", ("Marker",), ("Next", "Other"), ("Things",), "Max", "IsTruncated"
        ),
        "PutDBThing": Paginator("PutDBThing", (), (), ()),
    }


def test_an_unknown_service() -> None:
    with pytest.raises(UnknownService):
        compile_service("no-such-service")


def test_the_bindings_of_amplifybackend() -> None:
    contract = compile_service("amplifybackend")

    assert (contract.protocol, len(contract.operations)) == ("rest-json", 31)
    assert contract.operations["GetBackendAPI"].http == HttpBinding(
        "POST", "/backend/{appId}/api/{backendEnvironmentName}/details"
    )
    assert {name: error.status for name, error in contract.errors.items()} == {
        "BadRequestException": 400,
        "GatewayTimeoutException": 504,
        "NotFoundException": 404,
        "TooManyRequestsException": 429,
    }
    assert contract.errors["GatewayTimeoutException"].fault == "server"
    assert not contract.lifecycle.reviewed
