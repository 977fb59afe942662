"""Walks over several calls, built from the lifecycle."""

from shapeproof.run.stateful.phase import stateful_phase

__all__ = ["stateful_phase"]
