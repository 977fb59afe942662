"""The corrections of an overlay, made in a contract: operation by operation, when it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from shapeproof.contract.correction import EVERY_OPERATION, REMEDY, Change, Correction
from shapeproof.contract.declared_errors import with_errors
from shapeproof.contract.document import to_documents
from shapeproof.contract.lazy_mappings import LazyMapping
from shapeproof.contract.lifecycle_document import LIFECYCLE_FILE, lifecycle_document
from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.contract.pointer import parse
from shapeproof.contract.reading import open_documents
from shapeproof.contract.schema_rules import check_schema
from shapeproof.exceptions import BrokenContract


class Corrector:
    """Applies corrections to one contract, and notes which corrections changed something."""

    def __init__(self, path: str, corrections: Sequence[Correction], contract: Contract) -> None:
        self._path = path
        self._corrections = [each for each in corrections if not each.is_of_service]
        self._editors = {each.place: _Editor(each) for each in corrections}
        self._base = self._with_service(contract, corrections)
        self.contract = replace(
            self._base,
            operations=LazyMapping(self._base.operations, self._operation),
            errors=LazyMapping(self._base.errors, self._error),
            trust=contract.trust,
        )

    @property
    def applied(self) -> list[Correction]:
        """The corrections that have changed something so far."""
        return [each.correction for each in self._editors.values() if each.applied]

    def _with_service(self, contract: Contract, corrections: Sequence[Correction]) -> Contract:
        """The contract with the corrections of what is not about one operation."""
        metadata: Mapping[str, Any] = {"metadata": contract.metadata}
        for each in corrections:
            if each.is_of_metadata:
                metadata = self._editors[each.place].edited(metadata)
        contract = replace(contract, metadata=metadata["metadata"])
        added = (each.added_error for each in corrections)
        contract = with_errors(contract, (each for each in added if each is not None))
        others = [each for each in corrections if each.is_of_service and not each.is_of_metadata]
        if not others:
            return contract
        documents = to_documents(contract)
        documents[LIFECYCLE_FILE] = lifecycle_document(contract.lifecycle)
        for each in others:
            documents[each.file] = self._editors[each.place].edited(documents[each.file])
        return open_documents(self._path, documents)

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
