"""How many of AmplifyBackend's planted defects a bounded run finds.

Each defect is planted alone, and a run of all operations and phases goes on until it is found or
out of requests::

    python -m tests.amplifybackend.bounded_runs [--requests 3000] [--every 10] [--misses]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from shapeproof.exchange import Finding
from shapeproof.exchange.events import FindingFound
from shapeproof.mock import wsgi_app
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

from .deep_defects import DEEP
from .defects import DEFECTS
from .random_walk_defects import RANDOM_WALK_DEFECTS
from .running import STRATEGIES, contract
from .stateful_defects import STATEFUL_DEFECTS, planted
from .test_defects_are_found import FOUND_ELSEWHERE, NOT_YET


@dataclass(frozen=True)
class Planted:
    """A defect: its catalogue and name, a server that has it, and what a finding of it is."""

    catalogue: str
    name: str
    app: Callable[[], Any]
    shows: Callable[[Finding], bool]


def all_planted() -> Iterator[Planted]:
    """Every defect of every catalogue, in a stable order."""
    for name in sorted(DEFECTS.keys() - NOT_YET):
        defect = DEFECTS[name]
        due = FOUND_ELSEWHERE.get(name, (defect.family, defect.operation))
        yield Planted("one call", name, _wrapped(defect.wrap), _is(due))
    for name, each in sorted(STATEFUL_DEFECTS.items()):
        yield Planted("state", name, _of(each.plan), _is((each.check, each.operation)))
    for name, deep in sorted(DEEP.items()):
        yield Planted("deep", name, _wrapped(deep.wrap), _is_one_of(deep.checks, deep.operation))
    for name, walk in sorted(RANDOM_WALK_DEFECTS.items()):
        yield Planted("random walk", name, _of(walk.plan), _is_one_of(walk.checks))


def _wrapped(wrap: Callable[[Any], Any]) -> Callable[[], Any]:
    return lambda: wrap(wsgi_app("amplifybackend"))


def _of(plan: Any) -> Callable[[], Any]:
    return lambda: planted(plan)


def _is(due: tuple[str, str]) -> Callable[[Finding], bool]:
    return lambda finding: (finding.check, finding.operation) == due


def _is_one_of(checks: Any, operation: str | None = None) -> Callable[[Finding], bool]:
    return lambda finding: finding.check in checks and operation in (None, finding.operation)


def requests_until_found(each: Planted, most: int, seed: int = 0) -> int | None:
    """How many requests a run makes until it finds a defect; None where it does not."""
    plan = Plan(seed=seed, max_requests=most, strategies=STRATEGIES)
    target = WsgiTarget(each.app(), "planted")
    runner = Runner(contract(), codec_for("rest-json"), target, plan)
    for event in runner.events():
        if isinstance(event, FindingFound) and each.shows(event.finding):
            return runner.interrupted().stats.requests
    return None


def main() -> None:
    """Print the share of each catalogue."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=3_000)
    parser.add_argument("--every", type=int, default=1, help="try one defect in so many")
    parser.add_argument("--misses", action="store_true", help="print what is not found")
    chosen = parser.parse_args()
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for each in list(all_planted())[:: chosen.every]:
        requests = requests_until_found(each, chosen.requests)
        total[each.catalogue] += 1
        found[each.catalogue] += requests is not None
        if requests is None and chosen.misses:
            print(f"not found: {each.catalogue}: {each.name}", flush=True)
    for catalogue, count in total.items():
        print(f"{catalogue}: {found[catalogue]} of {count}")
    print(f"together: {sum(found.values())} of {sum(total.values())}")


if __name__ == "__main__":
    main()
