"""Real clients under `shapeproof client`: what is found in them is their own, or nothing."""

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from shapeproof.mock import serve

from .real_clients import CLIENTS, ROOT, OtherProtocol, RealClient

SECONDS = 1800
SOME = ("CloneBackend", "CreateToken", "CreateBackendAPI", "GetToken", "ListBackendJobs")
"""The two operations that everything is tried on, the one with pages, and others."""
LONE = "\ud800"
"""Half a surrogate pair: JSON can escape it, UTF-8 has no bytes for it."""

PAGINATING = [client for client in CLIENTS if client.paginates]

each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)


@pytest.fixture
def installed(client: RealClient) -> RealClient:
    if client.missing:
        pytest.skip(client.missing)
    return client


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.sampled("whole", [False], [True])
@each_client
def test_nothing_is_found_in_a_real_client_but_its_own_ways(
    installed: RealClient, whole: bool, tmp_path: Path
) -> None:
    """All operations take minutes for each client."""
    path = tmp_path / "report.json"
    few = [part for name in SOME for part in ("--operation", name)]
    scope = [] if whole else [*few, "--max-examples", "10"]
    done = subprocess.run(
        [sys.executable, "-c", "from shapeproof.cli.main import main; main()",
         "client", "amplifybackend", "--driver", shlex.join(installed.command),
         "--seed", "1", "--report", f"json={path}", *scope],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS, check=False,
    )  # fmt: skip
    assert path.exists(), done.stdout + done.stderr
    report = json.loads(path.read_text(encoding="utf-8"))
    found = {
        (each["severity"], each["check"], each["where"])
        for each in report["findings"]
        if each["severity"] != "note"
    }
    known = {
        ("warning", each.check, place) for each in installed.deviations for place in each.places
    }
    assert found == known
    assert done.returncode == 0, done.stdout + done.stderr
    assert report["status"] == "conforms"
    assert report["stats"]["operations_reached"] == report["stats"]["operations"]
    assert report["stats"]["operations"] == (31 if whole else len(SOME))


@contextmanager
def driven(client: RealClient) -> Iterator[subprocess.Popen]:
    """A driver whose endpoint is the bundled mock."""
    with serve("amplifybackend") as server:
        process = client.start(server.url)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def ask(process: subprocess.Popen, number: int, operation: str, **params: Any) -> dict:
    call = {"id": number, "operation": operation, "params": params}
    line = json.dumps(call, ensure_ascii=False).replace(LONE, "\\ud800")
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


@pytest.mark.long
@each_client
def test_a_driver_speaks_the_protocol(installed: RealClient) -> None:
    with driven(installed) as process:
        hello = json.loads(process.stdout.readline())
        assert hello["hello"] == 1
        assert hello["client"].partition(" ")[2]
        assert ("paginate" in hello["supports"]) is installed.paginates
        there = {"AppId": "a\u2028b/%", "BackendEnvironmentName": "dev"}
        made = ask(process, 1, "CreateBackend", AppName="x", **there)
        assert (made["id"], made["ok"]) == (1, True)
        assert made["output"].items() >= there.items()
        gone = ask(process, 2, "GetBackendJob", JobId="none", **there)["error"]
        assert (gone["kind"], gone["code"], gone["status"]) == ("service", "NotFoundException", 404)
        assert gone["message"]
        assert gone["fields"]["ResourceType"] == "job"
        odd = ask(process, 3, "GetBackendJob", **{**there, "JobId": LONE})["error"]
        assert (odd["kind"], odd.get("status")) == ("validation", None)
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize("client", PAGINATING, ids=lambda client: client.name)
def test_a_driver_joins_pages(installed: RealClient) -> None:
    there = {"AppId": "a", "BackendEnvironmentName": "dev"}
    with driven(installed) as process:
        process.stdout.readline()
        ask(process, 1, "CreateBackend", AppName="x", **there)
        for number in range(3):
            ask(process, 2, "CloneBackend", TargetEnvironmentName=f"clone{number}", **there)
        page = ask(process, 3, "ListBackendJobs", MaxResults=1, **there)["output"]
        assert len(page["Jobs"]) == 1
        assert page["NextToken"]
        pages = ask(process, 4, "$paginate:ListBackendJobs", MaxResults=1, **there)["output"]
        assert len({job["JobId"] for job in pages["Jobs"]}) == len(pages["Jobs"]) > 1
        assert not pages.get("NextToken")


OTHER_PROTOCOLS = (
    OtherProtocol("javascript", "sns", "query", "client-sns", ("ListTopics", "DeleteTopic")),
    OtherProtocol("awscli", "route53", "rest-xml", "", ("GetHostedZone", "GetHealthCheckCount")),
)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("trial", OTHER_PROTOCOLS, ids=lambda each: each.protocol)
def test_a_real_client_in_another_protocol(trial: OtherProtocol, tmp_path: Path) -> None:
    if trial.missing:
        pytest.skip(trial.missing)
    path = tmp_path / "report.json"
    few = [part for name in trial.operations for part in ("--operation", name)]
    done = subprocess.run(
        [sys.executable, "-c", "from shapeproof.cli.main import main; main()",
         "client", trial.service, "--driver", shlex.join(trial.command), "--protocol",
         trial.protocol, "--phases", "coverage", "--report", f"json={path}", *few],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS, check=False,
    )  # fmt: skip
    assert path.exists(), done.stdout + done.stderr
    report = json.loads(path.read_text(encoding="utf-8"))
    assert report["stats"]["operations_reached"] == len(trial.operations)
    errors = [each for each in report["findings"] if each["severity"] == "error"]
    assert [each for each in errors if not trial.is_known(each)] == []
