"""Passive mode next to other plugins, in other processes, and not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .passive_projects import PREAMBLE, json_report, run
from .suite_projects import IN_ORDER

ROOT = Path(__file__).parents[2]
AIOBOTOCORE = ROOT / ".cache/clients/aiobotocore/bin/python"
SOME = """
def test_a():
    good_call()

def test_b():
    bad_answer()

def test_c():
    bad_answer()

def test_d():
    bad_request()
"""
OFF = """
import sys

def test_nothing_large_is_imported(pytestconfig):
    large = {"botocore", "boto3", "hypothesis", "jsonschema", "jsonschema_rs", "moto", "rich"}
    assert not large & sys.modules.keys()
    ours = {name for name in sys.modules if name.partition(".")[0] == "shapeproof"}
    plugin = {"shapeproof.pytest_plugin", "shapeproof.plugin", "shapeproof.plugin.options"}
    assert ours == {"shapeproof", *plugin}

def test_one_plugin_with_few_hooks(pytestconfig):
    manager = pytestconfig.pluginmanager
    plugins = [each for name, each in manager.list_name_plugin() if "shapeproof" in name]
    assert len(plugins) == 1
    hooks = {each.name for each in manager.get_hookcallers(plugins[0])}
    shown_short = {"pytest_assertrepr_compare", "pytest_runtest_makereport"}
    # A configuration file that cannot be read is said there.
    shown_short.add("pytest_report_header")
    assert hooks == {"pytest_addoption", "pytest_configure"} | shown_short
"""


def test_off_it_is_next_to_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(OFF)
    others = ("-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:asyncio")

    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:anyio", *others)

    result.assert_outcomes(passed=2)


@pytest.mark.long
@pytest.mark.slow
def test_processes_of_xdist_are_merged(pytester: pytest.Pytester) -> None:
    reports = ("--shapeproof-report", "json=report.json", "--shapeproof-cov")
    pytester.makepyfile(test_calls=f"{PREAMBLE}\n{SOME}")
    run(pytester, "--shapeproof", *reports).assert_outcomes(passed=1, failed=3)
    alone = json_report(pytester)

    result = pytester.runpytest_subprocess(*IN_ORDER, "--shapeproof", "-n", "2", "-v", *reports)

    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines(
        ["ERROR  response_schema  amplifybackend.GetToken  output /Ttl  (2 times)"]
    )
    together = json_report(pytester)
    for name in ("stats", "coverage", "operations", "status"):
        assert together[name] == alone[name]
    assert [(each["id"], each["count"]) for each in together["findings"]] == [
        (each["id"], each["count"]) for each in alone["findings"]
    ]


def test_random_order(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_calls=f"{PREAMBLE}\n{SOME}")

    result = pytester.runpytest_inprocess("--shapeproof", "-p", "no:asyncio", "-p", "no:xdist")

    result.assert_outcomes(passed=1, failed=3)


ASYNC = """
import asyncio

@pytest.mark.asyncio
async def test_good():
    await asyncio.to_thread(good_call)

@pytest.mark.asyncio
async def test_bad():
    await asyncio.gather(asyncio.to_thread(good_call), asyncio.to_thread(bad_answer))
"""


def test_asyncio(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_calls=f"{PREAMBLE}\n{ASYNC}")
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")

    result = pytester.runpytest_inprocess("--shapeproof", "-p", "no:randomly")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*_ test_bad _*", "ERROR  response_schema*"])


AIO = """
import asyncio
import threading

import pytest
from aiobotocore.session import get_session
from moto.server import ThreadedMotoServer


@pytest.fixture(scope="module")
def url():
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def calls(url, **params):
    async def make():
        session = get_session()
        async with session.create_client("logs", region_name="us-east-1", endpoint_url=url,
                                         aws_access_key_id="x", aws_secret_access_key="y") as logs:
            await logs.create_log_group(**params)
            with pytest.raises(logs.exceptions.ResourceAlreadyExistsException):
                await logs.create_log_group(**params)
            return await logs.describe_log_groups()

    return asyncio.run(make())


def test_good(url):
    calls(url, logGroupName="good")


def test_bad(url):
    calls(url, logGroupName="bad", logGroupClass="GOLD")
"""


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.skipif(not AIOBOTOCORE.exists(), reason="aiobotocore is installed by: make clients")
def test_aiobotocore(pytester: pytest.Pytester) -> None:
    """In its own environment, as it pins botocore; all else comes from ours."""
    pytester.makepyfile(AIO)
    here = [each for each in sys.path if each.endswith("site-packages")] + [str(ROOT / "src")]
    arguments = ["--shapeproof", "-p", "shapeproof.pytest_plugin", "-p", "no:cacheprovider"]
    program = f"import sys; sys.path += {here!r}; import pytest; sys.exit(pytest.main({arguments}))"
    environ = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    done = subprocess.run(
        [AIOBOTOCORE, "-c", program],
        env=environ, capture_output=True, text=True, check=False, timeout=250,
    )  # fmt: skip

    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "ERROR  request_schema  logs.CreateLogGroup  request /logGroupClass" in done.stdout
    assert "await logs.create_log_group(**params)" in done.stdout
    assert 'calls(url, logGroupName="bad"' in done.stdout
    assert "6 calls of 2 operations checked" in done.stdout
