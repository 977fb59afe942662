"""Step "Check": start the server, check each service, write reports, outputs and the summary."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from github_steps.mock_server import server
from github_steps.outcome import conclude, fail_on, formats, report_path, reports_folder
from github_steps.steps import (
    add_to_summary,
    arguments,
    flag,
    quoted_log,
    services,
    text,
    whole_number,
)

LOG = "server.log"


def check() -> int:
    """Check all services, and return the gravest exit status."""
    named = services()
    seconds = whole_number("wait-seconds", "60", 1, 3_600)
    flag("fail", "true")
    folder = reports_folder()
    commands = {each: command(each, folder) for each in named}
    with server(text("start"), text("wait-for", text("url")), seconds, folder / LOG):
        statuses = {service: run(service, each) for service, each in commands.items()}
    return conclude(statuses, folder)


def command(service: str, folder: Path) -> list[str]:
    """The arguments of shapeproof that check a service. Raises BadInput."""
    options = ["--fail-on", fail_on()]
    if text("wsgi"):
        options += ["--wsgi", text("wsgi")]
    if flag("moto", "false"):
        options.append("--moto")
    if text("baseline"):
        options += ["--baseline", text("baseline").replace("{service}", service)]
    for form in ("json", *formats()):
        path = report_path(folder, service, form)
        path.parent.mkdir(exist_ok=True)
        options += ["--report", f"{form}={path}"]
    address = [text("url")] if text("url") else []
    return ["server", *options, *arguments("args"), "--", service, *address]


def run(service: str, command: list[str]) -> int:
    """Run shapeproof on a service; what it prints goes to the log, its summary to the step's."""
    print(f"::group::shapeproof server {service}", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        summary = Path(scratch) / "summary.md"
        environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(summary)}
        with quoted_log():
            program = [sys.executable, "-P", "-m", "shapeproof", *command]
            status = subprocess.run(program, env=environment, check=False).returncode
        if summary.exists():
            markdown = summary.read_text(encoding="utf-8", errors="replace")
            add_to_summary(service, markdown)
    print("::endgroup::", flush=True)
    return status
