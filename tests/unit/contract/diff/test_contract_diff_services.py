"""Properties of diffs of real services: of their only version, and of two versions of one."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from botocore.loaders import Loader

from shapeproof.compile import compile_service
from shapeproof.compile.service import compile_model
from shapeproof.contract.diff import RULES, diff_contracts
from shapeproof.contract.model import Contract

from .contract_diff_cases import CASES, Case
from .contract_diff_samples import kinds

SERVICES = (
    "amplifybackend", "cloudwatch", "dynamodb", "emr", "iam", "kinesis", "lambda", "lexv2-runtime",
    "mediaconvert", "rds-data", "route53", "s3", "sqs", "wafv2",
)  # fmt: skip
VERSIONS = (
    ("cloudfront", "2014-05-31", "2020-05-31"),
    ("lambda", "2014-11-11", "2015-03-31"),
    ("cloudsearch", "2011-02-01", "2013-01-01"),
    ("ec2", "2016-09-15", "2016-11-15"),
)
MIRROR = {
    "member-added": "member-removed",
    "required-member-added": "member-removed",
    "union-member-added": "union-member-removed",
    "member-required": "member-optional",
    "type-changed": "type-changed",
    "number-widened": "number-narrowed",
    "enum-value-added": "enum-value-removed",
    "enum-closed": "enum-opened",
    "bound-tightened": "bound-loosened",
    "pattern-added": "pattern-removed",
    "pattern-loosened": "pattern-changed",
    "pattern-changed": "pattern-changed",
    "member-moved": "member-moved",
    "format-changed": "format-changed",
    "streaming-changed": "streaming-changed",
}
"""Rules of requests and responses, and what they are the other way round."""


@cache
def compiled(service: str, version: str) -> Contract:
    return compile_model(
        service, version, Loader().load_service_model(service, "service-2", version), {}
    )


@pytest.mark.slow
@pytest.mark.parametrize("service", SERVICES)
def test_a_contract_differs_in_nothing_from_itself(service: str) -> None:
    contract = compile_service(service)
    assert diff_contracts(contract, contract).changes == ()
    assert diff_contracts(contract, compile_service(service)).changes == ()


@pytest.mark.slow
@pytest.mark.parametrize("service", ["amplifybackend", "dynamodb", "emr", "wafv2"])
def test_the_same_contract_written_out_differs_in_nothing(service: str) -> None:
    contract = compile_service(service)
    assert diff_contracts(contract, written_out(contract)).changes == ()
    assert diff_contracts(written_out(contract), contract).changes == ()


@pytest.mark.slow
@pytest.mark.sampled("service,old,new", VERSIONS[:2], VERSIONS)
def test_the_way_back_is_the_mirror_image(service: str, old: str, new: str) -> None:
    there = diff_contracts(compiled(service, old), compiled(service, new)).changes
    back = diff_contracts(compiled(service, new), compiled(service, old)).changes
    assert {(each.operation, each.place) for each in there if each.kind != "shape-renamed"} == {
        (each.operation, each.place) for each in back if each.kind != "shape-renamed"
    }
    for way in ("request", "response"):
        for rule, reverse in MIRROR.items():
            returned = places(back, f"{way}-{reverse}")
            assert places(there, f"{way}-{rule}") <= returned
    assert places(there, "operation-added") == places(back, "operation-removed")
    assert places(there, "operation-removed") == places(back, "operation-added")


@pytest.mark.slow
@pytest.mark.sampled("service,old,new", VERSIONS[:2], VERSIONS)
def test_definitions_written_out_make_no_difference(service: str, old: str, new: str) -> None:
    before, after = compiled(service, old), compiled(service, new)
    expected = diff_contracts(before, after)
    assert expected.changes
    assert diff_contracts(written_out(before), written_out(after)) == expected
    assert diff_contracts(before, written_out(after)) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_what_is_added_one_way_is_removed_the_other(case: Case) -> None:
    mirrored = case.rule.replace("-added", "-removed").replace("-required-member", "-member")
    if case.rule.endswith("-added") and mirrored in RULES:
        assert kinds(case.new, case.old) == [mirrored]
    assert kinds(case.new, case.old)


@pytest.mark.slow
@pytest.mark.parametrize("service", ["amplifybackend", "emr", "lexv2-runtime", "wafv2"])
def test_shapes_that_all_have_other_names_are_only_renamed(service: str) -> None:
    contract = compile_service(service)
    operations = {
        name: replace(each, request=renamed(each.request), response=renamed(each.response))
        for name, each in contract.operations.items()
    }
    found = diff_contracts(contract, replace(contract, operations=operations)).changes
    assert {change.kind for change in found} == {"shape-renamed"}
    assert len({change.old for change in found}) == len(found)


def renamed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [renamed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: f"{value}Other" if key == "x-shape" and isinstance(value, str) else renamed(value)
        for key, value in schema.items()
    }


def places(changes: tuple[Any, ...], kind: str) -> set[tuple[str, str]]:
    return {(each.operation, each.place) for each in changes if each.kind == kind}


def written_out(contract: Contract) -> Contract:
    """The contract with all definitions in place that do not contain themselves."""
    operations = {
        name: replace(each, request=inlined(each.request), response=inlined(each.response))
        for name, each in contract.operations.items()
    }
    errors = {
        name: replace(each, schema=inlined(each.schema)) for name, each in contract.errors.items()
    }
    return replace(contract, operations=operations, errors=errors)


def inlined(document: Mapping[str, Any]) -> dict[str, Any]:
    definitions = document.get("$defs", {})
    circular = {name for name in definitions if name in reached(definitions, name)}

    def inline(schema: Any) -> Any:
        if isinstance(schema, list):
            return [inline(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in circular:
            own = {key: value for key, value in schema.items() if key != "$ref"}
            return inline({**definitions[name], **own})
        return {key: inline(value) for key, value in schema.items()}

    rest = {key: inline(value) for key, value in document.items() if key != "$defs"}
    kept = {name: inline(definitions[name]) for name in sorted(circular)}
    return {**rest, "$defs": kept} if kept else rest


def reached(definitions: Mapping[str, Any], name: str) -> set[str]:
    found: set[str] = set()
    todo = list(references(definitions[name]))
    while todo:
        each = todo.pop()
        if each not in found:
            found.add(each)
            todo += references(definitions[each])
    return found


def references(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [name for each in schema for name in references(each)]
    if not isinstance(schema, dict):
        return []
    own = [schema["$ref"].rpartition("/")[2]] if "$ref" in schema else []
    return own + [name for each in schema.values() for name in references(each)]
