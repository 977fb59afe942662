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

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.correction import REMEDY, Correction, correction_of
from shapeproof.contract.corrector import Corrector
from shapeproof.contract.model import Contract
from shapeproof.contract.trust import Trust
from shapeproof.contract.user_document import DocumentSchema
from shapeproof.exceptions import BrokenContract, UnfitDocument

OVERLAY_FILE = "overlay.json"
OVERLAY_SCHEMA = DocumentSchema("shapeproof.contract", "overlay-1.json")


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
            correction_of(each, f"/corrections/{index}")
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
        return self._corrector(contract).contract

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
        corrector = self._corrector(contract)
        corrected = replace(
            corrector.contract,
            operations=dict(corrector.contract.operations),
            errors=dict(corrector.contract.errors),
        )
        applied = corrector.applied
        return corrected, tuple(each for each in self.corrections if each not in applied)

    def _corrector(self, contract: Contract) -> Corrector:
        trust = {**contract.trust, **self.trust}
        return Corrector(self.path, self.corrections, replace(contract, trust=trust))
