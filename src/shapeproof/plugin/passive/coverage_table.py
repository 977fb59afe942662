"""How much of the contracts the tests exercise, as a table and in a line."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from shapeproof.exchange.events import Tally
from shapeproof.plugin.passive.session_totals import SessionTotals
from shapeproof.run.passive.coverage import KINDS

_TITLES = ("operations", "members", "enum values", "errors", "pages")


def write_coverage(
    reporter: pytest.TerminalReporter, totals: SessionTotals, fail_under: float | None
) -> None:
    """The table, with ``-v`` by operation, and how much that is of all."""
    if totals.coverage.services:
        _table(reporter, totals, reporter.config.get_verbosity() > 0)
    _verdict(reporter, totals, fail_under)


def _table(reporter: pytest.TerminalReporter, totals: SessionTotals, verbose: bool) -> None:
    coverage = totals.coverage
    rows: list[tuple[str, ...]] = [("contract coverage", *_TITLES)]
    for service, tallies in coverage.services.items():
        rows.append((service, *_cells(tallies)))
        if verbose:
            inner = totals.coverage_of(service)
            rows += [(f"  {name}", *_cells(each)) for name, each in inner.items()]
    if len(coverage.services) > 1:
        rows.append(("all services", *_cells(coverage.total)))
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    reporter.line("")
    for name, *cells in rows:
        padded = (each.rjust(width) for each, width in zip(cells, widths[1:], strict=True))
        reporter.line("  ".join([name.ljust(widths[0]), *padded]))


def _cells(tallies: Mapping[str, Tally]) -> tuple[str, ...]:
    return tuple(
        f"{tallies[kind].exercised}/{tallies[kind].total}" if tallies[kind].total else "-"
        for kind in KINDS
    )


def _verdict(
    reporter: pytest.TerminalReporter, totals: SessionTotals, fail_under: float | None
) -> None:
    reached = totals.coverage.percent
    if fail_under is None:
        reporter.line(f"{reached:.1f} % of the contracts exercised")
        return
    below = reached < fail_under
    verdict = "below the" if below else "at least the"
    reporter.line(
        f"{reached:.1f} % of the contracts exercised, {verdict} minimum of {fail_under:g} %",
        red=below,
    )
