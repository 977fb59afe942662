"""What making values costs: shapeproof's strategies against schemathesis', turn by turn.

Both draw requests of the same operations, the latter from the exported OpenAPI document. Prints
values a second of the processor's time, their ratio (the median of several turns), the share of
duplicates, and how many different faults a hundred draws have::

    python benchmarks/generation.py
    python benchmarks/generation.py --memory 60   # the largest resident set while drawing
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode

from shapeproof.contract.model import Contract, Operation
from shapeproof.generate.strategies import invalid_requests, requests
from shapeproof.run.contracts import load
from shapeproof.wire.openapi import openapi_document

SERVICE = "amplifybackend"
OPERATIONS = ("CreateBackendAuth", "CreateBackend")
TURNS = 5
DRAWS = 1000
FEW = 100
LEAST = {"legal": 4, "faulty": 8}
"""What the ratios must be."""
MOST_DUPLICATES = 0.05
SETTINGS: dict[str, Any] = {
    "database": None,
    "deadline": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


def drawn(strategy: SearchStrategy[Any], count: int, number: int = 0) -> list[Any]:
    """So many values, as a test would get them."""
    values: list[Any] = []

    @seed(number)
    @settings(max_examples=count, **SETTINGS)
    @given(strategy)
    def keep(value: Any) -> None:
        values.append(value)

    keep()
    return values


def rate(strategy: SearchStrategy[Any], count: int, number: int) -> float:
    """Values a second of this process: what else the machine does at that time does not count."""
    started = time.process_time()
    made = len(drawn(strategy, count, number))
    return made / (time.process_time() - started)


def compared(label: str, ours: SearchStrategy[Any], theirs: SearchStrategy[Any]) -> None:
    """Both turn by turn, so that a busy machine slows both."""
    drawn(ours, 10)
    drawn(theirs, 10)
    turns = [(rate(ours, DRAWS, n), rate(theirs, FEW, n)) for n in range(TURNS)]
    mine, other = (statistics.median(each) for each in zip(*turns, strict=True))
    ratios = sorted(one / two for one, two in turns)
    ratio, repeated = statistics.median(ratios), duplicates(ours)
    held = ratio >= LEAST[label] and repeated < MOST_DUPLICATES
    print(
        f"  {label}: {mine:.0f}/s, schemathesis {other:.0f}/s, ratio {ratio:.1f} "
        f"({ratios[0]:.1f} to {ratios[-1]:.1f}), at least {LEAST[label]} is due; "
        f"duplicates among {DRAWS:,}: {repeated:.1%}{'' if held else '  MISSED'}",
        flush=True,
    )


def duplicates(strategy: SearchStrategy[Any]) -> float:
    values = [json.dumps(each, sort_keys=True, default=str) for each in drawn(strategy, DRAWS)]
    return 1 - len(set(values)) / len(values)


def spread(strategy: SearchStrategy[Any]) -> None:
    """How many different faults some draws have, by pointer and constraint."""
    counts = [
        len({(fault.pointer, fault.constraint) for _, fault in drawn(strategy, FEW, n)})
        for n in range(TURNS)
    ]
    print(f"  faults among {FEW}: {min(counts)} to {max(counts)}", flush=True)


def rates(contract: Contract) -> None:
    schema = schemathesis.openapi.from_dict(openapi_document(contract))
    theirs = {
        each.ok().definition.raw["operationId"]: each.ok() for each in schema.get_all_operations()
    }
    for name in OPERATIONS:
        operation = contract.operations[name]
        legal = requests(contract, operation)
        faulty = invalid_requests(contract, operation)
        print(f"{name}:")
        positive = theirs[name].as_strategy(generation_mode=GenerationMode.POSITIVE)
        negative = theirs[name].as_strategy(generation_mode=GenerationMode.NEGATIVE)
        compared("legal", legal, positive)
        compared("faulty", faulty, negative)
        spread(faulty)


def largest_set(contract: Contract, seconds: float) -> None:
    """Draws until the time is up, and says how much memory that took at most, in MiB."""
    operations: list[Operation] = [contract.operations[name] for name in OPERATIONS]
    makers: list[Callable[[Contract, Operation], Any]] = [requests, invalid_requests]
    before, until, count = _resident(), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        for operation in operations:
            for make in makers:
                count += len(drawn(make(contract, operation), FEW, count))
    print(
        f"{count:,} values in {seconds:.0f} s: {_resident():.0f} MiB at most ({before:.0f} before)"
    )


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", type=float, metavar="SECONDS")
    arguments = parser.parse_args()
    contract = load(SERVICE)
    if arguments.memory:
        largest_set(contract, arguments.memory)
    else:
        rates(contract)


if __name__ == "__main__":
    main()
