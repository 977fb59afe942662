"""The Schemathesis schema of a service in users' tests."""

import pytest

HAS_NODE_ID = any("_nodeid" in getattr(each, "__slots__", ()) for each in pytest.Item.__mro__)
"""Whether pytest has what Schemathesis's ``from_fixture`` (4.32) reaches for."""
ENABLE = 'pytest_plugins = ["shapeproof.plugin.schemathesis_fixtures"]'
APPS = """
import pytest
import schemathesis
from hypothesis import settings
from shapeproof.mock import wsgi_app

FEW = settings(max_examples=2, deadline=None)


def app(environ, start_response, mock=wsgi_app("amplifybackend")):
    if BROKEN and environ["PATH_INFO"].endswith("/config/update"):
        body = environ["wsgi.input"].read()
        if b'"aws_cognito_region": {}' in body:
            start_response("200 OK", [("Content-Type", "application/json"),
                                      ("x-amzn-RequestId", "1")])
            return [b'{"backendManagerAppId": "a", "appId": "a"}']
        import io
        environ["wsgi.input"] = io.BytesIO(body)
    return mock(environ, start_response)
"""
BY_FUNCTION = """
from shapeproof.plugin.schemathesis_fixtures import schemathesis_schema

schema = schemathesis_schema("amplifybackend", wsgi=app).include(
    operation_id=["CreateToken", "UpdateBackendConfig"]
)


@schema.parametrize()
@FEW
def test_api(case):
    case.call_and_validate()
"""
BY_FIXTURE = """
@pytest.fixture
def amplify(shapeproof_schemathesis):
    return shapeproof_schemathesis("amplifybackend", wsgi=app)


schema = schemathesis.pytest.from_fixture("amplify").include(operation_id="UpdateBackendConfig")


@schema.parametrize()
@FEW
def test_api(case):
    case.call_and_validate()
"""
IN_A_TEST = """
from shapeproof.mock import serve


@pytest.fixture(scope="module")
def server():
    with serve("amplifybackend") as running:
        yield running.url


def test_lifecycle(shapeproof_schemathesis, server):
    schema = shapeproof_schemathesis("amplifybackend", url=server)
    tokens = schema.include(operation_id_regex="Token$")
    tokens.as_state_machine().run(settings=FEW)


def test_one_operation(shapeproof_schemathesis, server):
    schema = shapeproof_schemathesis("amplifybackend", url=server, invalid_cases=False)
    case = schema["/backend"]["POST"].Case(
        body={"appId": "a", "appName": "b", "backendEnvironmentName": "c"}
    )
    assert case.call_and_validate().status_code == 200
    assert server in case.as_curl_command()
"""
MISUSE = """
from shapeproof.exceptions import BadUsage


@pytest.mark.parametrize("options, line", [
    ({}, "choose exactly one of url, wsgi"),
    ({"url": "http://127.0.0.1:1", "wsgi": app}, "choose exactly one of url, wsgi"),
    ({"wsgi": app, "severity": "grave"}, "error, warning or note"),
])
def test_misuse(shapeproof_schemathesis, options, line):
    with pytest.raises(BadUsage, match=line):
        shapeproof_schemathesis("amplifybackend", **options)
"""


def run(pytester: pytest.Pytester, tests: str, *, broken: bool = False) -> pytest.RunResult:
    pytester.makeconftest(ENABLE)
    pytester.makepyfile(f"BROKEN = {broken}\n{APPS}{tests}")
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-q")


@pytest.mark.slow
def test_a_conforming_app_passes(pytester: pytest.Pytester) -> None:
    run(pytester, BY_FUNCTION).assert_outcomes(passed=2)


@pytest.mark.slow
def test_a_planted_fault_that_is_accepted_fails_its_operation(pytester: pytest.Pytester) -> None:
    result = run(pytester, BY_FUNCTION, broken=True)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*AWS contract broken: accepts_invalid*",
            "*UpdateBackendConfig: an invalid request is accepted: an object where a*",
            "*where: request /LoginAuthConfig/AwsCognitoRegion*",
        ]
    )


@pytest.mark.slow
@pytest.mark.xfail(
    not HAS_NODE_ID, strict=True, reason="Schemathesis's from_fixture does not know this pytest"
)
@pytest.mark.parametrize("broken", [False, True])
def test_the_fixture_gives_a_schema_to_from_fixture(
    pytester: pytest.Pytester, broken: bool
) -> None:
    result = run(pytester, BY_FIXTURE, broken=broken)
    assert "no attribute" not in result.stdout.str()
    assert result.ret == int(broken)
    assert ("accepts_invalid" in result.stdout.str()) is broken


@pytest.mark.slow
def test_the_fixture_gives_a_schema_to_a_test(pytester: pytest.Pytester) -> None:
    run(pytester, IN_A_TEST).assert_outcomes(passed=2)


@pytest.mark.slow
def test_misuse_is_one_line(pytester: pytest.Pytester) -> None:
    run(pytester, MISUSE).assert_outcomes(passed=3)
