"""The difference of two contracts, and whom it breaks."""

from shapeproof.contract.diff.change import ContractChange, ContractDiff, DiffSide
from shapeproof.contract.diff.compare import (
    check_globs,
    diff_absent,
    diff_contracts,
    only_operations,
)
from shapeproof.contract.diff.rules import (
    RULES,
    SECTIONS,
    ChangeSeverity,
    CompatibilityClass,
    CompatibilityRule,
)

__all__ = [
    "RULES",
    "SECTIONS",
    "ChangeSeverity",
    "CompatibilityClass",
    "CompatibilityRule",
    "ContractChange",
    "ContractDiff",
    "DiffSide",
    "check_globs",
    "diff_absent",
    "diff_contracts",
    "only_operations",
]
