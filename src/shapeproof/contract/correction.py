"""One correction of the model: a place, and what becomes of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.document import SERVICE_FILE
from shapeproof.contract.lifecycle_document import LIFECYCLE_FILE
from shapeproof.contract.misspellings import misspelt_keyword, misspelt_place
from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import parse
from shapeproof.exceptions import BrokenContract

REMEDY = "correct the overlay"
EVERY_OPERATION = "*"
_UNION = "x-union"

Change = Callable[[Mapping[str, Any], str], Mapping[str, Any] | None]
"""An object with one key changed; None where it has nothing to change."""


@dataclass(frozen=True)
class Correction:
    """One change of the model.

    ``file`` is the file that would have to change, or ``*`` (that of every operation). Where
    ``shape`` is set, ``pointer`` starts at every schema of that shape instead. ``place`` is where
    the overlay states the correction.
    """

    file: str
    shape: str | None
    pointer: str
    change: Change
    place: str

    @property
    def is_of_service(self) -> bool:
        """Whether it corrects what is not about one operation."""
        return self.file in (SERVICE_FILE, LIFECYCLE_FILE)

    @property
    def is_of_metadata(self) -> bool:
        """Whether it corrects what is known of the service as a whole."""
        return self.file == SERVICE_FILE and self.pointer.startswith("/metadata/")

    @property
    def added_error(self) -> tuple[str, str, Mapping[str, Any]] | None:
        """The operation, name and schema of the error that it sets (``/errors/NAME``), if any."""
        tokens = parse(self.pointer)
        if self.shape is not None or self.is_of_service or tokens[:-1] != ("errors",):
            return None
        schema = (self.change({}, tokens[1]) or {}).get(tokens[1])
        if not isinstance(schema, Mapping):
            return None
        return self.file.removesuffix(".json"), tokens[1], schema

    def check_keyword(self, path: str) -> None:
        """Raise BrokenContract where it sets a keyword that is misspelt."""
        if not self.is_of_service:
            tokens = parse(self.pointer)
            self._refuse(path, misspelt_keyword(tokens, in_shape=self.shape is not None), "pointer")

    def check_place(self, path: str, contract: Contract) -> None:
        """Raise BrokenContract where its place in a contract is misspelt."""
        if not self.is_of_service and self.file != EVERY_OPERATION and self.shape is None:
            known = self.file.removesuffix(".json") in contract.operations
            problem = misspelt_place(contract, self.file, parse(self.pointer))
            self._refuse(path, problem, "pointer" if known else "file")

    def _refuse(self, path: str, problem: str | None, key: str) -> None:
        if problem is not None:
            raise BrokenContract(path, f"{self.place}/{key}", problem, REMEDY)

    @property
    def target(self) -> str:
        """What it corrects, for messages."""
        return f"{self.pointer} in {self.shape or self.file}"


def correction_of(fields: Mapping[str, Any], place: str) -> Correction:
    """A correction as an overlay states it, at a place of that overlay."""
    pointer = fields.get("pointer", "")
    change: Change
    if "union" in fields:
        pointer, change = f"{pointer}/{_UNION}", _made_a_union
    elif "value" in fields:
        change = _setting(fields["value"])
    elif "add" in fields:
        change = _adding(fields["add"])
    else:
        change = _removed
    file = fields.get("file", EVERY_OPERATION)
    return Correction(file, fields.get("shape"), pointer, change, place)


def _made_a_union(holder: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """A structure as a union: exactly one of its members is present."""
    if holder.get("type") != "object" or holder.get("x-map"):
        return None
    kept = {name: each for name, each in holder.items() if name != "required"}
    return {**kept, key: True, "minProperties": 1, "maxProperties": 1}


def _setting(value: Any) -> Change:
    return lambda holder, key: {**holder, key: copy.deepcopy(value)}


def _removed(holder: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    return {name: holder[name] for name in holder if name != key} if key in holder else None


def _adding(values: Sequence[Any]) -> Change:
    def added(holder: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
        before = holder.get(key)
        if not isinstance(before, list):
            return None
        return {**holder, key: [*before, *(each for each in values if each not in before)]}

    return added
