"""Corrections to the vendor's model: each a place, a change, and the reason for it.

``overlay.json`` lies in the folder of a pinned contract. ``schemas/overlay-1.json`` describes it::

    {"corrections": [
       {"file": "DeleteToken.json", "pointer": "/response/required",
        "value": ["IsSuccess"], "reason": "..."},
       {"shape": "DelegationSet", "pointer": "/required", "remove": true, "reason": "..."},
       {"shape": "CertificateDetail", "pointer": "/properties/KeyAlgorithm/enum",
        "add": ["RSA-2048"], "reason": "..."},
       {"shape": "AttributeValue", "union": true, "reason": "..."}],
     "trust": [{"kind": "response-enum", "level": "sure", "reason": "..."}]}

The model itself is corrected. What a correction does not change is shared with the model as it was.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.declared_errors import with_errors
from shapeproof.contract.document import SERVICE_FILE, to_documents
from shapeproof.contract.lazy_mappings import LazyMapping
from shapeproof.contract.lifecycle_document import LIFECYCLE_FILE, lifecycle_document
from shapeproof.contract.misspellings import misspelt_keyword, misspelt_place
from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.contract.pointer import parse
from shapeproof.contract.reading import open_documents
from shapeproof.contract.schema_rules import check_schema
from shapeproof.contract.trust import Trust
from shapeproof.contract.user_document import DocumentSchema
from shapeproof.exceptions import BrokenContract, UnfitDocument

OVERLAY_FILE = "overlay.json"
OVERLAY_SCHEMA = DocumentSchema("shapeproof.contract", "overlay-1.json")
REMEDY = "correct the overlay"
EVERY_OPERATION = "*"
_UNION = "x-union"

Change = Callable[[Mapping[str, Any], str], Mapping[str, Any] | None]
"""An object with one key changed; None where it has nothing to change."""


@dataclass(frozen=True)
class Correction:
    """One change of the model.

    ``file`` is the file that would have to change, or ``*`` (that of every operation); ``shape``,
    where it is set, takes the place of the document: ``tokens`` then start at every schema of that
    shape. ``place`` is where the overlay states it.
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


@dataclass(frozen=True)
class Overlay:
    """The corrections of one file and how far it trusts kinds of facts."""

    path: str
    corrections: tuple[Correction, ...]
    trust: Mapping[str, Trust]

    @classmethod
    def of(cls, path: str, document: Any) -> Overlay:
        """Read an overlay. Raises BrokenContract for what its schema refuses."""
        try:
            OVERLAY_SCHEMA.check(path, document)
        except UnfitDocument as problem:
            raise BrokenContract(path, problem.pointer, problem.reason, REMEDY) from None
        corrections = tuple(
            _correction(each, f"/corrections/{index}")
            for index, each in enumerate(document.get("corrections", ()))
        )
        for each in corrections:
            each.check_keyword(path)
        trust = {each["kind"]: Trust(each["level"]) for each in document.get("trust", ())}
        return cls(path, corrections, trust)

    def check_places(self, contract: Contract) -> None:
        """Raise BrokenContract where the place of a correction is misspelt."""
        for each in self.corrections:
            each.check_place(self.path, contract)

    def apply(self, contract: Contract) -> Contract:
        """The contract, corrected; operations and errors when they are first needed.

        They raise BrokenContract where a correction leaves no usable schema.
        """
        return _Corrector(self, contract).contract

    def apply_all(self, contract: Contract) -> Contract:
        """The contract, all of it corrected.

        Raises BrokenContract for a correction that changes nothing as well.
        """
        corrected, left_out = self.apply_loosely(contract)
        for correction in left_out:
            reason = f"there is no {correction.target} to correct"
            raise BrokenContract(self.path, correction.place, reason, REMEDY)
        return corrected

    def apply_loosely(self, contract: Contract) -> tuple[Contract, tuple[Correction, ...]]:
        """The contract, all of it corrected, and the corrections that changed nothing."""
        corrector = _Corrector(self, contract)
        corrected = replace(
            corrector.contract,
            operations=dict(corrector.contract.operations),
            errors=dict(corrector.contract.errors),
        )
        applied = corrector.applied
        return corrected, tuple(each for each in self.corrections if each not in applied)


class _Corrector:
    """Applies an overlay to one contract, and notes which corrections changed something."""

    def __init__(self, overlay: Overlay, contract: Contract) -> None:
        self._path = overlay.path
        self._corrections = [each for each in overlay.corrections if not each.is_of_service]
        self._editors = {each.place: _Editor(each) for each in overlay.corrections}
        self._base = self._with_service(contract, overlay)
        self.contract = replace(
            self._base,
            operations=LazyMapping(self._base.operations, self._operation),
            errors=LazyMapping(self._base.errors, self._error),
            trust={**contract.trust, **overlay.trust},
        )

    @property
    def applied(self) -> list[Correction]:
        """The corrections that have changed something so far."""
        return [each.correction for each in self._editors.values() if each.applied]

    def _with_service(self, contract: Contract, overlay: Overlay) -> Contract:
        """The contract with the corrections of what is not about one operation."""
        metadata: Mapping[str, Any] = {"metadata": contract.metadata}
        for each in overlay.corrections:
            if each.is_of_metadata:
                metadata = self._editors[each.place].edited(metadata)
        contract = replace(contract, metadata=metadata["metadata"])
        added = (each.added_error for each in overlay.corrections)
        contract = with_errors(contract, (each for each in added if each is not None))
        corrections = [
            each for each in overlay.corrections if each.is_of_service and not each.is_of_metadata
        ]
        if not corrections:
            return contract
        documents = to_documents(contract)
        documents[LIFECYCLE_FILE] = lifecycle_document(contract.lifecycle)
        for each in corrections:
            documents[each.file] = self._editors[each.place].edited(documents[each.file])
        return open_documents(overlay.path, documents)

    def _operation(self, name: str) -> Operation:
        operation = self._base.operations[name]
        before = {"request": operation.request, "response": operation.response}
        after: Mapping[str, Any] = before
        for each in self._corrections:
            if each.file in (EVERY_OPERATION, f"{name}.json"):
                after = self._editors[each.place].edited(after)
        for part, schema in before.items():
            if after[part] is not schema:
                self._check(f"/{part}", after[part])
        if after is before:
            return operation
        return replace(operation, request=after["request"], response=after["response"])

    def _error(self, name: str) -> ErrorContract:
        error = self._base.errors[name]
        document: Mapping[str, Any] = {"errors": {name: error.schema}}
        for each in self._corrections:
            if each.file == EVERY_OPERATION or name in self._errors_in(each.file):
                document = self._editors[each.place].edited(document)
        schema = document["errors"][name]
        if schema is error.schema:
            return error
        self._check(f"/errors/{name}", schema)
        return replace(error, schema=schema)

    def _errors_in(self, file: str) -> tuple[str, ...]:
        operation = self._base.operations.get(file.removesuffix(".json"))
        return operation.errors if operation else ()

    def _check(self, pointer: str, schema: Any) -> None:
        if not isinstance(schema, dict):
            raise BrokenContract(self._path, pointer, "expected the schema of a structure", REMEDY)
        try:
            check_schema(self._path, pointer, schema)
        except BrokenContract as problem:
            raise replace(problem, remedy=REMEDY) from None


class _Editor:
    """Applies one correction. A schema that documents share is edited once, and stays shared."""

    def __init__(self, correction: Correction) -> None:
        self.correction = correction
        self.applied = False
        self._tokens = parse(correction.pointer)
        self._edited: dict[int, tuple[Any, Any]] = {}

    def edited(self, document: Any) -> Any:
        """The document with the correction made; the same object where nothing changes."""
        if self.correction.shape is not None:
            return self._everywhere(document)
        return self._at_place(document)

    def _at_place(self, value: Any) -> Any:
        changed = _changed(value, self._tokens, self.correction.change)
        self.applied = self.applied or changed is not None
        return value if changed is None else changed

    def _everywhere(self, value: Any) -> Any:
        if not isinstance(value, dict | list):
            return value
        entry = self._edited.get(id(value))
        if entry is None:
            entry = self._edited[id(value)] = (value, self._within(value))
        return entry[1]

    def _within(self, value: dict[str, Any] | list[Any]) -> Any:
        if isinstance(value, list):
            items = [self._everywhere(each) for each in value]
            same = all(new is old for new, old in zip(items, value, strict=True))
            return value if same else items
        members = {key: self._everywhere(each) for key, each in value.items()}
        new = value if all(members[key] is value[key] for key in value) else members
        return self._at_place(new) if new.get("x-shape") == self.correction.shape else new


def _changed(value: Any, tokens: Sequence[str], change: Change) -> Mapping[str, Any] | None:
    """A copy with one place changed, None where there is nothing to change."""
    if not isinstance(value, dict):
        return None
    head, *rest = tokens
    if not rest:
        return change(value, head)
    inner = _changed(value.get(head), rest, change)
    return None if inner is None else {**value, head: inner}


def _correction(fields: Mapping[str, Any], place: str) -> Correction:
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
