"""Groups of items that xdist is to keep together."""

from __future__ import annotations

import warnings

import pytest

from shapeproof.plugin.suite.asked import Asked, Check


def grouped(asked: Asked, wanted: Check) -> tuple[pytest.MarkDecorator, ...]:
    """The mark by which ``--dist loadgroup`` keeps the items of an operation in one process.

    None where the user wants unknown marks to be errors and xdist is not there.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pytest.PytestUnknownMarkWarning)
            mark = pytest.mark.xdist_group
    except pytest.fail.Exception:
        return ()
    return (mark(f"{asked.contract.service}.{wanted.operation}"),)
