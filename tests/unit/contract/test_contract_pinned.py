"""The pinned contract of AmplifyBackend is what the model says, and reads back as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.compile import compile_service
from shapeproof.contract.document import dump, to_documents
from shapeproof.contract.lifecycle_document import lifecycle_document, read_lifecycle
from shapeproof.contract.model import Contract
from shapeproof.contract.reading import from_documents
from shapeproof.contract.store import (
    OPENAPI_FILE,
    find_pinned,
    read_pinned,
    shipped_contracts,
    write_pinned,
)
from shapeproof.wire.openapi import openapi_document

BY_HAND = {"lifecycle.json", "overlay.json"}
NEITHER_MADE_NOR_NEEDED = {"CreateBackend", "ListS3Buckets"}
"""Operations that work on an empty account."""


@pytest.fixture(scope="module")
def folder() -> Path:
    shipped = shipped_contracts()
    assert shipped is not None
    found = find_pinned("amplifybackend", shipped)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def compiled() -> Contract:
    return compile_service("amplifybackend")


@pytest.fixture(scope="module")
def pinned(folder: Path) -> Contract:
    return read_pinned(folder)


def _read_all(folder: Path) -> dict[str, Any]:
    return {path.name: json.loads(path.read_text("utf-8")) for path in folder.iterdir()}


def test_it_lies_where_it_belongs(folder: Path) -> None:
    assert folder.parts[-3:] == ("contracts", "amplifybackend", "2020-08-11")


def test_it_is_byte_for_byte_what_the_model_compiles_to(
    folder: Path, compiled: Contract, tmp_path: Path
) -> None:
    written = write_pinned(compiled, tmp_path)

    names = {path.name for path in folder.iterdir()} - BY_HAND - {OPENAPI_FILE}
    assert names == {path.name for path in written.iterdir()} - BY_HAND
    assert len(names) == 32
    for name in sorted(names):
        assert (folder / name).read_bytes() == (written / name).read_bytes(), name


def test_the_openapi_document_is_that_of_the_contract(folder: Path, pinned: Contract) -> None:
    assert (folder / OPENAPI_FILE).read_text("utf-8") == dump(openapi_document(pinned))


def test_files_written_by_hand_have_the_same_form(folder: Path) -> None:
    for name in sorted(BY_HAND):
        text = (folder / name).read_text("utf-8")
        assert text == dump(json.loads(text)), name


@pytest.mark.slow
def test_every_schema_is_valid_under_the_metaschema(folder: Path) -> None:
    for name, document in _read_all(folder).items():
        for schema in (document.get("request"), document.get("response")):
            if schema is not None:
                Draft202012Validator.check_schema(schema)
        if "request" in document:
            for schema in document["errors"].values():
                Draft202012Validator.check_schema(schema)
            assert name == f"{document['operation']}.json"


def test_documents_read_back_are_equal(folder: Path, compiled: Contract) -> None:
    documents = _read_all(folder)
    del documents["overlay.json"], documents[OPENAPI_FILE]
    contract = from_documents("pinned", documents)
    del documents["lifecycle.json"]["$schema"]

    again = {
        **to_documents(contract),
        "lifecycle.json": lifecycle_document(contract.lifecycle),
    }

    assert again == documents
    assert contract.operations == compiled.operations
    assert contract.errors == compiled.errors
    assert contract.paginators == compiled.paginators


def test_a_contract_with_its_overlay_reads_back_equal(pinned: Contract) -> None:
    documents = {**to_documents(pinned), "lifecycle.json": lifecycle_document(pinned.lifecycle)}

    assert from_documents("again", json.loads(dump(documents))) == pinned


def test_the_lifecycle_reads_back_equal(pinned: Contract) -> None:
    document = json.loads(dump(lifecycle_document(pinned.lifecycle)))

    again = read_lifecycle("again", document, frozenset(pinned.operations))

    assert again == pinned.lifecycle
    assert again.reviewed


def test_the_overlay_states_what_errors_hold(pinned: Contract) -> None:
    assert {name: error.schema["required"] for name, error in pinned.errors.items()} == {
        "BadRequestException": ["Message"],
        "GatewayTimeoutException": ["Message"],
        "NotFoundException": ["Message", "ResourceType"],
        "TooManyRequestsException": ["LimitType", "Message"],
    }


def _roles(contract: Contract) -> dict[str, set[str]]:
    """Operation to the roles that it plays for some resource."""
    roles: dict[str, set[str]] = {}
    for resource in contract.lifecycle.resources.values():
        for role in ("makers", "importers", "sources", "changers", "readers"):
            for each in getattr(resource, role):
                roles.setdefault(each.operation, set()).add(role)
        for role in ("listers", "removers"):
            for operation in getattr(resource, role):
                roles.setdefault(operation, set()).add(role)
    return roles


def test_the_lifecycle_names_only_operations_that_exist(pinned: Contract) -> None:
    named = _roles(pinned).keys() | pinned.lifecycle.needs.keys()

    assert named <= pinned.operations.keys()


def test_every_operation_has_a_place_in_the_lifecycle(pinned: Contract) -> None:
    roles = _roles(pinned)

    assert len(pinned.operations) == 31
    idle = pinned.operations.keys() - roles.keys() - pinned.lifecycle.needs.keys()
    assert idle == {"ListS3Buckets"}
    assert pinned.operations.keys() - pinned.lifecycle.needs.keys() == NEITHER_MADE_NOR_NEEDED
    # Those that only need something: they act on it as a whole.
    assert pinned.lifecycle.needs.keys() - roles.keys() == set()


@pytest.mark.parametrize(
    ("prefix", "role"),
    [
        ("Create", "makers"),
        ("Generate", "makers"),
        ("Import", "importers"),
        ("Update", "changers"),
        ("Delete", "removers"),
        ("Remove", "removers"),
        ("ListBackend", "listers"),
    ],
)
def test_roles_are_what_the_names_say(pinned: Contract, prefix: str, role: str) -> None:
    roles = _roles(pinned)
    found = [name for name in pinned.operations if name.startswith(prefix)]

    assert found
    assert all(role in roles[name] for name in found)


def test_identifiers_are_members_of_what_uses_them(pinned: Contract) -> None:
    for resource in pinned.lifecycle.resources.values():
        for writer in resource.makers:
            members = pinned.operations[writer.operation].request["properties"]
            for name in resource.identifiers:
                if name not in resource.generated:
                    assert writer.identifiers.get(name, name) in members, (resource.name, name)
            outputs = pinned.operations[writer.operation].response["properties"]
            for name in resource.generated:
                assert writer.outputs.get(name, name) in outputs, (resource.name, name)


def test_what_readers_show_is_in_their_response(pinned: Contract) -> None:
    for resource in pinned.lifecycle.resources.values():
        for reader in resource.readers:
            response = pinned.operations[reader.operation].response["properties"]
            shown = {*reader.shows, *reader.repeats, *reader.contains}
            assert shown <= response.keys(), reader.operation
            request = pinned.operations[reader.operation].request
            assert not set(reader.leaves_out) & set(request.get("required", ()))
