"""The suite as pytest items: one for each operation and family of checks."""

from shapeproof.plugin.suite.decorator import parametrize
from shapeproof.plugin.suite.items import register

__all__ = ["parametrize", "register"]
