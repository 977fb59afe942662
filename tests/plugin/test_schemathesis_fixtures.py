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


def run(pytester: pytest.Pytester, *modules: tuple[str, bool]) -> pytest.RunResult:
    """Run test modules, each against an app that conforms or one that is broken."""
    pytester.makeconftest(ENABLE)
    files = {
        f"test_{number}": f"BROKEN = {broken}\n{APPS}{tests}"
        for number, (tests, broken) in enumerate(modules)
    }
    pytester.makepyfile(**files)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-q")


@pytest.mark.long
@pytest.mark.slow
def test_a_schema_by_the_function_and_by_the_fixture(pytester: pytest.Pytester) -> None:
    """A conforming app passes; a planted fault that is accepted fails its operation."""
    modules = ((BY_FUNCTION, False), (BY_FUNCTION, True), (IN_A_TEST, False), (MISUSE, False))
    result = run(pytester, *modules)
    result.assert_outcomes(passed=2 + 1 + 2 + 3, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_1.py::test_api*"])
    result.stdout.fnmatch_lines(
        [
            "*AWS contract broken: accepts_invalid*",
            "*UpdateBackendConfig: an invalid request is accepted: *, sent an object",
            "*where: request /LoginAuthConfig/AwsCognitoRegion*",
        ]
    )


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.xfail(
    not HAS_NODE_ID, strict=True, reason="Schemathesis's from_fixture does not know this pytest"
)
@pytest.mark.sampled("broken", [True], [False])
def test_the_fixture_gives_a_schema_to_from_fixture(
    pytester: pytest.Pytester, broken: bool
) -> None:
    result = run(pytester, (BY_FIXTURE, broken))
    assert "no attribute" not in result.stdout.str()
    assert result.ret == int(broken)
    assert ("accepts_invalid" in result.stdout.str()) is broken
