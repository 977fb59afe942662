"""Lifecycles, inferred from a service model; each module has one kind of evidence."""

from shapeproof.compile.lifecycle.inference import infer_lifecycle

__all__ = ["infer_lifecycle"]
