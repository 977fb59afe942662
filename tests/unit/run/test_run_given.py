"""What given_* gives, and that it is nothing but Hypothesis's own ``given``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointResolutionError, ParamValidationError
from hypothesis import HealthCheck, example, given, is_hypothesis_test, seed, settings
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase

import shapeproof
from shapeproof.contract.pointer import lookup, parse
from shapeproof.exceptions import BadUsage, UnknownOperation, UnknownService
from shapeproof.exchange import Fault, Finding, Severity
from shapeproof.run.contracts import named_operation
from shapeproof.run.fake import ContractViolation
from shapeproof.targets.client.values import to_python

pytest_plugins = ["pytester"]

few = settings(
    max_examples=25, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
OPERATIONS = (
    ("amplifybackend", "CreateBackendAPI"),
    ("amplifybackend", "create_backend_auth"),
    ("dynamodb", "PutItem"),
    ("iam", "CreateUser"),
    ("sqs", "SendMessage"),
    ("ec2", "RunInstances"),
    ("cloudwatch", "PutMetricData"),
    ("route53", "ChangeResourceRecordSets"),
)


REFUSALS = (ParamValidationError, ContractViolation, EndpointResolutionError, TypeError)
"""botocore chooses the endpoint before it validates: some wrong types are refused there, by the
real client and by the fake alike, a dictionary with a TypeError."""


@pytest.mark.slow
@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_legal_requests_are_taken_by_a_fake(service: str, operation: str) -> None:
    fake = shapeproof.fake_client(service)
    _, found = named_operation(service, operation)
    drawn = []

    @few
    @shapeproof.given_request(service, operation)
    def call(params: Any) -> None:
        drawn.append(params)
        assert shapeproof.check_request(service, operation, params) == []
        getattr(fake, found.python_name)(**to_python(found.request, params))

    call()
    assert len(fake.calls) == len(drawn) >= 5


def is_doubtful(found: Sequence[Finding]) -> bool:
    """Whether a fault is only against a pattern that nothing but our own documents states."""
    return bool(found) and all(
        each.severity is Severity.NOTE and "pattern" in each.message for each in found
    )


@pytest.mark.parametrize(("text", "doubtful"), [("§", True), ("", True), (5, False), (None, False)])
def test_a_pattern_of_an_overlay_alone_is_doubtful(text: object, doubtful: bool) -> None:
    value = {"AWSTraceHeader": {"DataType": text}}
    params = {"QueueUrl": "q", "MessageBody": "m", "MessageSystemAttributes": value}
    found = shapeproof.check_request("sqs", "SendMessage", params)
    assert is_doubtful(found) is doubtful


@pytest.mark.slow
@pytest.mark.parametrize(("service", "operation"), OPERATIONS[:5])
def test_requests_with_a_fault_are_refused_by_a_fake(service: str, operation: str) -> None:
    fake = shapeproof.fake_client(service)
    _, found = named_operation(service, operation)
    faults = set()

    @few
    @shapeproof.given_invalid_request(service, operation)
    def call(params: Any, fault: Fault) -> None:
        if is_doubtful(shapeproof.check_request(service, operation, params)):
            return
        faults.add(fault.constraint)
        with pytest.raises(REFUSALS):
            getattr(fake, found.python_name)(**to_python(found.request, params))

    call()
    assert len(faults) >= 2
    assert fake.calls == []


@pytest.mark.slow
@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_legal_outputs_may_be_given_to_a_fake(service: str, operation: str) -> None:
    fake = shapeproof.fake_client(service)
    _, found = named_operation(service, operation)
    given_ones = []

    @few
    @shapeproof.given_response(service, operation)
    def answer(output: Any) -> None:
        assert shapeproof.check_response(service, operation, output) == []
        getattr(fake, found.python_name).returns(output)
        given_ones.append(output)

    answer()
    assert given_ones


def test_errors_are_raised_by_a_fake() -> None:
    fake = shapeproof.fake_client("amplifybackend")
    raised = set()

    @few
    @shapeproof.given_error("amplifybackend", "GetBackend")
    def fail(name: str, members: Any) -> None:
        fake.get_backend.raises(name, **members)
        with pytest.raises(ClientError) as caught:
            fake.get_backend(AppId="x")
        assert type(caught.value) is getattr(fake.exceptions, name)
        assert {key: caught.value.response[key] for key in members} == members
        raised.add(name)

    fail()
    assert len(raised) == 4


def test_the_wire_view() -> None:
    bodies = []

    @few
    @shapeproof.given_request("amplifybackend", "CreateBackendAPI", view="wire")
    def call(body: Any) -> None:
        bodies.append(body)

    call()
    assert all("resourceName" in each for each in bodies)


WRONG: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "service": (
        lambda: shapeproof.given_request("amplifybackned", "GetBackend"),
        UnknownService,
        "unknown service 'amplifybackned'; did you mean amplifybackend",
    ),
    "operation": (
        lambda: shapeproof.given_invalid_request("amplifybackend", "GetBackned"),
        UnknownOperation,
        "amplifybackend has no operation 'GetBackned'; did you mean GetBackend",
    ),
    "operation of a response": (
        lambda: shapeproof.given_response("amplifybackend", "nope"),
        UnknownOperation,
        "has no operation 'nope'",
    ),
    "no errors": (
        lambda: shapeproof.given_error("ec2", "DescribeInstances"),
        BadUsage,
        "ec2 DescribeInstances: it has no modeled errors; choose another operation",
    ),
    "no faults": (
        lambda: shapeproof.given_invalid_request("sts", "GetCallerIdentity"),
        BadUsage,
        "no request of it can break the contract",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_names_are_told_at_decoration(case: str) -> None:
    decorate, kind, said = WRONG[case]
    with pytest.raises(kind, match=said):
        decorate()


def test_it_is_a_test_of_hypothesis() -> None:
    @shapeproof.given_request("amplifybackend", "GetBackend")
    def test(params: Any) -> None:
        """A test."""

    assert is_hypothesis_test(test)
    assert test.__doc__ == "A test."


@pytest.mark.slow
def test_the_example_that_fails_is_small() -> None:
    seen: list[Any] = []

    @settings(max_examples=200, derandomize=True, database=None)
    @shapeproof.given_request("amplifybackend", "CreateBackendAPI")
    def call(params: Any) -> None:
        seen.append(params)
        assert "DefaultAuthType" not in params["ResourceConfig"]

    with pytest.raises(AssertionError):
        call()
    assert seen[-1]["ResourceConfig"] == {"DefaultAuthType": {}}
    assert seen[-1]["AppId"] == "sample"


def test_both_parts_of_a_pair_are_of_one_draw() -> None:
    seen: list[tuple[Any, Fault]] = []

    @settings(max_examples=200, derandomize=True, database=None)
    @shapeproof.given_invalid_request("amplifybackend", "CreateBackend")
    def call(params: Any, fault: Fault) -> None:
        seen.append((params, fault))
        assert fault.constraint != "required"

    with pytest.raises(AssertionError):
        call()
    # Where a value was broken, it is there; where it was taken away, it is not.
    for params, fault in seen:
        assert _is_there(params, fault.pointer) == (fault.constraint != "required")
    assert {fault.constraint for _, fault in seen} >= {"required", "type"}
    assert len(seen[-1][0]) == 2


def _is_there(params: Any, pointer: str) -> bool:
    try:
        lookup(params, parse(pointer))
    except KeyError:
        return False
    return True


def test_examples_and_seeds() -> None:
    seen: list[Any] = []

    @seed(7)
    @settings(max_examples=5, database=None)
    @example({"AppId": "mine"})
    @shapeproof.given_request("amplifybackend", "GetBackend")
    def call(params: Any) -> None:
        seen.append(params)

    call()
    first = list(seen)
    seen.clear()
    call()
    assert seen == first
    assert first[0] == {"AppId": "mine"}


def test_failures_are_kept_and_tried_again() -> None:
    kept = InMemoryExampleDatabase()
    seen: list[Any] = []

    @settings(database=kept, max_examples=50)
    @shapeproof.given_request("amplifybackend", "GetBackend")
    def call(params: Any) -> None:
        seen.append(params)
        assert "BackendEnvironmentName" not in params

    with pytest.raises(AssertionError):
        call()
    last = seen[-1]
    seen.clear()
    with pytest.raises(AssertionError):
        call()
    assert seen[0] == last


def test_methods_and_further_arguments() -> None:
    class Tests:
        seen: list[Any] = []  # noqa: RUF012

        @few
        @shapeproof.given_invalid_request("amplifybackend", "GetBackend")
        def test(self, before: str, params: Any, fault: Fault) -> None:
            self.seen.append((before, params, fault))

    Tests().test("fixture")
    assert {before for before, *_ in Tests.seen} == {"fixture"}
    assert all(isinstance(each[2], Fault) for each in Tests.seen)


def test_coroutines_are_run_by_whoever_runs_them() -> None:
    seen: list[Any] = []

    @few
    @shapeproof.given_request("amplifybackend", "GetBackend")
    async def call(params: Any) -> None:
        await asyncio.sleep(0)
        seen.append(params)

    # What pytest-asyncio does: the inner test is replaced by one that runs the coroutine.
    inner = call.hypothesis.inner_test
    assert asyncio.iscoroutinefunction(inner)
    call.hypothesis.inner_test = lambda *a, **k: asyncio.run(inner(*a, **k))
    call()
    assert len(seen) >= 5


def test_strategies_go_with_hypothesis_itself() -> None:
    @few
    @given(shapeproof.requests("amplifybackend", "GetBackend"), st.integers())
    def call(params: Any, number: int) -> None:
        assert "AppId" in params
        assert isinstance(number, int)

    call()


@pytest.mark.slow
def test_under_pytest(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest, shapeproof
        from hypothesis import settings, reproduce_failure, Verbosity

        @pytest.fixture(scope="module")
        def before():
            return "fixture"

        @pytest.mark.parametrize("number", [1, 2])
        @settings(max_examples=3)
        @shapeproof.given_error("amplifybackend", "GetBackend")
        def test_passes(before, number, name, members):
            assert before == "fixture" and number in (1, 2) and name.endswith("Exception")

        class TestClass:
            @settings(print_blob=True, database=None)
            @shapeproof.given_request("amplifybackend", "GetBackend")
            def test_fails(self, before, params):
                assert "BackendEnvironmentName" not in params
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*test case: test_fails(*", "*@reproduce_failure(*"])
    text = result.stdout.str()
    begin = text.index("@reproduce_failure(")
    blob = text[begin : text.index(")", begin) + 1]
    pytester.makepyfile(
        test_again=f"""
        import shapeproof
        from hypothesis import reproduce_failure, settings

        @{blob.lstrip("@")}
        @shapeproof.given_request("amplifybackend", "GetBackend")
        def test_again(params):
            print("drawn", params)
            assert "BackendEnvironmentName" not in params
        """
    )
    again = pytester.runpytest_inprocess("-p", "no:cacheprovider", "test_again.py")
    again.assert_outcomes(failed=1)
    again.stdout.fnmatch_lines(["*drawn {'AppId': *'BackendEnvironmentName': *"])


@pytest.mark.slow
def test_a_wrong_name_under_pytest(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import shapeproof

        @shapeproof.given_request("amplifybackend", "GetBackned")
        def test_never(params): ...
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*UnknownOperation: service amplifybackend has no operation*"])
