"""Findings grouped by root cause: what one change would fix is one group."""

from shapeproof.report.groups.grouping import grouped, with_groups

__all__ = ["grouped", "with_groups"]
