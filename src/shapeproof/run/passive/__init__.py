"""Calls that were made anyway, judged by the contracts of their services."""

from shapeproof.run.passive.judge import CHECK_NAMES, PassiveJudge

__all__ = ["CHECK_NAMES", "PassiveJudge"]
