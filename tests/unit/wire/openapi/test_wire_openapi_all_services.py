"""The OpenAPI documents of all services that have one, judged by a validator of such documents."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shapeproof.compile import available_services, compile_service
from shapeproof.contract.document import dump
from shapeproof.exceptions import UnsupportedProtocol
from shapeproof.run.contracts import load
from shapeproof.wire.openapi import openapi_document
from tests.support.selection import one_in

from .openapi_samples import breaches, defects

TELLING = ("apigateway", "chime", "dataexchange", "lex-runtime", "mediastore-data", "mq")
"""Fragments, constants, prefixes, headers of all kinds, HEAD, labels with dashes."""
SOME = frozenset(one_in(144, available_services())).difference(TELLING)
OTHERS = frozenset(available_services()).difference(TELLING)


@pytest.mark.slow
@pytest.mark.parametrize("service", TELLING)
def test_documents_of_telling_services_are_valid(service: str) -> None:
    check(service, defects)


@pytest.mark.slow
@pytest.mark.sampled("service", sorted(SOME), sorted(OTHERS)[::8])
def test_documents_of_some_services_are_valid(service: str) -> None:
    check(service, defects)


@pytest.mark.sampled("service", [], sorted(OTHERS))
def test_documents_of_all_others_are_valid(service: str) -> None:
    check(service, breaches)


def check(service: str, judge: Callable[[dict[str, Any]], list[str]]) -> None:
    contract = compile_service(service)
    if contract.protocol != "rest-json":
        with pytest.raises(UnsupportedProtocol):
            openapi_document(contract)
        return
    document = json.loads(dump(openapi_document(contract)))
    assert judge(document) == []
    operations = [each for item in document["paths"].values() for each in item.values()]
    assert sorted(each["operationId"] for each in operations) == sorted(contract.operations)
    assert unresolved(document, document) == set()
    assert leftovers(document) == set()


def unresolved(document: Any, value: Any) -> set[str]:
    """References to nothing."""
    if isinstance(value, list):
        return {each for item in value for each in unresolved(document, item)}
    if not isinstance(value, dict):
        return set()
    found = {each for item in value.values() for each in unresolved(document, item)}
    reference = value.get("$ref")
    if isinstance(reference, str):
        _, _, section, name = reference.split("/")
        found |= set() if name in document["components"][section] else {reference}
    return found


def leftovers(document: Any) -> set[str]:
    """Schemas that nothing refers to."""
    text = json.dumps(document)
    schemas = document["components"]["schemas"]
    return {name for name in schemas if f'"#/components/schemas/{name}"' not in text}


def test_the_same_contract_gives_the_same_document() -> None:
    texts = {dump(openapi_document(load("amplifybackend"))) for _ in range(2)}
    assert len(texts) == 1
    pinned = json.loads(texts.pop())
    assert len([each for item in pinned["paths"].values() for each in item]) == 31
