"""``--shapeproof-server`` and ``--shapeproof-client``: the suite without any test file."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from shapeproof.mock import MockServer, serve

from .suite_projects import CLIENT_FAMILIES, SERVERS, run

FAMILIES = 33
OPERATIONS = 31


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serve("amplifybackend") as running:
        yield f"--shapeproof-server=amplifybackend={running.url}"


@pytest.fixture(scope="module")
def defective() -> Iterator[str]:
    names: dict[str, object] = {}
    exec(SERVERS, names)  # the same servers as in a user's project
    with MockServer(names["retyped"], 0) as running:  # type: ignore[arg-type]
        yield f"--shapeproof-server=amplifybackend={running.url}"


def test_items_in_a_folder_without_tests(pytester: pytest.Pytester, server: str) -> None:
    result = run(pytester, server, "-k", "DeleteToken", "-v", "--junitxml=junit.xml")

    result.assert_outcomes(passed=FAMILIES, deselected=(OPERATIONS - 1) * FAMILIES)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        ["*collected 1023 items*", "shapeproof-server::amplifybackend::DeleteToken::status PASSED*"]
    )
    cases = {
        each.get("classname") for each in ET.parse(pytester.path / "junit.xml").iter("testcase")
    }
    assert cases == {"shapeproof-server.amplifybackend.DeleteToken"}


@pytest.mark.long
def test_a_defect_fails_and_is_asked_for_again_by_last_failed(
    pytester: pytest.Pytester, defective: str
) -> None:
    chosen = "GetToken and (response_schema or status)"

    result = run(pytester, defective, "-k", chosen)

    result.assert_outcomes(passed=1, failed=1, deselected=OPERATIONS * FAMILIES - 2)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "*_ amplifybackend GetToken-response_schema _*",
            "ERROR  response_schema  GetToken  response body /ttl*",
            "  expected a string, got a number",
            "FAILED shapeproof-server::amplifybackend::GetToken::response_schema*",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    run(pytester, defective, "--lf").assert_outcomes(failed=1, deselected=OPERATIONS * FAMILIES - 1)


def test_items_beside_tests_of_the_users_own(pytester: pytest.Pytester, server: str) -> None:
    pytester.makepyfile("def test_own(): pass")

    result = run(pytester, server, "-k", "own or not_a_test", "--collect-only", "-q")
    all_items = run(pytester, server, "--collect-only", "-q")

    result.stdout.fnmatch_lines(["*::test_own"])
    all_items.stdout.fnmatch_lines(["*::test_own", "shapeproof-server::*"])
    all_items.stdout.fnmatch_lines([f"{OPERATIONS * FAMILIES + 1} tests collected*"])


@pytest.mark.long
@pytest.mark.slow
def test_xdist(pytester: pytest.Pytester, defective: str) -> None:
    chosen = "GetToken and (response_schema or status or echo)"

    result = run(pytester, defective, "-k", chosen, "-n", "2", "--dist", "loadscope")

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["ERROR  response_schema  GetToken  response body /ttl*"])


def test_a_client(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        clients="""
        from urllib.request import urlopen

        def call(operation, params, endpoint):
            urlopen(f"{endpoint}/nothing").read()
            return {}
        """
    )

    result = run(
        pytester,
        "--shapeproof-client=amplifybackend=clients:call",
        "-k",
        "GetToken and wire_request",
    )

    result.assert_outcomes(failed=1, deselected=OPERATIONS * CLIENT_FAMILIES - 1)
    result.stdout.fnmatch_lines(["*_ amplifybackend GetToken-wire_request _*"])


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--shapeproof-server=x"], "--shapeproof-server x: not of the form SERVICE=URL"),
        (["--shapeproof-client=sqs="], "--shapeproof-client sqs=: not of the form SERVICE=CMD"),
        (["--shapeproof-server=amplifybakend=http://127.0.0.1:1"], "unknown service *"),
        (["--shapeproof-server=amplifybackend=http://10.0.0.1"], "refusing to send to *loopback*"),
        (["--shapeproof-server=amplifybackend=x"], "URL 'x': not an http or https URL; *"),
        (["--shapeproof-client=amplifybackend=no_such_module:f"], "client no_such_module:f: *"),
        (["--shapeproof-server=amplifybackend=http://127.0.0.1:1"] * 2, "*is given twice; *"),
        (
            ["--shapeproof-server=amplifybackend=http://127.0.0.1:1", "--shapeproof-baseline=none"],
            "none: *",
        ),
    ],
)
def test_wrong_values_are_one_line(
    pytester: pytest.Pytester, arguments: list[str], line: str
) -> None:
    result = run(pytester, *arguments)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {line}"])
    assert "Traceback" not in result.stderr.str()
