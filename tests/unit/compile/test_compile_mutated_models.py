"""A model with anything in any place is compiled, or refused in one line."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shapeproof.compile.opening import services_at
from shapeproof.exceptions import ShapeproofError
from tests.unit.compile.smithy.boxes import boxes

_MUTATIONS = 250
_VALUES: tuple[Any, ...] = (
    None, True, 5, -1, 1.5, "", "x", [], [1], {}, {"a": 1}, [[]], [{}], {"shape": "Out"},
)  # fmt: skip
_TOY: dict[str, Any] = {
    "metadata": {"protocol": "rest-json", "serviceId": "Toy", "apiVersion": "2020-01-01"},
    "operations": {
        "Get": {
            "name": "Get",
            "http": {"method": "GET", "requestUri": "/a/{Id}", "responseCode": 200},
            "input": {"shape": "In"}, "output": {"shape": "Out"}, "errors": [{"shape": "Err"}],
        },
    },
    "shapes": {
        "In": {"type": "structure", "required": ["Id"], "members": {
            "Id": {"shape": "Str", "location": "uri", "locationName": "Id"}, "L": {"shape": "L"}}},
        "Out": {"type": "structure", "members": {"M": {"shape": "M"}, "T": {"shape": "T"}},
                "payload": "M"},
        "Err": {"type": "structure", "exception": True, "members": {"message": {"shape": "Str"}},
                "error": {"httpStatusCode": 404, "code": "E"}},
        "Str": {"type": "string", "min": 1, "max": 5, "pattern": "a+", "enum": ["a", "b"]},
        "L": {"type": "list", "member": {"shape": "In"}, "max": 3},
        "M": {"type": "map", "key": {"shape": "Str"}, "value": {"shape": "I"}},
        "I": {"type": "integer", "min": 1},
        "T": {"type": "timestamp", "timestampFormat": "iso8601"},
    },
}  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    parts = enumerate(value) if isinstance(value, list) else parts
    for key, each in parts:
        yield (*path, key)
        yield from places(each, (*path, key))


def mutated(document: Any, draws: random.Random) -> Any:
    made = copy.deepcopy(document)
    *around, last = draws.choice(list(places(made)))
    holder = made
    for key in around:
        holder = holder[key]
    if draws.random() < 0.25:
        del holder[last]
    else:
        holder[last] = draws.choice(_VALUES)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("model", [_TOY, boxes()], ids=["service-2", "smithy"])
def test_no_model_ends_in_a_traceback(model: Any, tmp_path: Path) -> None:
    draws, path = random.Random(1), tmp_path / "model.json"
    refused = []
    for _ in range(_MUTATIONS):
        path.write_text(json.dumps(mutated(model, draws)))
        try:
            for each in services_at(path):
                dict(each.compiled().operations)
        except ShapeproofError as problem:
            refused.append(str(problem))
    assert 0 < len(refused) < _MUTATIONS
    assert not [each for each in refused if "\n" in each]
