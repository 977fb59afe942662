"""The order of groups: what is worth fixing first, and different kinds among the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log2

from shapeproof.exchange import Severity
from shapeproof.report.groups.levels import Cluster
from shapeproof.report.summary import severity_of

_OTHER = 70.0
_WEIGHTS: Mapping[str, float] = {
    "server_error": 100,
    "malformed_json": 100,
    "malformed_xml": 100,
    "malformed_cbor": 100,
    "wire_form": 95,
    "response_schema": 95,
    "lost_write": 95,
    "lost_update": 95,
    "read_back": 90,
    "not_removed": 90,
    "atomicity": 90,
    "isolation": 90,
    "echo": 85,
    "error_shape": 80,
    "accepts_invalid": 75,
    "rejects_valid": 75,
    "driver": 100,
    "crash": 100,
    "hang": 95,
    "leaking_state": 95,
    "wire_request": 95,
    "output": 90,
    "error": 85,
    "pages": 85,
    "retry_body": 85,
    "request_content_type": 80,
    "retries": 75,
    "invalid_call": 60,
    "robustness": 55,
    "local_validation": 40,
    "content_type": 60,
    "wrong_rejection": 55,
    "not_reached": 50,
    "unknown_path": 30,
}
"""How likely a defect of a check matters to users of a server or client; others are in between."""
_FAULTS: Mapping[str, float] = {
    "required": 1.2,
    "enum": 1.1,
    "range": 1.0,
    "type": 0.9,
    "length": 0.9,
    "count": 0.8,
    "pattern": 0.8,
    "null": 0.7,
    "body": 0.6,
    "valid": 1.2,
}
_SEVERITIES = {Severity.ERROR: 1.0, Severity.WARNING: 0.5, Severity.NOTE: 0.15}
_KNOWN = 0.001
"""Groups without a new finding come last."""
_ALIKE = 0.6
_SAME = 0.8
_WINDOW = 200
"""Groups that are compared for the next position."""
_DIVERSE = 50
"""Positions for which kinds alternate; those behind are by weight alone."""


def ranked(groups: Sequence[Cluster]) -> list[Cluster]:
    """The groups, the most useful first.

    Each next one is that of the highest weight, which is less the more of its kind came before.
    """
    waiting = sorted(
        ((_weight(each), each) for each in groups), key=lambda each: (-each[0], *_name(each[1]))
    )
    alike: Counter[tuple[str, str]] = Counter()
    found: list[Cluster] = []

    def worth(index: int) -> float:
        weight, cluster = waiting[index]
        check, name = cluster.kind.check, cluster.kind.name
        return weight * float(
            _ALIKE ** min(alike[check, name], 8) * _SAME ** min(alike[check, ""], 8)
        )

    while waiting:
        best = max(range(min(len(waiting), _WINDOW)), key=lambda each: (worth(each), -each))
        _, chosen = waiting.pop(best)
        alike.update(((chosen.kind.check, chosen.kind.name), (chosen.kind.check, "")))
        found.append(chosen)
        if len(found) >= _DIVERSE:
            break
    return found + [each for _, each in waiting]


def severity(cluster: Cluster) -> Severity:
    """The highest severity of a group."""
    return max(severity_of(each) for each in cluster.findings)


def _weight(cluster: Cluster) -> float:
    new = [each for each in cluster.findings if not each["known"]]
    counted = new or cluster.findings
    highest = max(severity_of(each) for each in counted)
    places = sum(severity_of(each) == highest for each in counted)
    weight = _WEIGHTS.get(cluster.kind.check, _OTHER) * _SEVERITIES[highest]
    if cluster.kind.fault is not None:
        weight *= _FAULTS.get(cluster.kind.fault.name, 1.0)
    return weight * (1 + log2(places) / 4) * (1 if new else _KNOWN)


def _name(cluster: Cluster) -> tuple[str, ...]:
    kind = cluster.kind
    return kind.service, kind.check, kind.name, kind.detail, cluster.level, cluster.subject
