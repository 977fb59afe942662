"""Real servers that are not ours: the run ends, the report is whole, nothing of ours crashes."""

import json
from pathlib import Path

import pytest
from cli_runner import shapeproof
from moto.server import ThreadedMotoServer


@pytest.fixture
def moto_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.mark.slow
def test_moto_server_over_http(moto_server: str, tmp_path: Path) -> None:
    outcome = shapeproof(
        "server", "appconfig", moto_server, "--report", "json=a.json", cwd=tmp_path
    )
    _expect_findings(outcome, tmp_path / "a.json", reached=15)


@pytest.mark.slow
@pytest.mark.parametrize(("service", "reached"), [("mq", 20), ("kafka", 5)])
def test_moto_in_process(service: str, reached: int, tmp_path: Path) -> None:
    outcome = shapeproof("server", service, "--moto", "--report", "json=a.json", cwd=tmp_path)
    _expect_findings(outcome, tmp_path / "a.json", reached)


def test_moto_does_not_have_amplifybackend(moto_server: str, tmp_path: Path) -> None:
    outcome = shapeproof(
        "server", "amplifybackend", moto_server, "--report", "json=a.json", cwd=tmp_path
    )
    _expect_findings(outcome, tmp_path / "a.json", reached=0)
    report = json.loads((tmp_path / "a.json").read_text())
    unreached = {each["operation"] for each in report["findings"] if each["check"] == "not_reached"}
    assert len(unreached) == 31


def _expect_findings(outcome, path: Path, reached: int) -> None:
    assert outcome.status == 1, outcome.stderr
    assert "Traceback" not in outcome.stderr
    report = json.loads(path.read_text())
    assert report["status"] == "findings"
    assert report["stats"]["operations_reached"] >= reached
    assert report["stats"]["left_out"] == []
