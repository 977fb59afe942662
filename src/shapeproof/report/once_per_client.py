"""What a run reports once of a client, not once for each operation: shards each report it.

How a client reads bytes that are no reply, or which constraints it leaves to the server, does not
depend on the operation. A run reports it for the first operation that shows it, by name.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from shapeproof.checks.client.breakdowns import Robustness
from shapeproof.checks.client.local_validation import UNCHECKED, LocalValidation
from shapeproof.checks.client.replies import SPECIAL
from shapeproof.report.document import FindingRecord


def once_per_client(findings: Sequence[FindingRecord]) -> list[FindingRecord]:
    """The findings of all shards without those that the whole run would not repeat."""
    first: dict[Hashable, str] = {}
    for each in findings:
        key = _kind(each)
        if key is not None:
            first[key] = min(each["operation"], first.get(key, each["operation"]))
    return [each for each in findings if first.get(_kind(each)) in (None, each["operation"])]


def _kind(finding: FindingRecord) -> Hashable:
    """What a run reports once; None for what it reports for each operation."""
    check, constraint = finding["check"], finding.get("constraint", "")
    if constraint == SPECIAL:
        return check, SPECIAL
    if check == Robustness.name:
        return check, finding["where"], constraint
    if check == LocalValidation.name and constraint == UNCHECKED:
        return check, finding["where"]
    return None
