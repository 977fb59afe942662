from __future__ import annotations

from dataclasses import replace

import pytest

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.wire.rest.host_prefix import host_prefix
from tests.unit.wire.wire_samples import structure

PLAIN = Operation("Get", "get", HttpBinding("GET", "/"), structure(), structure())


@pytest.mark.parametrize(
    ("traits", "params", "prefix"),
    [
        ({}, {}, ""),
        ({"endpoint": {}}, {}, ""),
        ({"endpoint": {"hostPrefix": "data-"}}, {"Name": "x"}, "data-"),
        ({"endpoint": {"hostPrefix": "a.{Name}."}}, {"Name": "x"}, "a.x."),
        ({"endpoint": {"hostPrefix": "{A}-{B}."}}, {"A": "1", "B": 2}, "1-2."),
        ({"endpoint": {"hostPrefix": "{Name}."}}, {}, "{Name}."),
    ],
)
def test_labels_are_filled_in(
    traits: dict[str, object], params: dict[str, object], prefix: str
) -> None:
    assert host_prefix(replace(PLAIN, traits=traits), params) == prefix
