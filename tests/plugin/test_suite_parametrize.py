"""``shapeproof.parametrize`` in the tests of a user."""

from __future__ import annotations

import socket
from xml.etree import ElementTree as ET

import pytest

from .suite_projects import CLIENT_FAMILIES, FAMILIES, TOKENS, run, with_tests

PLAIN = """
@shapeproof.parametrize("amplifybackend", wsgi="servers:{app}", {tokens})
def test_it():
    pass
"""


def plain(app: str) -> str:
    return PLAIN.format(app=app, tokens=TOKENS)


def test_a_conforming_server_passes_every_item(pytester: pytest.Pytester) -> None:
    with_tests(pytester, plain("good"))

    result = run(pytester, "-v")

    result.assert_outcomes(passed=2 * FAMILIES)
    result.stdout.fnmatch_lines(
        ["*test_suite.py::test_it[[]CreateToken-response_schema[]] PASSED*"]
    )


def test_a_defect_fails_its_item_with_the_finding_and_no_traceback(
    pytester: pytest.Pytester,
) -> None:
    with_tests(pytester, plain("retyped"))

    result = run(pytester)

    result.assert_outcomes(passed=2 * FAMILIES - 2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*_ test_it[[]CreateToken-response_schema[]] _*",
            "ERROR  response_schema  CreateToken  response body /ttl  (* times)",
            "  expected a string, got a number",
            '  expected type "string"',
            "  actual   7",
            "  request  POST /backend/*/challenge",
            "  curl     curl -sS *",
            "*_ test_it[[]GetToken-response_schema[]] _*",
            "ERROR  response_schema  GetToken  response body /ttl*",
            "FAILED test_suite.py::test_it[[]CreateToken-response_schema[]] - Failed: ERROR*",
        ]
    )
    said = result.stdout.str()
    assert "Traceback" not in said
    assert "plugin/suite" not in said
    assert "traceback entries" not in said


def test_an_operation_that_is_not_reached_fails_one_item_and_skips_the_others(
    pytester: pytest.Pytester,
) -> None:
    tests = plain("unmade").replace(TOKENS, 'operations="GetToken", phases="coverage"')
    with_tests(pytester, tests)

    result = run(pytester, "-rs")

    result.assert_outcomes(failed=1, skipped=FAMILIES - 1)
    result.stdout.fnmatch_lines(
        [
            "ERROR  not_reached  GetToken  set-up",
            "SKIPPED [[]15[]] *: GetToken was not checked: set-up of Backend: * is answered with *",
        ]
    )


def test_selection_by_keyword_last_failed_and_first_failure(pytester: pytest.Pytester) -> None:
    with_tests(pytester, plain("retyped"))

    run(pytester, "-k", "GetToken").assert_outcomes(
        passed=FAMILIES - 1, failed=1, deselected=FAMILIES
    )
    run(pytester, "-k", "CreateToken-response_schema").assert_outcomes(
        failed=1, deselected=2 * FAMILIES - 1
    )
    first = run(pytester, "-x")
    first.assert_outcomes(passed=7, failed=1)
    first.stdout.fnmatch_lines(["*stopping after 1 failures*"])
    run(pytester).assert_outcomes(passed=2 * FAMILIES - 2, failed=2)
    again = run(pytester, "--lf")
    again.assert_outcomes(failed=2)
    again.stdout.fnmatch_lines(["*rerun previous 2 failures*"])


def test_junit_has_a_case_for_each_item(pytester: pytest.Pytester) -> None:
    with_tests(pytester, plain("retyped"))

    run(pytester, "--junitxml=junit.xml")

    suite = ET.parse(pytester.path / "junit.xml").getroot()[0]
    cases = {each.get("name"): each for each in suite}
    failure = cases["test_it[GetToken-response_schema]"][0]
    assert (len(cases), suite.get("failures")) == (2 * FAMILIES, "2")
    assert failure.tag == "failure"
    assert "expected a string, got a number" in (failure.text or "")


@pytest.mark.long
@pytest.mark.slow
def test_xdist_runs_the_same_items(pytester: pytest.Pytester) -> None:
    with_tests(pytester, plain("retyped"))

    result = run(pytester, "-n", "2", "--dist", "loadgroup", "--strict-markers")

    result.assert_outcomes(passed=2 * FAMILIES - 2, failed=2)


def test_the_items_of_an_operation_are_of_one_group(pytester: pytest.Pytester) -> None:
    with_tests(pytester, plain("good"))
    pytester.makeconftest(
        """
        def pytest_collection_finish(session):
            marks = [each.get_closest_marker("xdist_group").args for each in session.items]
            print("GROUPS", sorted(set(marks)))
        """
    )

    result = run(pytester, "--collect-only", "-q")

    result.stdout.fnmatch_lines(
        ["GROUPS [[]('amplifybackend.CreateToken',), ('amplifybackend.GetToken',)[]]"]
    )


@pytest.mark.parametrize("strict", [(), ("--strict-markers",)])
def test_nobody_needs_xdist(pytester: pytest.Pytester, strict: tuple[str, ...]) -> None:
    with_tests(pytester, plain("good"))

    result = run(pytester, "-p", "no:xdist", "-W", "error", *strict)

    result.assert_outcomes(passed=2 * FAMILIES)


def test_the_body_runs_first_with_fixtures_and_parameters_of_its_own(
    pytester: pytest.Pytester,
) -> None:
    with_tests(
        pytester,
        """
seen = []

@pytest.mark.parametrize("kind", ["a", "b"])
@shapeproof.parametrize("amplifybackend", fixture="server", operations="GetToken",
                        phases="coverage")
def test_it(tmp_path, kind, request):
    assert tmp_path.exists()
    assert request.node.callspec.params["kind"] == kind
    seen.append(kind)

@pytest.fixture(scope="module")
def server():
    import servers
    return servers.good

def test_seen():
    assert sorted(seen) == ["a"] * 16 + ["b"] * 16
""",
    )

    run(pytester).assert_outcomes(passed=2 * FAMILIES + 1)


def test_what_the_body_raises_is_the_outcome(pytester: pytest.Pytester) -> None:
    body = '    pytest.skip("no") if request.node.name.endswith("status]") else 1 / 0'
    tests = plain("good").replace("test_it()", "test_it(request)").replace("    pass", body)
    with_tests(pytester, tests)

    result = run(pytester, "-k", "GetToken and (status or echo)")

    result.assert_outcomes(failed=1, skipped=1, deselected=2 * FAMILIES - 2)
    result.stdout.fnmatch_lines(["E * ZeroDivisionError*"])
    assert "plugin/suite" not in result.stdout.str()


def test_methods_and_a_fixture_that_each_class_has_of_its_own(pytester: pytest.Pytester) -> None:
    with_tests(
        pytester,
        """
import servers

class Suite:
    @shapeproof.parametrize("amplifybackend", fixture="server", operations="GetToken",
                            phases="coverage")
    def test_it(self):
        assert self.name

class TestGood(Suite):
    name = "good"

    @pytest.fixture
    def server(self):
        return servers.good

class TestRetyped(Suite):
    name = "retyped"

    @pytest.fixture
    def server(self):
        return servers.retyped
""",
    )

    result = run(pytester)

    result.assert_outcomes(passed=2 * FAMILIES - 1, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_suite.py::TestRetyped::test_it[[]GetToken-resp*"])


def test_a_fixture_that_gives_a_url(pytester: pytest.Pytester) -> None:
    with_tests(
        pytester,
        """
from shapeproof.mock import serve

@pytest.fixture(scope="session")
def server():
    with serve("amplifybackend") as running:
        yield running.url

@shapeproof.parametrize("amplifybackend", fixture="server", operations="GetToken",
                        phases="coverage")
def test_it():
    pass
""",
    )

    run(pytester).assert_outcomes(passed=FAMILIES)


def test_all_phases_tell_of_lifecycles_too(pytester: pytest.Pytester) -> None:
    tests = plain("good").replace(TOKENS, 'operations="DeleteToken", max_examples=4, seed=1')
    with_tests(pytester, tests)

    result = run(pytester, "-v")

    result.assert_outcomes(passed=FAMILIES + 17)
    result.stdout.fnmatch_lines(["*test_it[[]DeleteToken-not_removed[]] PASSED*"])


def test_a_client_that_crashes(pytester: pytest.Pytester) -> None:
    with_tests(
        pytester,
        """
def call(operation, params, endpoint):
    raise KeyError("slip")

@shapeproof.parametrize("amplifybackend", client=call, operations="GetToken", phases="coverage")
def test_it():
    pass
""",
    )

    result = run(pytester)

    # It never worked: that is no finding.
    result.assert_outcomes(failed=1, skipped=CLIENT_FAMILIES - 1)
    result.stdout.fnmatch_lines(["cannot start the client test_suite:call: *KeyError*slip*"])


@pytest.mark.long
def test_a_client_that_makes_nothing_of_its_parameters(pytester: pytest.Pytester) -> None:
    with_tests(
        pytester,
        """
from urllib.request import urlopen

def call(operation, params, endpoint):
    urlopen(f"{endpoint}/nothing").read()
    return {}

@shapeproof.parametrize("amplifybackend", client=call, operations="GetToken", phases="coverage")
def test_it():
    pass
""",
    )

    result = run(pytester, "-k", "wire_request or crash")

    result.assert_outcomes(failed=1, passed=1, deselected=CLIENT_FAMILIES - 2)
    result.stdout.fnmatch_lines(["ERROR  wire_request  GetToken *", "  request  GET /nothing"])


@pytest.mark.long
@pytest.mark.slow
def test_boto3_as_a_client(pytester: pytest.Pytester) -> None:
    with_tests(
        pytester,
        """
@shapeproof.parametrize("amplifybackend", client="boto3", operations=("GetToken", "DeleteToken"),
                        phases="coverage")
def test_it():
    pass
""",
    )

    result = run(pytester, "-rP")

    result.assert_outcomes(passed=2 * CLIENT_FAMILIES)
    # What has nothing to do with the operation is reported once.
    assert result.stdout.str().count("-robustness] _") == 1


WRONG = {
    '"amplifybakend", wsgi="servers:good"': "unknown service 'amplifybakend'*amplifybackend*",
    '"amplifybackend", wsgi="servers:good", operations="GetTocken"': "*no operation 'GetTocken'*",
    '"amplifybackend"': "target: choose exactly one of url, wsgi, fixture, client",
    '"amplifybackend", url="http://127.0.0.1:1", client="boto3"': "target: choose exactly one of *",
    '"amplifybackend", url="http://10.0.0.1"': "refusing to send to http://10.0.0.1: *",
    '"amplifybackend", wsgi="nothing:app"': "--wsgi nothing:app: No module named 'nothing'*",
    '"amplifybackend", wsgi="servers:good", fail_on="fatal"': "fail_on: unknown severity*",
}


@pytest.mark.parametrize(("said", "line"), WRONG.items())
def test_wrong_use_is_one_line(pytester: pytest.Pytester, said: str, line: str) -> None:
    with_tests(pytester, f"@shapeproof.parametrize({said})\ndef test_it(): pass\n")

    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*ERROR collecting test_suite.py*", f"shapeproof.parametrize: {line}"]
    )
    assert "Traceback" not in result.stdout.str()
    assert "plugin/suite" not in result.stdout.str()


@pytest.mark.parametrize(
    ("decorated", "line"),
    [
        ("class TestIt: pass", "it decorates a function, not a type"),
        ("async def test_it(): pass", "test_it is not a plain function; *"),
        ("def test_it(): yield", "test_it is not a plain function; *"),
    ],
)
def test_what_cannot_be_decorated(pytester: pytest.Pytester, decorated: str, line: str) -> None:
    with_tests(
        pytester, f'@shapeproof.parametrize("amplifybackend", wsgi="servers:good")\n{decorated}\n'
    )

    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"shapeproof.parametrize: shapeproof.parametrize: {line}"])


def test_unittest_is_refused(pytester: pytest.Pytester) -> None:
    with_tests(
        pytester,
        f"""
import unittest

class TestIt(unittest.TestCase):
    @shapeproof.parametrize("amplifybackend", wsgi="servers:good", {TOKENS})
    def test_it(self):
        pass
""",
    )

    result = run(pytester)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["shapeproof.parametrize: only pytest *unittest.TestCase*"])
    assert "Traceback" not in result.stdout.str()


def test_a_server_that_is_not_there(pytester: pytest.Pytester) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with_tests(pytester, plain("good").replace('wsgi="servers:good"', f'url="{url}"'))

    result = run(pytester, "-rs")

    result.assert_outcomes(failed=1, skipped=2 * FAMILIES - 1)
    result.stdout.fnmatch_lines(
        [
            "*_ test_it[[]CreateToken-rejects_valid[]] _*",
            f"cannot reach {url}: nothing listens there; is the server running?",
            f"SKIPPED [[]31[]] *: cannot reach {url}: *",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert "During handling" not in result.stdout.str()


def test_a_fixture_that_gives_no_server(pytester: pytest.Pytester) -> None:
    fixture = "@pytest.fixture\ndef server(): return 7\n"
    with_tests(pytester, fixture + plain("good").replace('wsgi="servers:good"', 'fixture="server"'))

    result = run(pytester, "-k", "GetToken-status")

    result.assert_outcomes(failed=1, deselected=2 * FAMILIES - 1)
    result.stdout.fnmatch_lines(["fixture server: int is not a server; *"])


def test_a_baseline_and_a_threshold(pytester: pytest.Pytester) -> None:
    """What the command line has written down as known fails no item."""
    with_tests(pytester, plain("retyped"))
    known = _known_ids(pytester)
    found = ",".join(
        f'{{"id": "{each}", "check": "response_schema", "operation": "GetToken", "where": "x"}}'
        for each in known
    )
    pytester.makefile(".json", known=f'{{"version": 1, "findings": [{found}]}}')

    result = run(pytester, "--shapeproof-baseline", "known.json", "-rx")

    result.assert_outcomes(passed=2 * FAMILIES - 2, xfailed=2)
    result.stdout.fnmatch_lines(["XFAIL*known: expected a string, got a number*"])


def _known_ids(pytester: pytest.Pytester) -> list[str]:
    import importlib

    from shapeproof.exchange.events import FindingFound
    from shapeproof.run.contracts import load
    from shapeproof.run.plan import Plan
    from shapeproof.run.server.runner import Runner
    from shapeproof.targets.wsgi_app import WsgiTarget
    from shapeproof.wire.registry import codec_for

    pytester.syspathinsert()
    app = importlib.import_module("servers").retyped
    plan = Plan(operations=("CreateToken", "GetToken"), phases=("coverage",))
    contract = load("amplifybackend")
    codec = codec_for(contract.protocol)
    events = Runner(contract, codec, WsgiTarget(app, "app"), plan).events()
    return sorted({each.finding.id for each in events if isinstance(each, FindingFound)})
