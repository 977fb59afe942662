"""What making values costs: shapeproof's strategies against schemathesis', turn by turn.

Both draw requests of the same operations, the latter from the exported OpenAPI document. Prints
values a second, their ratio (the median of several turns), and the share of duplicates::

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
from shapeproof.run.resolve import resolve_contract
from shapeproof.wire.openapi import openapi_document

SERVICE = "amplifybackend"
OPERATIONS = ("CreateBackendAuth", "CreateBackend")
TURNS = 3
DRAWS = 1000
FEW = 100
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
    started = time.perf_counter()
    made = len(drawn(strategy, count, number))
    return made / (time.perf_counter() - started)


def compared(label: str, ours: SearchStrategy[Any], theirs: SearchStrategy[Any]) -> None:
    """Both turn by turn, so that a busy machine slows both."""
    drawn(ours, 10)
    drawn(theirs, 10)
    turns = [(rate(ours, DRAWS, n), rate(theirs, FEW, n)) for n in range(TURNS)]
    mine, other = (statistics.median(each) for each in zip(*turns, strict=True))
    ratio = statistics.median(one / two for one, two in turns)
    print(f"  {label}: {mine:.0f}/s, schemathesis {other:.0f}/s, ratio {ratio:.1f}", flush=True)


def duplicates(strategy: SearchStrategy[Any]) -> float:
    values = [json.dumps(each, sort_keys=True, default=str) for each in drawn(strategy, DRAWS)]
    return 1 - len(set(values)) / len(values)


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
        print(f"  duplicates among {DRAWS:,}: {duplicates(legal):.1%}")


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
    contract = resolve_contract(SERVICE)
    if arguments.memory:
        largest_set(contract, arguments.memory)
    else:
        rates(contract)


if __name__ == "__main__":
    main()
