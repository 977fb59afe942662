"""What a client declares is silent, and no more than that; what it lacks is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from shapeproof.exchange import Severity
from shapeproof.exchange.events import OperationFinished
from shapeproof.exchange.reasons import Reason, ReasonKind
from shapeproof.run.client.runner import ClientRunner
from shapeproof.run.plan import Plan
from shapeproof.targets.client import CallableClient, UnsupportedCall, ValidationFailure
from shapeproof.wire.registry import codec_for

from .client_running import ClientOutcome, InProcess, contract_of, run_client
from .small_client import SmallClient
from .small_encoding import Request
from .small_model import Operation, Paginator, Shape
from .small_parsing import CallFailed, Reply, broken

Found = set[tuple[str, str]]
_ZEROS = {"boolean": False, "integer": 0, "double": 0.0, "string": ""}


def outcome_of(
    make: type[SmallClient], *operations: str, traits: tuple[str, ...] = ()
) -> ClientOutcome:
    service = "sso" if operations == ("GetRoleCredentials",) else "amplifybackend"
    target = CallableClient(InProcess(make, service), paginates=True, traits=traits)
    return run_client(target, operations, service=service)


def found_in(outcome: ClientOutcome, least: Severity = Severity.WARNING) -> Found:
    grave = (each for each in outcome.findings if each.severity >= least)
    return {(each.check, each.constraint) for each in grave}


class ReadsZeros(SmallClient):
    """Numbers, booleans and texts that are absent read as their zero values."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        found = super().read_structure(shape, document, depth)
        for name, member in shape["members"].items():
            zero = _ZEROS.get(self.model.shape(member["shape"])["type"])
            if zero is not None:
                found.setdefault(name, zero)
        return found


class DropsZeros(ReadsZeros):
    """A 0 that is given is not sent, either."""

    def is_sent(self, value: Any, depth: int) -> bool:
        return isinstance(value, bool) or value != 0


class ReadsZerosOnly(ReadsZeros):
    """Numbers are not read at all."""

    def read_real(self, value: Any) -> Any:
        return 0.0


class PrefixesMessages(SmallClient):
    """Messages stand behind words of the client."""

    words = "operation error: {}"

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        failure = super().error(operation, reply)
        if failure.message is not None:
            failure.message = self.words.format(failure.message)
        return failure


class HidesMessages(PrefixesMessages):
    """Messages are words of the client."""

    words = "operation error"


class RefusesFloats(SmallClient):
    """The number 1.0 is no integer."""

    def read_scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        if shape["type"] == "long" and isinstance(value, float):
            raise broken("a float for an integer")
        return super().read_scalar(member, shape, value)


class ReadsNoIntegers(RefusesFloats):
    """Integers are one too many."""

    def read_scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        read = super().read_scalar(member, shape, value)
        return read + 1 if shape["type"] == "long" else read


@pytest.mark.long(every_day=4)
@pytest.mark.parametrize(
    ("make", "operation", "trait", "without"),
    [
        (ReadsZeros, "GetBackendAuth", "zero-values", {("output", "extra")}),
        (PrefixesMessages, "GetToken", "message-prefix", {("error", "message")}),
        (RefusesFloats, "GetRoleCredentials", "integers-only", {("output", "failed")}),
    ],
)
def test_what_is_declared_is_silent(
    make: type[SmallClient], operation: str, trait: str, without: Found
) -> None:
    assert found_in(outcome_of(make, operation, traits=(trait,))) == set()
    assert found_in(outcome_of(make, operation)) == without


def test_a_float_for_an_integer_is_a_warning() -> None:
    assert found_in(outcome_of(RefusesFloats, "GetRoleCredentials"), Severity.ERROR) == set()


@pytest.mark.parametrize(
    ("make", "operation", "trait", "found"),
    [
        (DropsZeros, "CreateBackendAuth", "zero-values", ("wire_request", "missing")),
        (ReadsZerosOnly, "GetBackendAPI", "zero-values", ("output", "value")),
        (HidesMessages, "GetToken", "message-prefix", ("error", "message")),
        (ReadsNoIntegers, "GetRoleCredentials", "integers-only", ("output", "value")),
    ],
)
def test_what_a_trait_does_not_cover_is_found(
    make: type[SmallClient], operation: str, trait: str, found: tuple[str, str]
) -> None:
    assert found in found_in(outcome_of(make, operation, traits=(trait,)), Severity.ERROR)


class LacksMuch(SmallClient):
    """One operation and two members, at different depths, are unknown to the client."""

    def encode(self, operation: Operation, params: Mapping[str, Any]) -> Request:
        if operation.name == "GetToken" or {"DefaultAuthType", "OAuth"} & set(_names(params)):
            raise UnsupportedCall
        return super().encode(operation, params)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _names(each)


def test_what_a_client_lacks_is_counted() -> None:
    outcome = outcome_of(LacksMuch, "GetToken", "CreateBackendAuth", "UpdateBackendAPI")
    stats = outcome.stats
    assert stats.unsupported_operations == stats.not_available == ("GetToken",)
    assert stats.unsupported_members == (
        "CreateBackendAuth/ResourceConfig/UserPoolConfigs/OAuth",
        "UpdateBackendAPI/ResourceConfig/DefaultAuthType",
    )
    assert (stats.operations, stats.operations_available, stats.operations_reached) == (3, 2, 2)
    assert stats.left_out == ()
    assert found_in(outcome) == set()


class SaysNothing(CallableClient):
    """Does not say whether it fetches pages."""

    paginates = None  # type: ignore[assignment]


class KnowsNoPages(InProcess):
    """Takes `$paginate:` for the name of an operation, which it does not have."""

    failure: Exception = ValidationFailure("no such operation")

    def __call__(self, operation: str, params: Mapping[str, Any], endpoint: str) -> Any:
        if operation.startswith("$"):
            raise self.failure
        return super().__call__(operation, params, endpoint)


class HasNoPages(KnowsNoPages):
    """Says that it lacks them."""

    failure = UnsupportedCall()


class FirstPageOnly(SmallClient):
    """Only the first page is asked for."""

    def next_tokens(self, paginator: Paginator, page: Mapping[str, Any]) -> dict[str, Any]:
        return {}


def test_a_client_that_does_not_say_so_is_asked_for_pages() -> None:
    silent = SaysNothing(InProcess(FirstPageOnly, "amplifybackend"))
    assert ("pages", "lost") in found_in(run_client(silent, ["ListBackendJobs"]))
    silent = SaysNothing(InProcess(SmallClient, "amplifybackend"))
    assert found_in(run_client(silent, ["ListBackendJobs"])) == set()


@pytest.mark.parametrize("client", [KnowsNoPages, HasNoPages])
def test_pages_that_a_client_does_not_know_are_left_out(client: type[KnowsNoPages]) -> None:
    outcome = run_client(SaysNothing(client(SmallClient, "amplifybackend")), ["ListBackendJobs"])
    assert found_in(outcome) == set()
    assert (outcome.stats.operations_reached, outcome.stats.unsupported_operations) == (1, ())


class LacksValues(SmallClient):
    """One value of a member cannot be expressed."""

    def string(self, shape: Shape, value: str) -> Any:
        if "é" in value:
            raise UnsupportedCall
        return super().string(shape, value)


def test_calls_that_no_member_explains_are_counted() -> None:
    target = CallableClient(InProcess(LacksValues, "amplifybackend"), paginates=True)
    runner = ClientRunner(
        contract_of("amplifybackend"), codec_for("rest-json"), target,
        Plan(operations=("UpdateBackendJob",), phases=("coverage",)),
    )  # fmt: skip
    events = list(runner.events())
    runner.close()
    ends = [each for each in events if isinstance(each, OperationFinished)]
    assert [isinstance(each.reason, Reason) and each.reason.kind for each in ends] == [
        ReasonKind.CALLS_UNSUPPORTED
    ]
    assert all(each.reached and each.available for each in ends)
