"""Wrong values that a service was given, and gives back: they are told where they were given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shapeproof.checks.values.requests import REQUEST_CHECK
from shapeproof.exchange import Finding

_OF_VALUES = frozenset(
    {
        "enum", "pattern", "format", "minimum", "maximum", "minLength", "maxLength", "minItems",
        "maxItems", "propertyNames",
    }
)  # fmt: skip


@dataclass
class Echoes:
    """Remembers, by service, the texts that parameters of one test were found to be wrong with."""

    _given: set[tuple[str, str]] = field(default_factory=set)

    def left_out(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings of a call but those of a value that it or an earlier one was given."""
        listed = list(findings)
        ours = [each for each in listed if each.check == REQUEST_CHECK]
        self._given.update(_value(each) for each in ours if len(each.actual) > len('""'))
        return (each for each in listed if not self._is_echo(each))

    def forget(self) -> None:
        """Another test begins."""
        self._given.clear()

    def _is_echo(self, finding: Finding) -> bool:
        if finding.check == REQUEST_CHECK or finding.constraint not in _OF_VALUES:
            return False
        return _value(finding) in self._given


def _value(finding: Finding) -> tuple[str, str]:
    """What was wrong, by service; some give it back cased in another way."""
    return finding.service, finding.actual.lower()
