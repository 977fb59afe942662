"""The settings of passive mode, by pytest's options and by marks."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from shapeproof.exceptions import BadUsage, BrokenContract
from shapeproof.exchange import Severity
from shapeproof.plugin.options import GivenOptions
from shapeproof.report.baseline import Baseline
from shapeproof.report.document import FindingRecord

_REMEDY = "write it with --shapeproof-baseline FILE --shapeproof-update-baseline"


@dataclass(frozen=True)
class PassiveSettings:
    """The options of passive mode.

    ``failing`` says whether a violation fails its test, ``severity`` the minimum severity for this;
    ``contract`` is a path of contracts to judge by; ``fail_under`` is in percent; ``record`` is the
    file that accepted requests are written to.
    """

    failing: bool
    severity: Severity
    baseline: Baseline
    reports: tuple[str, ...]
    coverage: bool
    fail_under: float | None
    record: Path | None
    contract: Path | None = None

    @property
    def keeps_exchanges(self) -> bool:
        """Whether a report has the messages of all calls."""
        return any(each.partition("=")[0] == "har" for each in self.reports)

    @classmethod
    def of(cls, config: pytest.Config) -> PassiveSettings:
        """Read the options. Raises pytest.UsageError for what does not fit."""
        given = GivenOptions.of(config)
        if given.update_baseline and given.baseline is None:
            raise pytest.UsageError(
                "--shapeproof-update-baseline: no file is given; add --shapeproof-baseline FILE"
            )
        try:
            baseline = Baseline.of(given.baseline, update=given.update_baseline, remedy=_REMEDY)
        except BadUsage as error:
            raise pytest.UsageError(str(error)) from None
        return cls(
            # The run that makes findings known does not fail for them.
            failing=given.mode == "fail" and not given.update_baseline,
            severity=Severity.parse(given.severity),
            contract=_readable(given.contract),
            baseline=baseline,
            reports=given.reports,
            coverage=given.cov or given.cov_fail_under is not None,
            fail_under=given.cov_fail_under,
            record=given.record,
        )


def _readable(path: Path | None) -> Path | None:
    """A path of contracts. Raises pytest.UsageError where none lies at it."""
    if path is not None:
        try:
            # Imported where it is used: it reads models of any form.
            from shapeproof.run.contract_sides import require_contracts

            require_contracts(path)
        except (BadUsage, BrokenContract) as error:
            raise pytest.UsageError(f"--shapeproof-contract {error}") from None
    return path


_NAMES = frozenset({"ignore", "severity"})


@dataclass(frozen=True)
class TestMarks:
    """What the marks of a test say, together with those of its class and module."""

    ignored: tuple[str, ...]
    severity: Severity

    @classmethod
    def of(cls, item: pytest.Item, severity: Severity) -> TestMarks:
        """Read the marks; the nearest severity counts, or ``severity`` by default.

        They were validated before the test; a wrong mark that a fixture has added is ignored.
        """
        ignored: list[str] = []
        nearest: Severity | None = None
        for mark in item.iter_markers("shapeproof"):
            ignored += _listed(mark.kwargs.get("ignore", ()))
            with suppress(BadUsage):
                nearest = _marked_severity(mark) if nearest is None else nearest
        return cls(tuple(ignored), severity if nearest is None else nearest)

    def ignores(self, finding: FindingRecord) -> bool:
        """Whether a finding is ignored: by its check, service, operation, place or id."""
        service, operation = finding["service"], finding["operation"]
        names = (
            finding["check"], finding["id"], finding["where"], service, operation,
            f"{service}.{operation}",
        )  # fmt: skip
        return any(fnmatchcase(name, pattern) for pattern in self.ignored for name in names)


def complaint(item: pytest.Item) -> str | None:
    """What is wrong with the marks of a test, or None."""
    for mark in item.iter_markers("shapeproof"):
        unknown = sorted(set(mark.kwargs) - _NAMES)
        if mark.args or unknown:
            given = ", ".join([*map(repr, mark.args), *unknown])
            return f"pytest.mark.shapeproof takes ignore=[...] and severity=..., not {given}"
        ignored = mark.kwargs.get("ignore", ())
        if not isinstance(ignored, (str, list, tuple, set, frozenset)):
            return f"pytest.mark.shapeproof: ignore={ignored!r} is not a list of names"
        try:
            _marked_severity(mark)
        except BadUsage as error:
            return str(error)
    return None


def _marked_severity(mark: pytest.Mark) -> Severity | None:
    """The severity of a mark, if it has one. Raises BadUsage."""
    if "severity" not in mark.kwargs:
        return None
    return Severity.parse(str(mark.kwargs["severity"]), "pytest.mark.shapeproof")


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(each) for each in value] if isinstance(value, Iterable) else []
