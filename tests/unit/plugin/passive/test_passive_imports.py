"""What passive mode imports: a session of pytest waits for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

SLOW = {
    "hypothesis",
    "jsonschema",
    "schemathesis",
    "moto",
    "shapeproof.compile.smithy",
    "shapeproof.report.groups.client.causes",
    "shapeproof.run.seeds.recording",
    "shapeproof.wire.aws_query.query",
    "shapeproof.wire.aws_xml.rest_xml",
    "shapeproof.wire.rpc_v2.rpc_v2_cbor",
}
"""What passing calls do without."""


@pytest.mark.slow
def test_passive_mode_begins_without_what_only_other_modes_need() -> None:
    program = "import shapeproof.plugin.passive.hooks, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert SLOW.isdisjoint(done.stdout.split())
