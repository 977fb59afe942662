"""How an operation is reached: what it needs, which calls give it, and what to try if not."""

from shapeproof.report.reaching.remedies import Remedy, remedies
from shapeproof.report.reaching.trees import (
    OperationRecord,
    reaching_tree,
    refusal_of,
    unreached_tree,
)

__all__ = [
    "OperationRecord",
    "Remedy",
    "reaching_tree",
    "refusal_of",
    "remedies",
    "unreached_tree",
]
