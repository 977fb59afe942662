"""Which protocol a client speaks, of a service that has several."""

from __future__ import annotations

import http.client
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.exceptions import BadUsage
from shapeproof.run.assemble import client_run, spoken_by
from shapeproof.run.plan import Plan
from shapeproof.targets.opening import Boto3Spec, CallableSpec

EMPTY = {"type": "object", "properties": {}}
JSON = Contract(
    service="things",
    api_version="2020-01-01",
    protocol="json",
    full_name="Things",
    service_id="Things",
    operations={
        "ListThings": Operation(
            "ListThings", "list_things", HttpBinding("GET", "/things"), EMPTY, EMPTY
        )
    },
    errors={},
    metadata={
        "protocols": ["json", "rest-json"],
        "jsonVersion": "1.1",
        "targetPrefix": "Things",
    },
)
REST = replace(JSON, protocol="rest-json")
PLAN = Plan(phases=("coverage",))
TARGET = {"X-Amz-Target": "Things.ListThings", "Content-Type": "application/x-amz-json-1.1"}


def client(method: str, path: str, headers: dict[str, str]) -> CallableSpec:
    def call(operation: str, params: dict[str, Any], endpoint: str) -> Any:
        connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=5)
        try:
            connection.request(method, path, "{}" if method == "POST" else None, headers)
            return json.loads(connection.getresponse().read() or b"{}")
        finally:
            connection.close()

    return CallableSpec(call)


RPC_CLIENT = client("POST", "/", TARGET)
REST_CLIENT = client("GET", "/things", {})
LOST_CLIENT = client("POST", "/elsewhere", {})


@pytest.mark.parametrize(
    ("contract", "spec", "spoken"),
    [
        (JSON, RPC_CLIENT, "json"),
        (JSON, REST_CLIENT, "rest-json"),
        (REST, RPC_CLIENT, "json"),
        (JSON, LOST_CLIENT, "json"),
        (replace(JSON, metadata={}), REST_CLIENT, "json"),
        (JSON, Boto3Spec("things"), "json"),
    ],
)
def test_the_first_request_tells(contract: Contract, spec: Any, spoken: str) -> None:
    assert spoken_by(contract, spec, PLAN, call_seconds=5) == spoken


def test_a_run_in_another_protocol_is_refused_in_one_line() -> None:
    made = client_run(JSON, REST_CLIENT, PLAN, call_seconds=5)
    with made, pytest.raises(BadUsage) as refused:
        made.begin()

    assert str(refused.value) == (
        "protocol json: the client speaks rest-json; "
        "give --protocol rest-json (for pytest: protocol='rest-json')"
    )


@pytest.mark.parametrize(("contract", "spec"), [(JSON, RPC_CLIENT), (JSON, LOST_CLIENT)])
def test_a_run_in_the_same_protocol_begins(contract: Contract, spec: Any) -> None:
    with client_run(contract, spec, PLAN, call_seconds=5) as made:
        made.begin()
