"""Differences of contracts, as text, Markdown and JSON."""

from collections.abc import Callable, Mapping, Sequence

from shapeproof.contract.diff import ContractDiff
from shapeproof.report.contract_diff.formats import (
    LEVELS,
    exit_status,
    render_json,
    render_terminal,
)
from shapeproof.report.contract_diff.markdown import render_markdown

RENDERERS: Mapping[str, Callable[[Sequence[ContractDiff]], str]] = {
    "json": render_json,
    "markdown": render_markdown,
    "terminal": render_terminal,
}
"""The functions that format diffs, by the name of the format."""

__all__ = [
    "LEVELS",
    "RENDERERS",
    "exit_status",
    "render_json",
    "render_markdown",
    "render_terminal",
]
