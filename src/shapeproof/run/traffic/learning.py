"""Makes an overlay of what recordings show against the model, for a person to review.

Each correction is tried: one that does not silence its findings is not kept, so that the overlay
silences what it says and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from shapeproof.contract.model import Contract
from shapeproof.contract.overlay import Overlay
from shapeproof.exchange import Finding, Severity
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.run.traffic.corrections import Change, change_for, joined
from shapeproof.run.traffic.evidence import FindingEvidence
from shapeproof.run.traffic.runner import JudgedEntry

Document = dict[str, Any]
StillFound = Callable[[Mapping[str, Overlay]], set[str]]
"""The ids of the findings of the same recordings with overlays applied."""


class SecretsMask(Protocol):
    """Hides the secrets of an entry."""

    def masked(self, finding: Finding, secrets: SecretValues) -> Finding:
        """The finding as it may be shown."""

    def is_secret(self, value: Any, finding: Finding, secrets: SecretValues) -> bool:
        """Whether a value that a finding shows holds a secret."""


@dataclass(frozen=True)
class Learned:
    """Overlays by service, the ids of what they silence, and findings that no overlay can say."""

    overlays: Mapping[str, Document]
    silenced: frozenset[str]
    not_learnable: tuple[Finding, ...]

    @property
    def corrections(self) -> int:
        """How many corrections there are."""
        return sum(len(each["corrections"]) for each in self.overlays.values())


@dataclass
class Learner:
    """Notes findings, and makes overlays of them. Notes say nothing against the model.

    No overlay holds a secret: a finding that shows one is not learnable.
    """

    contracts: Callable[[], Mapping[str, Contract]]
    mask: SecretsMask
    _seen: dict[str, FindingEvidence] = field(default_factory=dict)

    def note(self, entry: JudgedEntry) -> None:
        """Note the findings of an entry."""
        for each in entry.findings:
            if each.severity < Severity.WARNING:
                continue
            evidence = self._seen.get(each.id)
            if evidence is None:
                host = each.exchange.request.header("Host") or ""
                shown = self.mask.masked(each, entry.secrets)
                evidence = self._seen[each.id] = FindingEvidence(each, shown, entry.source, host)
            is_secret = partial(self.mask.is_secret, finding=each, secrets=entry.secrets)
            evidence.note(each, entry.call.seen.status, is_secret)

    def learned(self, still_found: StillFound) -> Learned:
        """The overlays. ``still_found`` judges the same recordings again."""
        changes = self._changes()
        if not changes:
            return Learned({}, frozenset(), tuple(each.shown for each in self._seen.values()))
        left = still_found(self._read(self._documents(changes, self._seen)))
        silenced = {key: each for key, each in self._seen.items() if key not in left}
        documents = self._documents(changes, silenced)
        others = (each.shown for key, each in self._seen.items() if key not in silenced)
        return Learned(documents, frozenset(silenced), tuple(others))

    def _changes(self) -> dict[str, Change]:
        """The change for each finding that an overlay can say, by the finding's id."""
        contracts = self.contracts()
        found = {
            key: change_for(contracts[each.finding.service], each)
            for key, each in self._seen.items()
            if each.finding.service in contracts and not each.has_secrets
        }
        return {key: change for key, change in found.items() if change is not None}

    def _documents(
        self, changes: Mapping[str, Change], seen: Mapping[str, FindingEvidence]
    ) -> dict[str, Document]:
        contracts = self.contracts()
        by_service: dict[str, list[tuple[Change, FindingEvidence]]] = {}
        for key, change in changes.items():
            if key in seen:
                service = seen[key].finding.service
                by_service.setdefault(service, []).append((change, seen[key]))
        return {
            service: _document(service, contracts[service], listed)
            for service, listed in sorted(by_service.items())
        }

    def _read(self, documents: Mapping[str, Document]) -> dict[str, Overlay]:
        return {
            service: Overlay.of("(learned)", document) for service, document in documents.items()
        }


def _document(
    service: str, contract: Contract, listed: Iterable[tuple[Change, FindingEvidence]]
) -> Document:
    corrections = [
        {**correction, "reason": "; ".join(each.reason for each in evidence)}
        for correction, evidence in joined(contract, list(listed))
    ]
    corrections.sort(key=lambda each: (str(each["file"]), str(each["pointer"])))
    return {"service": service, "corrections": corrections}
