"""A shape of a type that its place does not allow is refused with its place, not met in a run."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shapeproof.compile.opening import services_at
from shapeproof.exceptions import BrokenContract

Model = dict[str, Any]
_MODEL: Model = {
    "metadata": {"apiVersion": "2026-01-01", "protocol": "rest-json", "serviceId": "Things"},
    "operations": {
        "PutThing": {
            "http": {"method": "PUT", "requestUri": "/things/{Name+}"},
            "input": {"shape": "PutThingRequest"},
            "output": {"shape": "Fault"},
            "errors": [{"shape": "Fault"}],
        }
    },
    "shapes": {
        "PutThingRequest": {
            "type": "structure",
            "required": ["Name"],
            "members": {
                "Name": {"shape": "Text", "location": "uri"},
                "Body": {"shape": "Map"},
            },
            "payload": "Body",
        },
        "Fault": {"type": "structure", "members": {}},
        "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Number"}},
        "Text": {"type": "string"},
        "Number": {"type": "integer"},
    },
}


def _key(model: Model) -> None:
    model["shapes"]["Map"]["key"]["shape"] = "Number"


def _structure_as_key(model: Model) -> None:
    model["shapes"]["Map"]["key"]["shape"] = "Fault"


def _payload(model: Model) -> None:
    model["shapes"]["PutThingRequest"]["payload"] = "Gone"


def _location(model: Model) -> None:
    model["shapes"]["PutThingRequest"]["members"]["Body"]["location"] = "cookie"


def _input(model: Model) -> None:
    model["operations"]["PutThing"]["input"]["shape"] = "Text"


def _output(model: Model) -> None:
    model["operations"]["PutThing"]["output"]["shape"] = "Map"


def _error(model: Model) -> None:
    model["operations"]["PutThing"]["errors"].append({"shape": "Text"})


def _no_member(model: Model) -> None:
    model["operations"]["PutThing"]["http"]["requestUri"] = "/things/{Name}/{Other}"


def _no_label(model: Model) -> None:
    model["operations"]["PutThing"]["http"]["requestUri"] = "/things"


BROKEN: dict[Callable[[Model], None], tuple[str, str]] = {
    _key: ("/shapes/Map/key", "keys of a map must be strings"),
    _structure_as_key: ("/shapes/Map/key", "not values of the type structure"),
    _payload: ("/shapes/PutThingRequest/payload", "no member 'Gone'"),
    _location: ("/shapes/PutThingRequest/members/Body/location", "unknown location 'cookie'"),
    _input: ("/operations/PutThing/input/shape", "expected a structure"),
    _output: ("/operations/PutThing/output/shape", "'Map' of type map"),
    _error: ("/operations/PutThing/errors/1/shape", "expected a structure"),
    _no_member: ("/operations/PutThing/http/requestUri", "fills the label {Other}"),
    _no_label: ("/operations/PutThing/http/requestUri", "has no label {Name}"),
}


def _compile(tmp_path: Path, model: Model) -> None:
    path = tmp_path / "things.json"
    path.write_text(json.dumps(model), encoding="utf-8")
    for service in services_at(path):
        service.compiled()


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: each.__name__)
def test_a_shape_out_of_place_is_refused(tmp_path: Path, broken: Callable[[Model], None]) -> None:
    model = copy.deepcopy(_MODEL)
    broken(model)
    pointer, reason = BROKEN[broken]
    with pytest.raises(BrokenContract) as raised:
        _compile(tmp_path, model)
    assert raised.value.pointer == pointer
    assert reason in raised.value.reason
    assert str(raised.value).endswith("; correct the model")


def test_what_is_in_its_place_is_not(tmp_path: Path) -> None:
    _compile(tmp_path, _MODEL)


def test_labels_are_those_of_paths_that_are_read(tmp_path: Path) -> None:
    model = copy.deepcopy(_MODEL)
    model["metadata"] |= {"protocol": "json", "targetPrefix": "Things", "jsonVersion": "1.1"}
    _no_label(model)
    _compile(tmp_path, model)


@pytest.mark.parametrize(
    ("part", "pointer"),
    [
        ({"input": {"target": "e#Text"}}, "/shapes/e#Put/input/target"),
        ({"errors": [{"target": "e#Text"}]}, "/shapes/e#Put/errors/0/target"),
    ],
)
def test_a_smithy_model_is_told_its_own_place(
    tmp_path: Path, part: dict[str, Any], pointer: str
) -> None:
    http = {"method": "PUT", "uri": "/put", "code": 200}
    shapes = {
        "e#Things": {
            "type": "service",
            "version": "1",
            "operations": [{"target": "e#Put"}],
            "traits": {"aws.protocols#restJson1": {}},
        },
        "e#Put": {"type": "operation", "traits": {"smithy.api#http": http}, **part},
        "e#Text": {"type": "string"},
    }
    with pytest.raises(BrokenContract) as raised:
        _compile(tmp_path, {"smithy": "2.0", "shapes": shapes})
    assert raised.value.pointer == pointer
