"""Models that state one thing in several places, and models that are broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shapeproof.exceptions import BrokenContract
from tests.unit.compile.smithy.boxes import JSON, boxes, compiled, structure

Change = Callable[[dict[str, Any]], object]


def test_mixins_and_apply_statements() -> None:
    ast = boxes(
        Named=structure({"smithy.api#mixin": {"localTraits": ["smithy.api#sensitive"]},
                         "smithy.api#sensitive": {}}, name="String", size="Integer"),
        PutBoxInput={**structure(lid="Boolean", size=("Integer", {"smithy.api#required": {}})),
                     "mixins": [{"target": "boxes#Named"}]},
    )  # fmt: skip
    ast["shapes"]["boxes#PutBoxInput$name"] = {
        "type": "apply",
        "traits": {"smithy.api#length": {"max": 7}},
    }
    ast["shapes"]["boxes#PutBox"]["traits"] = {}
    ast["shapes"]["boxes#PutBox"]["type"] = "operation"

    request = compiled(ast).operations["PutBox"].request

    assert set(request["properties"]) == {"name", "size", "lid"}
    assert request["properties"]["name"] == {"type": "string", "maxLength": 7}
    assert request["required"] == ["size"]
    assert "x-sensitive" not in request


def test_an_apply_statement_of_a_shape() -> None:
    ast = boxes()
    ast["shapes"]["boxes#PutBox"]["traits"]["smithy.api#http"] = {"method": "GET", "uri": "/"}
    applied = dict(ast["shapes"])
    applied["boxes#NoBox$message"] = {"type": "apply", "traits": {"smithy.api#required": {}}}

    contract = compiled({**ast, "shapes": applied})

    assert contract.errors["NoBox"].schema["required"] == ["message"]


def test_operations_of_resources() -> None:
    ast = boxes()
    ast["shapes"]["boxes#Boxes"] |= {"operations": [], "resources": [{"target": "boxes#Box"}]}
    ast["shapes"] |= {
        "boxes#Box": {
            "type": "resource",
            "put": {"target": "boxes#PutBox"},
            "collectionOperations": [{"target": "boxes#CountBoxes"}],
            "resources": [{"target": "boxes#Lid"}],
        },
        "boxes#Lid": {"type": "resource", "operations": [{"target": "boxes#OpenLid"}]},
        "boxes#CountBoxes": {"type": "operation"},
        "boxes#OpenLid": {
            "type": "operation",
            "input": {"target": "smithy.api#Unit"},
            "output": {"target": "smithy.api#Unit"},
        },
    }

    contract = compiled(ast)

    assert set(contract.operations) == {"PutBox", "CountBoxes", "OpenLid"}
    assert contract.operations["OpenLid"].request["properties"] == {}


def test_common_errors_and_new_names() -> None:
    ast = boxes(Full=structure({"smithy.api#error": "server"}))
    ast["shapes"]["other#Box"] = structure(lid="String")
    ast["shapes"]["boxes#PutBoxInput"]["members"] = {
        "one": {"target": "boxes#Box"},
        "two": {"target": "other#Box"},
    }
    ast["shapes"]["boxes#Box"] = structure(size="Integer")
    ast["shapes"]["boxes#Boxes"] |= {
        "errors": [{"target": "boxes#Full"}],
        "rename": {"other#Box": "OtherBox"},
    }

    operation = compiled(ast).operations["PutBox"]

    assert operation.errors == ("NoBox", "Full")
    shapes = {key: each["x-shape"] for key, each in operation.request["properties"].items()}
    assert shapes == {"one": "Box", "two": "OtherBox"}


def test_shapes_that_contain_themselves() -> None:
    ast = boxes(
        JSON,
        PutBoxInput=structure(tree="Tree", nest="Nest"),
        Tree=structure(kids="Trees"),
        Trees={"type": "list", "member": {"target": "boxes#Tree"}},
        Nest={"type": "list", "member": {"target": "boxes#Nest"}},
    )

    request = compiled(ast).operations["PutBox"].request

    assert {"Nest", "Tree", "Trees"} == set(request["$defs"])


@pytest.mark.parametrize(
    ("change", "pointer", "reason"),
    [
        (lambda ast: ast.update(smithy="3.0"), "/smithy", "versions 1.0 and 2.0 are read"),
        (lambda ast: ast.update(smithy=2), "/smithy", "versions 1.0 and 2.0 are read"),
        (lambda ast: ast.pop("shapes"), "/shapes", "expected an object, found nothing"),
        (
            lambda ast: ast["shapes"].update({"boxes#A": 3}),
            "/shapes/boxes#A",
            "expected an object, found an integer",
        ),
        (
            lambda ast: ast["shapes"].update({"boxes#A": {"type": "lst"}}),
            "/shapes/boxes#A/type",
            "unknown type 'lst'",
        ),
        (
            lambda ast: ast["shapes"].update({"boxes#A": {"type": []}}),
            "/shapes/boxes#A/type",
            "unknown type []",
        ),
        (
            lambda ast: ast["shapes"]["boxes#NoBox"].update(
                traits={"smithy.api#mixin": {"localTraits": 5}}
            ),
            "/shapes/boxes#NoBox/traits/smithy.api#mixin/localTraits",
            "expected a list, found an integer",
        ),
        (
            lambda ast: ast["shapes"]["boxes#PutBox"].update(
                traits={"smithy.api#http": {"method": "GET", "uri": "/", "code": "x"}}
            ),
            "/shapes/boxes#Boxes",
            "a trait has a value of an unknown form",
        ),
        (
            lambda ast: ast["shapes"].update(
                {"boxes#A": {"type": "string", "traits": {"smithy.api#enum": [{"value": []}]}}}
            ),
            "/shapes/boxes#Boxes",
            "[] is no string of an enum",
        ),
        (
            lambda ast: ast["shapes"].pop("boxes#NoBox"),
            "/shapes/boxes#PutBox/errors/0/target",
            "no shape 'boxes#NoBox'",
        ),
        (
            lambda ast: ast["shapes"].pop("boxes#PutBox"),
            "/shapes/boxes#Boxes/operations/0/target",
            "no shape 'boxes#PutBox'",
        ),
        (
            lambda ast: ast["shapes"]["boxes#PutBox"].update(input={"target": "boxes#Boxes"}),
            "/shapes/boxes#PutBox/input/target",
            "of the type service",
        ),
        (
            lambda ast: ast["shapes"]["boxes#Boxes"].update(operations=[{"target": "boxes#NoBox"}]),
            "/shapes/boxes#Boxes/operations/0/target",
            "expected an operation, found the structure 'boxes#NoBox'",
        ),
        (
            lambda ast: ast["shapes"]["boxes#NoBox"].update(mixins=[{"target": "boxes#NoBox"}]),
            "/shapes/boxes#NoBox/mixins",
            "a mixin of itself",
        ),
        (
            lambda ast: ast["shapes"]["boxes#Boxes"].update(traits={}),
            "/shapes/boxes#Boxes/traits",
            "names no protocol",
        ),
        (
            lambda ast: ast["shapes"]["boxes#Boxes"].update(traits={"x.protocols#y": {}}),
            "/shapes/boxes#Boxes/traits",
            "its protocol 'x.protocols#y' is not supported",
        ),
        (
            lambda ast: ast["shapes"]["boxes#PutBox"].update(traits={"smithy.api#http": "x"}),
            "/shapes/boxes#PutBox/traits/smithy.api#http",
            "expected an object, found a string",
        ),
        (
            lambda ast: ast["shapes"]["boxes#PutBoxInput"]["members"].update(
                it={"target": "boxes#PutBoxInput", "traits": {"smithy.api#required": {}}}
            ),
            "/shapes/PutBoxInput/required",
            "requires itself",
        ),
        (
            lambda ast: ast["shapes"]["boxes#PutBox"]["traits"].update(
                {"smithy.waiters#waitable": {"W": {"acceptors": [3]}}}
            ),
            "/shapes/boxes#Boxes",
            "a trait has a value of an unknown form",
        ),
    ],
)
def test_broken_models(change: Change, pointer: str, reason: str) -> None:
    ast = boxes()
    change(ast)

    with pytest.raises(BrokenContract) as caught:
        compiled(ast)

    assert (caught.value.path, caught.value.pointer) == ("boxes.json", pointer)
    assert reason in caught.value.reason
