"""What options choose from; it imports nothing large, as the command line always reads it."""

from __future__ import annotations

from enum import StrEnum

PHASES = ("coverage", "fuzz", "stateful")
"""The phases of a run, in their order."""

CALL_SECONDS = 15.0
"""How long one call of a client may take."""


class Engine(StrEnum):
    """What makes the requests of a run against a server."""

    SHAPEPROOF = "shapeproof"
    SCHEMATHESIS = "schemathesis"
