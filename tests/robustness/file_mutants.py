"""Mutants of real files of each kind, and files that Hypothesis draws: many in a process."""

from __future__ import annotations

from .interface import Expected, Trial, ends

_COUNTS = {
    "contract": 60, "service of a contract": 60, "lifecycle": 60, "kept request": 15,
    "har": 60, "cassette": 100, "json-cassette": 40, "json-lines": 40, "mitmproxy": 60,
    "placebo": 60, "report": 60, "jsonl report": 60, "shapeproof.toml": 100,
    "pyproject.toml": 60, "strategies": 100, "common strategies": 60, "overlay": 300,
    "service-2": 300, "service-2 compressed": 60, "smithy": 300, "baseline": 300, "seeds": 200,
}  # fmt: skip
"""The kinds of ``file_samples``, and how many mutants of each: fewer where reading costs more."""


TRIALS = tuple(
    Trial(
        "mutants of files",
        f"{2 * count} files of kind {kind}",
        (kind, str(count)),
        Expected(ends(0), ("0 kinds of crash",), seconds=150, peak_mb=500),
        module="tests.robustness.mutations",
    )
    for kind, count in _COUNTS.items()
)
