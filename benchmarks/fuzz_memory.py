"""How much memory a long fuzz run takes.

    python benchmarks/fuzz_memory.py 600
    python benchmarks/fuzz_memory.py 60 --max-examples 5000 --operation CreateBackendAuth

Runs coverage and fuzz phases against the bundled mock in-process, with one seed after another,
until the time is up. Prints the resident set each minute, the most it ever was, and how many
requests were sent. The mock's own state is part of it; each run starts a mock of its own, as
``shapeproof server`` does.
"""

from __future__ import annotations

import argparse
import gc
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shapeproof.contract.model import Contract
from shapeproof.exchange.events import Event, RunFinished
from shapeproof.mock import wsgi_app
from shapeproof.run.contracts import load
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

SERVICE = "amplifybackend"
MOST = 400
"""MiB that a run may take."""


@dataclass
class Minutes:
    """Prints a line each minute."""

    begun: float = field(default_factory=time.monotonic)
    told: int = 0
    events: int = 0

    def note(self, runs: int) -> None:
        """Count an event, and print where another minute is over."""
        self.events += 1
        seconds = time.monotonic() - self.begun
        if seconds >= 60 * (self.told + 1):
            self.told = int(seconds // 60)
            self.tell(f"minute {self.told:2}", runs)

    def tell(self, label: str, runs: int) -> None:
        print(
            f"{label}: {resident():.0f} MiB resident, {most_resident():.0f} at most; "
            f"{runs} runs begun, {self.events:,} events",
            flush=True,
        )


def resident() -> float:
    """MiB at this moment (Linux; elsewhere the most so far)."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return most_resident()
    return int(status.read_text().split()[1]) * resource.getpagesize() / (1 << 20)


def most_resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def events_of(contract: Contract, plan: Plan) -> Iterator[Event]:
    target = WsgiTarget(wsgi_app(SERVICE), "mock")
    yield from Runner(contract, codec_for(contract.protocol), target, plan).events()


def fuzz(seconds: float, max_examples: int, operations: tuple[str, ...]) -> None:
    contract = load(SERVICE)
    minutes, requests, seed = Minutes(), 0, 0
    until = minutes.begun + seconds
    minutes.tell("before   ", 0)
    while (left := until - time.monotonic()) > 0:
        plan = Plan(
            seed=seed,
            operations=operations,
            phases=("coverage", "fuzz"),
            max_examples=max_examples,
            time_limit=left,
        )
        seed += 1
        for event in events_of(contract, plan):
            minutes.note(seed)
            if isinstance(event, RunFinished):
                requests += event.stats.requests
    gc.collect()
    minutes.tell("end      ", seed)
    verdict = "within" if most_resident() < MOST else "MORE THAN"
    print(f"{requests:,} requests; {most_resident():.0f} MiB at most, {verdict} {MOST} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--max-examples", type=int, default=1000)
    parser.add_argument("--operation", action="append", default=[])
    arguments = parser.parse_args()
    fuzz(arguments.seconds, arguments.max_examples, tuple(arguments.operation))


if __name__ == "__main__":
    main()
