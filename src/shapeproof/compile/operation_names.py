"""The names of a service's operations, without compiling the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from botocore import xform_name

from shapeproof.compile.source import load_raw_model


def operation_names(service: str) -> Mapping[str, str]:
    """The python names of the operations of the installed botocore's model, by their API names.

    Raises UnknownService.
    """
    return python_names(load_raw_model(service)[1]["operations"])


def python_names(operations: Iterable[str]) -> Mapping[str, str]:
    """The python names of operations, by their API names."""
    return {name: xform_name(name) for name in operations}
