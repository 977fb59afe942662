"""What a check sees and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from shapeproof.checks.occasion import Occasion
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.exchange import Finding, HttpResponse
from shapeproof.wire.interface import Codec


@dataclass(frozen=True, kw_only=True)
class Observation(Occasion):
    """One exchange with all that is needed to judge its bytes.

    A verdict on a case (was it right to accept or to refuse it) is asked for only when the runner
    has confirmed what happened.
    """

    codec: Codec
    schemas: OperationSchemas

    @property
    def response(self) -> HttpResponse:
        """The response; only for exchanges that have one."""
        assert self.exchange.response is not None
        return self.exchange.response

    @property
    def reviewed(self) -> bool:
        """Whether the lifecycle was reviewed, so that what rests on state is sure."""
        return self.contract.lifecycle.reviewed


class Check(Protocol):
    """Judges exchanges of one kind."""

    name: str

    def check(self, seen: Observation) -> Iterator[Finding]:
        """What is wrong with an exchange."""
