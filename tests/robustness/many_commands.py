"""Runs many commands in one process: ``python -m tests.robustness.many_commands FILE``.

The file has the arguments of each command as a list of JSON. What they print is printed, each after
a line with its exit status.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from shapeproof.cli.main import run


def main(path: Path) -> int:
    """Run the commands; 0 if none of them has found a defect of shapeproof."""
    statuses: Counter[int] = Counter()
    for number, arguments in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        status = run(arguments)
        statuses[status] += 1
        print(f"command {number}: status {status}", flush=True)
    print(f"{statuses.total()} commands, {statuses[2]} refused", flush=True)
    return int(bool(statuses[70]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
