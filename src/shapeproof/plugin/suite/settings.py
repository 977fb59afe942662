"""What pytest's options say to all suites."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from shapeproof.exchange import Severity
from shapeproof.report.baseline import Baseline


@dataclass(frozen=True)
class Settings:
    """The least severity that fails an item, and the ids of the findings that are known."""

    fail_on: Severity = Severity.ERROR
    known: frozenset[str] = frozenset()
    verbose: bool = False


def settings_of(config: pytest.Config) -> Settings:
    """The settings by ``--shapeproof-severity`` and ``--shapeproof-baseline``.

    Raises BadUsage for a baseline that cannot be read. One that is to be written need not be there.
    """
    severity = str(config.getoption("shapeproof_severity", "error"))
    path = config.getoption("shapeproof_baseline", None)
    update = config.getoption("shapeproof_update_baseline", False)
    baseline = Baseline.of(Path(path) if path else None, update=bool(update))
    return Settings(Severity[severity.upper()], baseline.ids, config.get_verbosity() >= 2)
