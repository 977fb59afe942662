"""Passive mode: every call that a botocore client makes in a user's tests is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shapeproof.exchange import Severity
from shapeproof.plugin.passive.hooks import PassivePlugin
from shapeproof.plugin.passive.problems import Problems
from shapeproof.plugin.passive.recorder import Recorder
from shapeproof.plugin.passive.settings import PassiveSettings
from shapeproof.run.contracts import OWN_FOLDER
from shapeproof.run.passive import PassiveJudge
from shapeproof.run.passive.contracts import SeenContracts
from shapeproof.run.passive.coverage import CoverageCounter
from shapeproof.targets.passive import Tap

if TYPE_CHECKING:
    from shapeproof.run.seeds.recording import SeedRecorder


def register(config: pytest.Config) -> None:
    """Begin to listen, and register the hooks. Raises pytest.UsageError for wrong options."""
    settings = PassiveSettings.of(config)
    # Resolved now: a test may change the working directory.
    own = config.invocation_params.dir / OWN_FOLDER
    contracts = SeenContracts(own, settings.contract)
    recorder = Recorder(
        root=str(config.rootpath),
        judge=PassiveJudge(Severity.NOTE, contracts),
        known=settings.baseline.ids,
        counter=CoverageCounter() if settings.coverage else None,
        seeds=_seed_recorder() if settings.record else None,
        keeps_exchanges=settings.keeps_exchanges,
    )
    worker = hasattr(config, "workerinput")
    problems = Problems()
    tap = Tap(recorder.listen, problems.failed)
    plugin = PassivePlugin(settings, recorder, tap, problems, worker=worker)
    tap.open()
    config.add_cleanup(tap.close)
    config.pluginmanager.register(plugin, "shapeproof-passive")


def _seed_recorder() -> SeedRecorder:
    from shapeproof.run.seeds.recording import SeedRecorder

    return SeedRecorder()
