"""Calls that were made anyway, judged by the contracts of their services."""

from shapeproof.run.passive.judge import PassiveJudge

__all__ = ["PassiveJudge"]
