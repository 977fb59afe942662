"""Differences of contracts, as text, Markdown and JSON."""

from collections.abc import Callable, Mapping, Sequence

from shapeproof.contract.diff import Diff
from shapeproof.report.contract_diff.document import render_json
from shapeproof.report.contract_diff.markdown import render_markdown
from shapeproof.report.contract_diff.status import LEVELS, exit_status
from shapeproof.report.contract_diff.terminal import render_terminal

RENDERERS: Mapping[str, Callable[[Sequence[Diff]], str]] = {
    "json": render_json,
    "markdown": render_markdown,
    "terminal": render_terminal,
}
"""What makes text of diffs, by the name of the format."""

__all__ = [
    "LEVELS",
    "RENDERERS",
    "exit_status",
    "render_json",
    "render_markdown",
    "render_terminal",
]
