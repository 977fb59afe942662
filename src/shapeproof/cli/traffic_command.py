"""``shapeproof traffic``: judge recorded traffic offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shapeproof.cli.configured import ConfiguredCommand
from shapeproof.cli.contract_option import contract_option
from shapeproof.cli.option_types import ReportSpec


@click.command(cls=ConfiguredCommand)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path),
                metavar="FILE...")  # fmt: skip
@click.option("--service", "services", multiple=True, metavar="NAME",
              help="Take all traffic as that of this service; repeatable.")  # fmt: skip
@contract_option
@click.option("--overlay", "overlays", multiple=True, type=click.Path(path_type=Path),
              metavar="FILE",
              help="Apply an overlay on top of all others; repeatable.")  # fmt: skip
@click.option("--learn", type=click.Path(), metavar="PATH",
              help="Write what the traffic shows against the model as an overlay to review: into "
              "a file, or one of each service into a folder.")  # fmt: skip
@click.option("--report", "reports", type=ReportSpec(), multiple=True, metavar="FORMAT=PATH",
              help="Write a report: json, jsonl, junit, markdown, html, sarif, har-findings or an "
              "installed format; repeatable.")  # fmt: skip
@click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE",
              help="Known findings: reported, but not failing.")  # fmt: skip
@click.option("--update-baseline", is_flag=True,
              help="Write the findings of this run to the --baseline file.")  # fmt: skip
@click.option("--strict-baseline", is_flag=True,
              help="Stale and expired entries of the --baseline fail the run.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(["error", "warning", "note"]), default="error",
              show_default=True, help="Minimum severity that fails the run.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Print only the last line.")
@click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same).")
@click.option("--verbose", is_flag=True, help="Print everything about each finding.")
def traffic(files: tuple[Path, ...], **options: Any) -> int:
    """Judge recorded traffic: requests and responses, against the contracts of their services.

    FILE is a HAR, a VCR cassette, a placebo file, saved mitmproxy flows, JSON Lines of exchanges or
    calls, or a folder of such files (docs/reference/traffic.md). Nothing is sent.
    """
    from shapeproof.cli.traffic_session import judge_traffic  # it takes seconds to import

    return judge_traffic(files, options)
