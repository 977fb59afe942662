"""Corrections to the vendor's model: each a place, a change, and the reason for it.

``overlay.json`` lies beside a pinned contract::

    {"corrections": [
       {"file": "DeleteToken.json", "pointer": "/response/required",
        "value": ["IsSuccess"], "reason": "..."},
       {"shape": "DelegationSet", "pointer": "/required", "remove": true, "reason": "..."},
       {"shape": "CertificateDetail", "pointer": "/properties/KeyAlgorithm/enum",
        "add": ["RSA-2048"], "reason": "..."}],
     "trust": [{"kind": "response-enum", "level": "sure", "reason": "..."}]}
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.document import SERVICE_FILE
from shapeproof.contract.fields import Fields
from shapeproof.contract.lifecycle_document import LIFECYCLE_FILE
from shapeproof.contract.pointer import parse
from shapeproof.contract.trust import DEFAULTS, Trust
from shapeproof.exceptions import BrokenContract

OVERLAY_FILE = "overlay.json"
REMEDY = "correct the overlay"
_NO_OPERATIONS = frozenset({SERVICE_FILE, LIFECYCLE_FILE})
_CHANGES = ("value", "add", "remove")

Change = Callable[[dict[str, Any], str], bool]
"""Changes one key of an object; false where it has nothing to change."""


@dataclass(frozen=True)
class Correction:
    """One change of the documents.

    ``file`` is a file's name or ``*`` (every operation's); ``shape``, where it is set, takes the
    place of the document: the pointer then starts at every schema of that shape.
    """

    file: str
    shape: str | None
    pointer: str
    change: Change
    place: str

    def meant_for(self, name: str) -> bool:
        """Whether it may change a file."""
        return name not in _NO_OPERATIONS if self.file == "*" else name == self.file

    def apply(self, document: Any) -> int:
        """Change a document; returns in how many places."""
        roots = [document] if self.shape is None else list(_schemas_of(self.shape, document))
        return sum(_changed(root, self.pointer, self.change) for root in roots)

    @property
    def target(self) -> str:
        """What it corrects, for messages."""
        return f"{self.pointer} in {self.shape or self.file}"


@dataclass(frozen=True)
class Overlay:
    """The corrections of one file and how far it trusts kinds of facts."""

    path: str = ""
    corrections: tuple[Correction, ...] = ()
    trust: Mapping[str, Trust] | None = None

    @classmethod
    def of(cls, path: str, document: Any) -> Overlay:
        """Read an overlay. Raises BrokenContract for what has no place, change or reason."""
        fields = Fields(path, "", document)
        corrections = tuple(_correction(each) for each in fields.items("corrections"))
        return cls(path, corrections, dict(_trust(each) for each in fields.items("trust")))

    def corrected(self, name: str, document: Any) -> Any:
        """One document with the corrections meant for it; the given one is left as it is."""
        meant = [each for each in self.corrections if each.meant_for(name)]
        if not meant:
            return document
        corrected = copy.deepcopy(document)
        for correction in meant:
            correction.apply(corrected)
        return corrected

    def apply(self, documents: Mapping[str, Any]) -> dict[str, Any]:
        """All documents, corrected. Raises BrokenContract for a correction that changes nothing."""
        corrected = {name: copy.deepcopy(documents[name]) for name in documents}
        for correction in self.corrections:
            meant = [each for name, each in corrected.items() if correction.meant_for(name)]
            if not sum(correction.apply(each) for each in meant):
                reason = f"there is no {correction.target} to correct"
                raise BrokenContract(self.path, correction.place, reason, REMEDY)
        return corrected


def apply_overlay(path: str, overlay: Any, documents: Mapping[str, Any]) -> dict[str, Any]:
    """The documents with every correction of an overlay document made.

    Raises BrokenContract where a correction has no place, no change or no reason.
    """
    return Overlay.of(path, overlay).apply(documents)


def _correction(fields: Fields) -> Correction:
    fields.text("reason")
    pointer, shape = fields.text("pointer"), fields.optional_text("shape")
    file = fields.text("file") if shape is None else fields.optional_text("file") or "*"
    if not pointer.startswith("/"):
        raise BrokenContract(fields.path, fields.place("pointer"), "a JSON pointer is due", REMEDY)
    given = [key for key in _CHANGES if key in fields.value]
    if len(given) > 1:
        reason = f"{' and '.join(given)} at once"
        raise BrokenContract(fields.path, fields.pointer, reason, REMEDY)
    if not given:
        raise BrokenContract(fields.path, fields.place("value"), "it is missing", REMEDY)
    return Correction(file, shape, pointer, _change(given[0], fields), fields.pointer)


def _change(key: str, fields: Fields) -> Change:
    value = fields.anything(key)
    if key == "value":
        return lambda holder, name: _set(holder, name, value)
    if key == "remove":
        if value is not True:
            raise BrokenContract(fields.path, fields.place(key), "true is due", REMEDY)
        return _removed
    if not isinstance(value, list):
        raise BrokenContract(fields.path, fields.place(key), "a list is due", REMEDY)
    return lambda holder, name: _added(holder, name, value)


def _set(holder: dict[str, Any], name: str, value: Any) -> bool:
    holder[name] = copy.deepcopy(value)
    return True


def _removed(holder: dict[str, Any], name: str) -> bool:
    if name not in holder:
        return False
    del holder[name]
    return True


def _added(holder: dict[str, Any], name: str, values: list[Any]) -> bool:
    if not isinstance(holder.get(name), list):
        return False
    holder[name] = [*holder[name], *(each for each in values if each not in holder[name])]
    return True


def _changed(document: Any, pointer: str, change: Change) -> bool:
    *parents, last = parse(pointer)
    for part in parents:
        if not isinstance(document, dict) or part not in document:
            return False
        document = document[part]
    return isinstance(document, dict) and change(document, last)


def _schemas_of(shape: str, document: Any) -> Iterator[dict[str, Any]]:
    todo = [document]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            if value.get("x-shape") == shape:
                yield value
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)


def _trust(fields: Fields) -> tuple[str, Trust]:
    fields.text("reason")
    kind = fields.text("kind")
    return kind, read_trust(fields, "level", kind, "kind")


def read_trust(fields: Fields, key: str, kind: str, kind_key: str | None = None) -> Trust:
    """The level of trust in a field, about a kind of fact. Raises BrokenContract for others."""
    if kind not in DEFAULTS:
        reason = f"{kind!r} is none of {', '.join(DEFAULTS)}"
        raise BrokenContract(fields.path, fields.place(kind_key or key), reason, REMEDY)
    level, levels = fields.text(key), [each.value for each in Trust]
    if level not in levels:
        reason = f"{level!r} is none of {', '.join(levels)}"
        raise BrokenContract(fields.path, fields.place(key), reason, REMEDY)
    return Trust(level)
