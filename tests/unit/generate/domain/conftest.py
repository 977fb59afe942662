"""Files of strategies as a user writes them, and a service that is made up for them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from shapeproof.contract.model import Contract, Schema
from tests.unit.generate.schema_samples import (
    CHOICE,
    TEXT,
    contract,
    list_of,
    map_of,
    operation,
    structure,
)

from .strategy_files import HEAD, Write

OWNER: Schema = {**structure(Name=TEXT, Secret={**TEXT, "x-sensitive": True}), "x-shape": "Owner"}
REQUEST: Schema = {
    **structure(
        BoxId={"type": "string", "maxLength": 5},
        Owner=OWNER,
        Owners=list_of({"$ref": "#/$defs/Owner"}),
        ByName=map_of(structure(BoxId=TEXT)),
        Choice=CHOICE,
        Key={**structure(Text={"type": "string", "maxLength": 3}), "x-sensitive": True},
    ),
    "$defs": {"Owner": OWNER},
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of strategies, below the two imports unless it has its own head."""

    def write_it(body: str, name: str = "sample.py", head: str = HEAD) -> Path:
        folder = tmp_path / "strategies"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(head + dedent(body), encoding="utf-8")
        return path

    return write_it


@pytest.fixture(scope="session")
def boxes() -> Contract:
    """A service with two operations on boxes."""
    make = operation("CreateBox", "POST", "/boxes", REQUEST)
    return contract(make, operation("DeleteBox", "DELETE", "/boxes", structure(BoxId=TEXT)))
