"""A HAR of one of shapeproof's own runs: silent on the bundled mock, planted defects found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.run.traffic import TrafficRun
from shapeproof.run.traffic.contracts import TrafficContracts
from tests.support.recordings import Made, recorded
from tests.unit.run.run_servers import Call, Forward, Server, edited, run

HOST = "amplifybackend.us-east-1.amazonaws.com"
CONTRACTS = TrafficContracts()


def played(*, planted: bool) -> list[Made]:
    """The exchanges of a run against the bundled mock."""
    exchanges: list[Made] = []

    def record(call: Call, forward: Forward) -> HttpResponse:
        response = forward()
        if planted and call.operation == "CreateToken" and response.status == 200:
            response = edited(response, ttl=5)
        headers = (("Host", HOST), *call.request.headers)
        request = HttpRequest(call.request.method, call.request.target, headers, call.request.body)
        exchanges.append(Made(HOST, request, response))
        return response

    run(Server(record), "CreateToken", "GetToken", max_requests=150)
    return [each for each in exchanges if _is_text(each.request.body)]


def _is_text(body: bytes) -> bool:
    try:
        return bool(body.decode() or True)
    except UnicodeDecodeError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("form", ["har", "mitmproxy"])
@pytest.mark.parametrize("planted", [False, True])
def test_a_recorded_run_of_our_own(tmp_path: Path, form: str, planted: bool) -> None:
    exchanges = played(planted=planted)
    traffic = TrafficRun(CONTRACTS)
    path = recorded(tmp_path, exchanges, form)
    found = {
        (each.operation, each.where) for entry in traffic.entries([path]) for each in entry.findings
    }
    assert traffic.exchanges == len(exchanges) > 50
    assert traffic.judged > 50
    assert found == ({("CreateToken", "response body /ttl")} if planted else set())


def test_a_target_that_no_operation_has_is_counted(tmp_path: Path) -> None:
    (first, *_) = played(planted=False)
    nowhere = replace(first, request=replace(first.request, target="/nowhere/at/all/x/y/z"))
    traffic = TrafficRun(CONTRACTS)
    assert not list(traffic.entries([recorded(tmp_path, [nowhere])]))
    assert traffic.left_out == {"no operation of amplifybackend fits": 1}
