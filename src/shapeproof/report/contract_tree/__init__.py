"""Contracts as trees of text, for people to read."""

from shapeproof.report.contract_tree.lifecycle import lifecycle_tree
from shapeproof.report.contract_tree.members import TextTree, tree_lines
from shapeproof.report.contract_tree.service import operation_tree, service_tree

__all__ = ["TextTree", "lifecycle_tree", "operation_tree", "service_tree", "tree_lines"]
