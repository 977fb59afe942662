"""What differs between two reports: new findings, those that are gone, and what was not looked at.

``compare`` makes the facts, ``RENDERERS`` the text of each format.
"""

from collections.abc import Callable, Mapping

from shapeproof.exchange import Severity
from shapeproof.report.comparison.comparing import compare
from shapeproof.report.comparison.facts import ComparedReport, Comparison
from shapeproof.report.comparison.html import render_comparison_html
from shapeproof.report.comparison.json_document import render_comparison_json
from shapeproof.report.comparison.markdown import render_comparison_markdown
from shapeproof.report.comparison.terminal import print_comparison

RENDERERS: Mapping[str, Callable[[Comparison, Severity | None], str]] = {
    "html": render_comparison_html,
    "json": render_comparison_json,
    "markdown": render_comparison_markdown,
}
"""The functions that make documents of comparisons, by the name of the format."""

__all__ = [
    "RENDERERS",
    "ComparedReport",
    "Comparison",
    "compare",
    "print_comparison",
]
