"""Documents that users write: problems are reported with their place, and a near name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract.lifecycle_document import LIFECYCLE_SCHEMA
from shapeproof.contract.overlay import OVERLAY_SCHEMA
from shapeproof.contract.user_document import (
    DocumentSchema,
    kind_name,
    read_json,
    unknown_name,
)
from shapeproof.exceptions import UnfitDocument

CONTRACTS = Path(__file__).parents[3] / "contracts"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "$schema": {"type": "string"},
        "name": {"type": "string", "pattern": "^/", "title": "a pointer"},
        "levels": {"type": "array", "items": {"enum": ["high", "low", None]}},
        "format": {"const": 1},
        "count": {"type": ["integer", "null"], "minimum": 1},
        "one": {},
        "other": {},
    },
    "not": {"required": ["one", "other"]},
}


class _Sample(DocumentSchema):
    schema = SCHEMA


SAMPLE = _Sample("sample", "sample.json")


@pytest.mark.parametrize(
    ("document", "pointer", "reason"),
    [
        ([], "", "expected an object, found a list"),
        ({}, "/name", "it is missing"),
        ({"nmae": "/x"}, "/nmae", "unknown key 'nmae'; did you mean 'name'?"),
        ({"name": "/x", "zz": 1}, "/zz", "unknown key 'zz'; choose name, levels, format, count, "),
        ({"name": "x"}, "/name", "expected a pointer"),
        ({"name": "/", "levels": ["hgih"]}, "/levels/0", "unknown value 'hgih'; did you mean 'hi"),
        ({"name": "/", "levels": [1]}, "/levels/0", "unknown value 1; choose high or low"),
        ({"name": "/", "format": 2}, "/format", "expected 1"),
        ({"name": "/", "count": "1"}, "/count", "expected an integer or null, found a string"),
        ({"name": "/", "count": 0}, "/count", "0 is less than the minimum of 1"),
        ({"name": "/", "one": 1, "other": 1}, "", "'one' and 'other' exclude each other"),
    ],
)
def test_problems(document: Any, pointer: str, reason: str) -> None:
    with pytest.raises(UnfitDocument) as caught:
        SAMPLE.check("file.json", document)

    assert (caught.value.path, caught.value.pointer) == ("file.json", pointer)
    assert caught.value.reason.startswith(reason)


def test_what_fits() -> None:
    SAMPLE.check("file.json", {"$schema": "x", "name": "/a", "levels": ["high", None]})


def test_the_error_says_where() -> None:
    assert str(UnfitDocument("a.json", "/b", "it is missing")) == "a.json at /b: it is missing"
    assert str(UnfitDocument("a.json", "", "not JSON")) == "a.json: not JSON"


def test_a_number_that_only_python_can_hold() -> None:
    with pytest.raises(UnfitDocument, match="expected a string"):
        SAMPLE.check("file.json", {"name": 10**400})


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "a boolean"),
        (1, "an integer"),
        (1.5, "a number"),
        ("", "a string"),
        ([], "a list"),
        ({}, "an object"),
    ],
)
def test_kind_names(value: Any, name: str) -> None:
    assert kind_name(value) == name


def test_unknown_names() -> None:
    many = [f"Operation{index}" for index in range(99)]
    assert unknown_name("operation", "Operation5x", many).startswith(
        "unknown operation 'Operation5x'; did you mean 'Operation5"
    )
    assert unknown_name("operation", "Zq", many) == "unknown operation 'Zq'"
    assert unknown_name("key", "x", []) == "unknown key 'x'"


def test_files_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"a": [[1]]}))
    assert read_json(path, 100) == {"a": [[1]]}
    with pytest.raises(UnfitDocument, match="larger than 5 bytes"):
        read_json(path, 5)
    with pytest.raises(UnfitDocument, match="nested more than 2 levels deep"):
        read_json(path, 100, max_depth=2)


@pytest.mark.parametrize("schema", [OVERLAY_SCHEMA, LIFECYCLE_SCHEMA], ids=lambda each: each.name)
def test_shipped_documents_link_the_schema_that_judges_them(schema: DocumentSchema) -> None:
    file = schema.name.partition("-")[0] + ".json"
    paths = sorted(CONTRACTS.rglob(file))
    assert paths
    for path in paths:
        document = json.loads(path.read_text())
        schema.check(str(path), document)
        linked = json.loads((path.parent / document["$schema"]).read_text())
        assert linked == schema.schema
