"""Corrections to the vendor's model: each a place, a new value, and the reason for it.

``overlay.json`` lies beside a pinned contract::

    {"corrections": [{"file": "DeleteToken.json", "pointer": "/response/required",
                      "value": ["IsSuccess"], "reason": "..."}]}
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from shapeproof.contract.document import LIFECYCLE_FILE, SERVICE_FILE
from shapeproof.contract.fields import Fields
from shapeproof.contract.pointer import parse
from shapeproof.errors import BrokenContract

OVERLAY_FILE = "overlay.json"
_NO_OPERATIONS = frozenset({SERVICE_FILE, LIFECYCLE_FILE})


def apply_overlay(path: str, overlay: Any, documents: Mapping[str, Any]) -> dict[str, Any]:
    """The documents with every correction made; the given ones are left as they are.

    A correction's ``file`` may be ``*``: all operations' files that have the pointer's parent.
    Raises BrokenContract where a correction has no place or no reason.
    """
    corrected = {name: copy.deepcopy(document) for name, document in documents.items()}
    for correction in Fields(path, "", overlay).items("corrections"):
        correction.text("reason")
        pattern, pointer = correction.text("file"), correction.text("pointer")
        if "value" not in correction.value:
            raise BrokenContract(path, f"{correction.pointer}/value", "it is missing")
        if not pointer.startswith("/"):
            raise BrokenContract(path, f"{correction.pointer}/pointer", "a JSON pointer is due")
        names = sorted(corrected.keys() - _NO_OPERATIONS) if pattern == "*" else [pattern]
        if not sum(_set(corrected.get(each), pointer, correction.value["value"]) for each in names):
            raise BrokenContract(
                path, correction.pointer, f"there is no {pointer} in {pattern} to correct"
            )
    return corrected


def _set(document: Any, pointer: str, value: Any) -> bool:
    *parents, last = parse(pointer)
    for part in parents:
        if not isinstance(document, dict) or part not in document:
            return False
        document = document[part]
    if not isinstance(document, dict):
        return False
    document[last] = copy.deepcopy(value)
    return True
