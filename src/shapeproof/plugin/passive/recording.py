"""``--shapeproof-record``: the file of accepted requests, written at the end of the session."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.plugin.passive.settings import PassiveSettings
from shapeproof.report.interface import OutputFile
from shapeproof.report.text import counted
from shapeproof.run.seeds.harvest import Harvest
from shapeproof.run.seeds.writing import seeds_text

_OPTION = "--shapeproof-record"
_MOST = 5


@dataclass
class Recording:
    """Writes the harvest of a session; ``lines`` say what was written, for the summary."""

    output: OutputFile
    lines: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, settings: PassiveSettings) -> Recording:
        """The recording that the options ask for. Raises pytest.UsageError for an unusable path."""
        assert settings.record is not None
        try:
            return cls(OutputFile.open(f"{_OPTION} {settings.record}", settings.record))
        except BadUsage as error:
            raise pytest.UsageError(str(error)) from None

    def write(self, harvest: Harvest) -> None:
        """Write the file; without accepted requests an older one stays."""
        chosen = harvest.chosen
        if not chosen:
            self.lines = [f"{_OPTION}: no server accepted a legal call; nothing is written"]
            self.lines += _left_out(harvest)
            return
        try:
            self.output.write(seeds_text(harvest))
        except BadUsage as error:
            self.unwritten.append(str(error))
            return
        operations = len({(each.service, each.operation) for each in chosen})
        requests, names = counted(len(chosen), "request"), counted(operations, "operation")
        self.lines = [f"{self.output.path}: {requests} of {names} recorded", *_left_out(harvest)]


def _left_out(harvest: Harvest) -> list[str]:
    """The operations without a request in the file, as all that were accepted are illegal."""
    lost = harvest.left_out
    more = [f"  and {len(lost) - _MOST} more"] if len(lost) > _MOST else []
    title = ["not recorded, as no accepted call keeps to the contract:"] if lost else []
    return [*title, *(f"  {each}" for each in lost[:_MOST]), *more]
