"""Contracts as trees of text, for people to read."""

from shapeproof.report.contract_tree.operation import operation_tree
from shapeproof.report.contract_tree.service import service_tree
from shapeproof.report.contract_tree.trees import Tree, tree_lines

__all__ = ["Tree", "operation_tree", "service_tree", "tree_lines"]
