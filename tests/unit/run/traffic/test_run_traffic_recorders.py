"""Recordings that vcrpy and placebo write themselves, of calls of boto3 to a mock with defects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import boto3
import pytest
from botocore.config import Config
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from shapeproof.run.traffic import TrafficRun
from tests.unit.run.traffic.test_run_traffic_judged import CONTRACTS

ANSWERS: dict[str, Any] = {
    "ListKeys": {"Keys": [{"KeyId": "k"}], "Truncated": False},
    "DescribeKey": {"KeyMetadata": {"KeyId": "k", "KeyState": "Melted", "CreationDate": 1.5}},
    "GetKeyPolicy": {"Policy": "{}"},
}
FOUND = [("kms", "DescribeKey", "response_schema")]


@Request.application
def app(request: Request) -> Response:
    name = request.headers["X-Amz-Target"].rpartition(".")[2]
    if name not in ANSWERS:
        body = {"__type": "NotFoundException", "message": "no"}
        return _json(body, 400)
    return _json(ANSWERS[name], 200)


def _json(body: Any, status: int) -> Response:
    fields = {"x-amzn-RequestId": "11111111-2222-3333-4444-555555555555"}
    return Response(json.dumps(body), status, fields, content_type="application/x-amz-json-1.1")


@pytest.fixture
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def call(session: Any, address: str) -> None:
    config = Config(retries={"max_attempts": 1})
    client = session.client("kms", endpoint_url=address, config=config)
    client.list_keys()
    client.describe_key(KeyId="k")
    client.get_key_policy(KeyId="k")
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_public_key(KeyId="k")


def session() -> Any:
    return boto3.Session("AKIDEXAMPLE", "secret", region_name="us-east-1")


def judged(path: Path) -> tuple[TrafficRun, list[tuple[str, str, str]]]:
    run = TrafficRun(CONTRACTS)
    found = [
        (each.service, each.operation, each.check)
        for entry in run.entries([path])
        for each in entry.findings
    ]
    return run, found


@pytest.mark.slow
def test_a_cassette_of_vcrpy(tmp_path: Path, address: str) -> None:
    vcr = pytest.importorskip("vcr", reason="pip install vcrpy")
    path = tmp_path / "cassette.yaml"
    with vcr.use_cassette(str(path), filter_headers=["authorization"]):
        call(session(), address)
    run, found = judged(path)
    assert found == FOUND
    assert run.judged == len(ANSWERS) + 1


def test_a_folder_of_placebo(tmp_path: Path, address: str) -> None:
    placebo = pytest.importorskip("placebo", reason="pip install placebo")
    recorded = session()
    pill = placebo.attach(recorded, data_path=str(tmp_path))
    pill.record()
    call(recorded, address)
    pill.stop()
    run, found = judged(tmp_path)
    assert found == FOUND
    assert run.files == run.judged == len(ANSWERS) + 1
