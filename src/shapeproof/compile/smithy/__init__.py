"""Smithy models (JSON AST, versions 1.0 and 2.0), read as botocore's documents would state them."""

from shapeproof.compile.smithy.ast import SmithyModel, read_ast
from shapeproof.compile.smithy.service import NamesOfModel, model_files, service_names

__all__ = ["NamesOfModel", "SmithyModel", "model_files", "read_ast", "service_names"]
