"""What passive mode is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.report.baseline import Baseline

_ON = frozenset({"true", "fail", "yes", "on", "1"})
_REMEDY = "write it with --shapeproof-baseline FILE --shapeproof-update-baseline"


@dataclass(frozen=True)
class Settings:
    """The options of passive mode.

    ``failing`` says whether a violation fails its test; ``severity`` which ones do at least;
    ``fail_under`` is in percent.
    """

    failing: bool
    severity: Severity
    baseline: Baseline
    reports: tuple[str, ...]
    coverage: bool
    fail_under: float | None

    @property
    def least(self) -> Severity:
        """What is looked for at all: notes are so only where they fail a test."""
        return min(self.severity, Severity.WARNING)

    @classmethod
    def of(cls, config: pytest.Config) -> Settings:
        """Read the options. Raises pytest.UsageError for what does not fit."""
        option = config.getoption
        path, update = option("shapeproof_baseline"), option("shapeproof_update_baseline")
        if update and not path:
            raise pytest.UsageError(
                "--shapeproof-update-baseline: there is no file to write; "
                "add --shapeproof-baseline FILE"
            )
        fail_under = option("shapeproof_cov_fail_under")
        if fail_under is not None and not 0 <= fail_under <= 100:
            raise pytest.UsageError(
                f"--shapeproof-cov-fail-under {fail_under:g}: give a percentage from 0 to 100"
            )
        coverage = option("shapeproof_cov") or fail_under is not None
        try:
            baseline = Baseline.of(Path(path) if path else None, update=update, remedy=_REMEDY)
        except BadUsage as error:
            raise pytest.UsageError(str(error)) from None
        return cls(
            failing=_mode(config, coverage=coverage) == "fail",
            severity=Severity[option("shapeproof_severity").upper()],
            baseline=baseline,
            reports=tuple(option("shapeproof_report")),
            coverage=coverage,
            fail_under=fail_under,
        )


def _mode(config: pytest.Config, *, coverage: bool) -> str:
    """The option goes before the ini file; where only coverage is asked for, nothing fails."""
    given: str | None = config.getoption("shapeproof")
    if given is not None:
        return given
    text = str(config.getini("shapeproof") or "").strip().lower()
    if text in _ON:
        return "fail"
    if text == "report" or coverage:
        return "report"
    raise pytest.UsageError(
        f"shapeproof = {text} in the ini file: give true, fail, report or false"
    )
