"""Requests that are said to lead to nobody lead to nobody: matched here by means of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from shapeproof.compile import available_services, compile_service
from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.exchange import Case, Expect
from shapeproof.generate.cases.distortions import is_bound, unbound_requests, with_empty_label
from tests.unit.generate.sampled_services import SERVICES, compiled
from tests.unit.generate.schema_samples import contract, operation

_LABEL = re.compile(r"\{([^{}]+?)(\+?)\}")


def path_of(operation: Operation, *, empty: str = "") -> str:
    """A path that leads to the operation, with nothing for one label."""
    path = operation.http.uri.partition("?")[0]
    return _LABEL.sub(lambda match: "" if match[1] == empty else "sample", path)


def matching(contract: Contract, method: str, path: str) -> list[str]:
    """The operations that a request leads to; every slash counts, and a label is not empty."""
    found = []
    for each in contract.operations.values():
        template = re.escape(each.http.uri.partition("?")[0])
        template = re.sub(r"\\\{[^{}]+?\\\+\\\}", ".+", template)
        template = re.sub(r"\\\{[^{}]+?\\\}", "[^/]+", template)
        if each.http.method == method and re.fullmatch(template, path):
            found.append(each.name)
    return found


def unbound(contract: Contract) -> Iterator[tuple[str, str, str]]:
    """Name, method and path of all requests that are said to lead to nobody."""
    for each in contract.operations.values():
        for label, distortion in unbound_requests(each, contract.operations):
            method = distortion.method or each.http.method
            yield f"{each.name}:{label}", method, path_of(each) + (distortion.path_suffix or "")
        for match in _LABEL.finditer(each.http.uri.partition("?")[0]):
            if not is_bound(with_empty_label(each.http, match[1]), contract.operations):
                yield f"{each.name}:{match[1]}", each.http.method, path_of(each, empty=match[1])


def check(contract: Contract) -> None:
    for name, method, path in unbound(contract):
        assert matching(contract, method, path) == [], (name, method, path)


def test_the_matcher_of_these_tests_finds_what_is_bound(amplifybackend: Contract) -> None:
    for each in amplifybackend.operations.values():
        assert each.name in matching(amplifybackend, each.http.method, path_of(each))


def test_amplifybackend(amplifybackend: Contract) -> None:
    check(amplifybackend)


@pytest.mark.slow
@pytest.mark.parametrize("service", SERVICES[::4])
def test_other_services(service: str) -> None:
    check(compiled(service))


@pytest.mark.sampled("service", [], available_services())
def test_all_services(service: str) -> None:
    contract = compile_service(service)
    if contract.protocol == "rest-json":
        check(contract)


def test_cases_of_amplifybackend(amplifybackend: Contract, cases: dict[str, list[Case]]) -> None:
    for name, each in cases.items():
        routes = [case for case in each if case.family == "route"]
        labels = _LABEL.findall(amplifybackend.operations[name].http.uri)
        assert all(case.expect is Expect.UNROUTED for case in routes)
        empty = [case for case in routes if case.id.endswith("empty-label")]
        assert len(empty) == len(labels)
        for case in empty:
            assert case.params[case.varied_member] == ""
        others = {case.id.rpartition(":")[2] for case in routes} - {"empty-label"}
        assert {"path", "trailing-slash"} <= others
        assert len(others) >= 5


THINGS = operation("ListThings", "GET", "/things")
THING = operation("GetThing", "GET", "/things/{id}")
SLASHED = operation("ListSlashed", "GET", "/things/{id}/")
GREEDY = operation("GetPath", "GET", "/files/{path+}")
QUERIED = operation("GetTags", "GET", "/things/{id}?tags")
ROOT = operation("Query", "POST", "/")


@pytest.mark.parametrize(
    ("asked", "others", "labels"),
    [
        (
            THING,
            (),
            [
                "method-PUT",
                "method-DELETE",
                "method-POST",
                "method-PATCH",
                "path",
                "trailing-slash",
            ],
        ),
        (
            THING,
            (operation("PutThing", "PUT", "/things/{other}"),),
            ["method-DELETE", "method-POST", "method-PATCH", "path", "trailing-slash"],
        ),
        (
            THINGS,
            (operation("PutAny", "PUT", "/{any+}"),),
            ["method-DELETE", "method-POST", "method-PATCH", "trailing-slash"],
        ),
        (
            THING,
            (SLASHED,),
            ["method-PUT", "method-DELETE", "method-POST", "method-PATCH", "path"],
        ),
        (GREEDY, (), ["method-PUT", "method-DELETE", "method-POST", "method-PATCH"]),
        (QUERIED, (), ["method-PUT", "method-DELETE", "method-POST", "method-PATCH", "path"]),
        (SLASHED, (), ["method-PUT", "method-DELETE", "method-POST", "method-PATCH", "path"]),
    ],
)
def test_labels(asked: Operation, others: tuple[Operation, ...], labels: list[str]) -> None:
    operations = contract(asked, *others).operations

    assert [label for label, _ in unbound_requests(asked, operations)] == labels


def test_a_path_that_somebody_knows_is_made_longer() -> None:
    known = operation("Odd", "GET", "/things/{id}/shapeproof-no-such-path")
    operations = contract(THING, known).operations

    suffix = dict(unbound_requests(THING, operations))["path"].path_suffix

    assert suffix == "/shapeproof-no-such-path" * 2


@pytest.mark.parametrize(
    ("uri", "label", "emptied"),
    [
        ("/things/{id}", "id", "/things/"),
        ("/things/{id}/x", "id", "/things//x"),
        ("/files/{path+}", "path", "/files/"),
        ("/things/{id}", "other", "/things/{id}"),
    ],
)
def test_an_empty_label(uri: str, label: str, emptied: str) -> None:
    assert with_empty_label(HttpBinding("GET", uri), label) == HttpBinding("GET", emptied)


@pytest.mark.parametrize(
    ("template", "path", "bound"),
    [
        ("/things", "/things", True),
        ("/things", "/things/", False),
        ("/things/", "/things/", True),
        ("/things", "/other", False),
        ("/things/{id}", "/things/", False),
        ("/things/{id}", "/things/x", True),
        ("/things/{id}", "/{other}/x", True),
        ("/things/{id}", "/things/{id}/", False),
        ("/{any}", "/", False),
        ("/{any+}", "/", False),
        ("/{any+}", "/a/b", True),
        ("/{any+}", "/a/", True),
        ("/a/{any+}", "/b/c", False),
        ("/a/b/c", "/a/{any+}", True),
        ("/things?list", "/things", True),
        ("/things/{id}/x", "/things//x", False),
    ],
)
def test_what_is_bound(template: str, path: str, bound: bool) -> None:
    operations = contract(operation("Get", "GET", template)).operations

    assert is_bound(HttpBinding("GET", path), operations) is bound
    assert not is_bound(HttpBinding("PUT", path), operations)
