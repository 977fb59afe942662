"""``@pytest.mark.shapeproof(ignore=[...], severity=...)``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pytest

from shapeproof.exchange import Severity
from shapeproof.report.document import FindingRecord

_NAMES = frozenset({"ignore", "severity"})


@dataclass(frozen=True)
class Wishes:
    """What the marks of a test want: those of its class and module add to its own."""

    ignored: tuple[str, ...]
    severity: Severity

    @classmethod
    def of(cls, item: pytest.Item, severity: Severity) -> Wishes:
        """Read the marks; the nearest severity counts, ``severity`` where there is none.

        They were looked at before the test; what a fixture has added and cannot be read is passed
        over.
        """
        ignored: list[str] = []
        nearest: Severity | None = None
        for mark in item.iter_markers("shapeproof"):
            ignored += _listed(mark.kwargs.get("ignore", ()))
            if nearest is None:
                nearest = Severity.__members__.get(str(mark.kwargs.get("severity")).upper())
        return cls(tuple(ignored), severity if nearest is None else nearest)

    def ignores(self, finding: FindingRecord) -> bool:
        """Whether a finding is left out: by its check, service, operation, place or id."""
        service, operation = finding["service"], finding["operation"]
        names = (
            finding["check"], finding["id"], finding["where"], service, operation,
            f"{service}.{operation}",
        )  # fmt: skip
        return any(fnmatchcase(name, pattern) for pattern in self.ignored for name in names)


def complaint(item: pytest.Item) -> str | None:
    """What is wrong with the marks of a test, None where they can be read."""
    for mark in item.iter_markers("shapeproof"):
        unknown = sorted(set(mark.kwargs) - _NAMES)
        if mark.args or unknown:
            given = ", ".join([*map(repr, mark.args), *unknown])
            return f"pytest.mark.shapeproof takes ignore=[...] and severity=..., not {given}"
        ignored = mark.kwargs.get("ignore", ())
        if not isinstance(ignored, (str, list, tuple, set, frozenset)):
            return f"pytest.mark.shapeproof: ignore={ignored!r} is no list of names"
        severity = str(mark.kwargs.get("severity", "error"))
        if severity.upper() not in Severity.__members__:
            return f"pytest.mark.shapeproof: no severity {severity!r}; give error, warning or note"
    return None


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(each) for each in value] if isinstance(value, Iterable) else []
