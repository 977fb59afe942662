"""What contracts cost: compiling against loading models, reading pinned ones against compiling.

Prints ratios, each of two things that are measured in this run, the median of several turns::

    python benchmarks/contracts.py
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from botocore.loaders import Loader

from shapeproof.compile import available_services, compile_service
from shapeproof.compile.patterns import translate
from shapeproof.contract.store import find_pinned, open_pinned, read_pinned, write_pinned

TURNS = 3
ONE_BY_ONE = ("amplifybackend", "dynamodb", "ec2", "quicksight")
COMPILED_AT_MOST = 1.5
OPENED_AT_MOST = 0.3


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def load_all() -> None:
    loader = Loader()
    for service in available_services():
        loader.load_service_model(service, "service-2")


def compile_all() -> None:
    for service in available_services():
        compile_service(service)


def compiled_against_loaded() -> float:
    """Both turn by turn, so that a busy machine slows both."""
    compile_service("amplifybackend")  # what is imported or listed once is no part of it
    ratios = []
    for turn in range(TURNS):
        translate.cache_clear()
        loaded, compiled = seconds(load_all), seconds(compile_all)
        ratios.append(compiled / loaded)
        print(f"  turn {turn + 1}: botocore loads in {loaded:.2f} s, compiled in {compiled:.2f} s")
    return statistics.median(ratios)


def opened_against_compiled(service: str, folder: Path) -> tuple[float, float]:
    write_pinned(compile_service(service), folder)
    pinned = find_pinned(service, folder)
    assert pinned is not None
    opened, read = [], []
    for _ in range(TURNS * 7):
        compiled = seconds(lambda: compile_service(service))
        first = seconds(lambda: next(iter(open_pinned(pinned).operations.values())))
        opened.append(first / compiled)
        read.append(seconds(lambda: read_pinned(pinned)) / compiled)
    return statistics.median(opened), statistics.median(read)


def main() -> None:
    print(f"all {len(available_services())} services:")
    ratio = compiled_against_loaded()
    limit = f"({COMPILED_AT_MOST} at most)"
    print(f"  compiling, loading included: {ratio:.2f} x botocore's loading {limit}")
    print("one service, pinned, against compiling it:")
    with tempfile.TemporaryDirectory() as folder:
        for service in ONE_BY_ONE:
            opened, read = opened_against_compiled(service, Path(folder))
            print(
                f"  {service}: opened, one operation read: {opened:.2f} "
                f"({OPENED_AT_MOST} at most); all of it read and checked: {read:.2f}"
            )


if __name__ == "__main__":
    main()
