"""JSON Schemas of formats that others have defined, from packages of npm. Tests without them skip.

``make schemas`` installs them below ``.cache/schemas``; SHAPEPROOF_SCHEMAS names another folder.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft6Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT6

_ROOT = Path(__file__).parents[2]
_FOLDER = Path(os.environ.get("SHAPEPROOF_SCHEMAS") or _ROOT / ".cache" / "schemas")
_MODULES = _FOLDER / "node_modules"
_SARIF = _MODULES / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
_HAR = _MODULES / "har-schema" / "lib"
_REASON = "the schema is not installed; run 'make schemas'"

needs_sarif_schema = pytest.mark.skipif(not _SARIF.is_file(), reason=_REASON)
needs_har_schema = pytest.mark.skipif(not _HAR.is_dir(), reason=_REASON)


@cache
def sarif_validator() -> Draft4Validator:
    """Of SARIF 2.1.0, as OASIS has published it."""
    return Draft4Validator(_read(_SARIF), format_checker=Draft4Validator.FORMAT_CHECKER)


@cache
def har_validator() -> Draft6Validator:
    """Of HAR 1.2."""
    schemas = {path.name: _read(path) for path in sorted(_HAR.glob("*.json"))}
    registry = Registry().with_resources(
        (name, Resource.from_contents(each, default_specification=DRAFT6))
        for name, each in schemas.items()
    )
    return Draft6Validator(schemas["har.json"], registry=registry)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
