"""The difference of two contracts, and whom it breaks."""

from shapeproof.contract.diff.change import Change, Diff, Side
from shapeproof.contract.diff.classes import CompatibilityClass, Rule, Severity
from shapeproof.contract.diff.compare import diff_absent, diff_contracts
from shapeproof.contract.diff.rules import RULES, SECTIONS
from shapeproof.contract.diff.selection import check_globs, only_operations

__all__ = [
    "RULES",
    "SECTIONS",
    "Change",
    "CompatibilityClass",
    "Diff",
    "Rule",
    "Severity",
    "Side",
    "check_globs",
    "diff_absent",
    "diff_contracts",
    "only_operations",
]
