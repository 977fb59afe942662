"""Every service of the installed botocore compiles, and loses nothing."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.compile import available_services, compile_service
from shapeproof.compile.source import load_raw_model
from shapeproof.contract.document import dump, to_documents
from shapeproof.contract.lifecycle_document import lifecycle_document
from shapeproof.contract.model import Contract, Schema
from shapeproof.contract.reading import from_documents
from tests.support.selection import one_in

from .model_facts import facts_of_contract, facts_of_model

ONE_OF_EACH_KIND = ("amplify", "cloudwatch", "iam", "s3", "sqs", "bedrock-runtime")
LEAST = {
    "rest-json": 250, "json": 100, "smithy-rpc-v2-cbor": 40, "query": 15, "rest-xml": 4, "ec2": 1,
}  # fmt: skip
"""Services of each protocol that botocore has at least."""
METASCHEMA = Draft202012Validator(
    Draft202012Validator.META_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER
)


def schemas(contract: Contract) -> Iterator[Schema]:
    """All schemas of a contract."""
    for operation in contract.operations.values():
        yield from (operation.request, operation.response)
    yield from (error.schema for error in contract.errors.values())


def read_back(contract: Contract) -> Contract:
    """The contract, written as JSON text and read again."""
    documents = {
        **to_documents(contract),
        "lifecycle.json": lifecycle_document(contract.lifecycle),
    }
    return from_documents(contract.service, json.loads(dump(documents)))


def inner_schemas(schema: Schema) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The schemas right below one, with their places."""
    for keyword in ("properties", "$defs"):
        for name, inner in schema.get(keyword, {}).items():
            yield (keyword, name), inner
    for keyword in ("items", "propertyNames", "additionalProperties"):
        if keyword in schema:
            yield (keyword,), schema[keyword]


def shallow(schema: Schema) -> str:
    """What the metaschema can object to in a schema, but for those below it, which are ``true``.

    It asks nothing of annotations that it does not know, nor of the names of members.
    """
    copy: dict[str, Any] = {key: schema[key] for key in schema if not key.startswith("x-")}
    for place, _ in inner_schemas(schema):
        copy[place[0]] = {"member": True} if len(place) == 2 else True
    return json.dumps(copy, sort_keys=True)


JUDGED: set[str] = set()
"""What was found to be valid already: the same is said of many members."""


class Seen:
    """Walks shared schemas once: what each refers to, and whether it is a schema at all."""

    def __init__(self) -> None:
        self.references: dict[int, frozenset[str]] = {}
        self.kept: list[Any] = []

    def look_at(self, schema: Schema) -> frozenset[str]:
        if id(schema) not in self.references:
            assert isinstance(schema, Mapping)
            if (text := shallow(schema)) not in JUDGED:
                JUDGED.add(text)
                METASCHEMA.validate(json.loads(text))
            found = {schema["$ref"]} if "$ref" in schema else set()
            for _, inner in inner_schemas(schema):
                found |= self.look_at(inner)
            self.kept.append(schema)
            self.references[id(schema)] = frozenset(found)
        return self.references[id(schema)]


def assert_well_formed(contract: Contract) -> None:
    seen = Seen()
    for schema in schemas(contract):
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        defined = {f"#/$defs/{name}" for name in schema.get("$defs", {})}
        assert seen.look_at(schema) == defined


def assert_nothing_is_lost(contract: Contract) -> None:
    model = load_raw_model(contract.service)[1]
    assert facts_of_contract(schemas(contract)) == facts_of_model(model)
    assert set(contract.operations) == set(model["operations"])
    for name, operation in contract.operations.items():
        listed = model["operations"][name].get("errors", ())
        assert [error["shape"] for error in listed] == list(operation.errors)


@pytest.mark.slow
@pytest.mark.parametrize("service", ONE_OF_EACH_KIND)
def test_a_service_compiles(service: str) -> None:
    contract = compile_service(service)

    assert_well_formed(contract)
    assert_nothing_is_lost(contract)
    assert read_back(contract) == contract


@pytest.mark.slow
@pytest.mark.sampled("service", one_in(48, available_services()), available_services())
def test_all_services_compile(service: str) -> None:
    contract = compile_service(service)
    assert_well_formed(contract)
    assert_nothing_is_lost(contract)
    assert read_back(contract) == contract


@pytest.mark.whole
def test_every_protocol_is_there() -> None:
    count = dict.fromkeys(LEAST, 0)
    for service in available_services():
        count[load_raw_model(service)[1]["metadata"]["protocol"]] += 1

    assert all(count[protocol] >= least for protocol, least in LEAST.items())


@pytest.mark.slow
@pytest.mark.sampled("services", [("iam", "amplifybackend")], [("quicksight", "dynamodb")])
def test_the_same_model_gives_the_same_bytes_in_another_process(services: tuple[str, ...]) -> None:
    program = (
        "import hashlib, sys;"
        "from shapeproof.compile import compile_service;"
        "from shapeproof.contract.document import dump, to_documents;"
        "text = ''.join(dump(to_documents(compile_service(name))) for name in sys.argv[1:]);"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    seed = "1" if os.environ.get("PYTHONHASHSEED") == "4242" else "4242"
    there = subprocess.run(
        [sys.executable, "-c", program, *services],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=250,
    ).stdout.strip()

    here = "".join(dump(to_documents(compile_service(name))) for name in services)
    assert there == hashlib.sha256(here.encode()).hexdigest()
