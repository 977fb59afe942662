"""Random walks: a state machine that chooses each next step by what exists and what does not."""

from shapeproof.run.stateful.wandering.wander import wander

__all__ = ["wander"]
