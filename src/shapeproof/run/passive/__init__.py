"""Calls that were made anyway, judged by the contracts of their services."""

from shapeproof.run.passive.judge import PassiveJudge
from shapeproof.run.passive.operation import CHECK_NAMES

__all__ = ["CHECK_NAMES", "PassiveJudge"]
