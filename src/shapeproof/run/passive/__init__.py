"""Calls that were made anyway, judged by the contracts of their services."""

from shapeproof.run.passive.judge import PassiveJudge, check_names

__all__ = ["PassiveJudge", "check_names"]
