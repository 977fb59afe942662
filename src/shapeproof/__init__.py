"""Shapeproof: contract tests for AWS APIs."""

__version__ = "0.1.0"
