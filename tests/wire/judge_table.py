"""Print what the judges of the codecs say: operations compared, and differences by cause.

    python -m tests.wire.judge_table [--every N] [--differences N] [--protocol NAME] [SERVICE ...]

Without services, all services of botocore in all protocols that they speak. ``--every N`` takes one
in N operations of each. The exit status is 1 where a difference has no cause.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shapeproof.contract.model import Operation
from shapeproof.wire.registry import find_codec
from tests.support.selection import one_in

from .bench import Bench, Place, bench, services
from .error_judging import ERROR_JUDGES, RaisedError
from .judge_exceptions import EXCEPTIONS, Seen
from .judging import JUDGES
from .localstack_process import localstack

UNEXPLAINED = "(no cause)"


@dataclass
class Tally:
    """What was compared and what differs."""

    operations: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    excepted: set[tuple[str, str, str]] = field(default_factory=set)
    by_cause: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    unexplained: list[Seen] = field(default_factory=list)

    def add(self, seen: Seen) -> None:
        """Count a difference."""
        cause = cause_of(seen)
        where = (seen.bench.contract.service, seen.operation.name)
        self.by_cause[f"{seen.judge}: {cause}"].add(where)
        if cause == UNEXPLAINED:
            self.unexplained.append(seen)
        else:
            self.excepted.add((seen.bench.contract.protocol, *where))


def cause_of(seen: Seen) -> str:
    """The first exception that holds."""
    return next((each.name for each in EXCEPTIONS if each.holds(seen)), UNEXPLAINED)


def all_judges(*, by_localstack: bool | None = None) -> tuple[str, ...]:
    """The judges that are here; those that LocalStack is a part of, or those that it is not."""
    found = {name: each.by_localstack for name, each in JUDGES.items()}
    found |= {name: theirs for name, (_, theirs) in ERROR_JUDGES.items()}
    wanted = (True, False) if by_localstack is None else (by_localstack,)
    return tuple(
        name for name, theirs in found.items() if theirs in wanted and (localstack() or not theirs)
    )


def judge(tally: Tally, judged: Bench, every: int = 1, judges: Sequence[str] | None = None) -> None:
    """Let judges look at the operations of a service, or at one in so many of them."""
    judges = all_judges() if judges is None else judges
    for operation in one_in(every, judged.contract.operations.values()):
        tally.operations[judged.contract.protocol] += 1
        of_errors = [name for name in judges if name in ERROR_JUDGES]
        others = [name for name in judges if name in JUDGES]
        for seen in differences(tally, judged, operation, others):
            tally.add(seen)
        for seen in differing_errors(tally, judged, operation, of_errors):
            tally.add(seen)


def differences(
    tally: Tally, judged: Bench, operation: Operation, judges: Sequence[str]
) -> Iterator[Seen]:
    """All that the judges see of an operation."""
    requests, outputs = list(judged.params(operation)), list(judged.outputs(operation))
    for name in judges:
        each = JUDGES[name]
        for value in requests if each.of_requests else outputs:
            tally.messages[name] += 1
            try:
                found = list(each.judge(judged, operation, value))
            except Exception as error:  # a crash is a difference
                found = [Place("crash", {}, value, repr(error))]
            yield from (Seen(name, judged, operation, place) for place in found)


def differing_errors(
    tally: Tally, judged: Bench, operation: Operation, judges: Sequence[str]
) -> Iterator[Seen]:
    """All that the judges see of the errors of an operation."""
    for error, fields in judged.errors(operation):
        raised = RaisedError(operation, error, fields)
        for name in judges:
            tally.messages[name] += 1
            try:
                found = list(ERROR_JUDGES[name][0](judged, raised))
            except Exception as problem:  # a crash is a difference
                found = [Place("crash", {}, fields, repr(problem))]
            yield from (Seen(name, judged, operation, place, error.name) for place in found)


def table(tally: Tally) -> list[str]:
    """The figures in Markdown."""
    total = tally.operations.total()
    share = 100 * len(tally.excepted) / max(total, 1)
    return [
        "| protocol | operations |", "|---|---|",
        *(f"| {name} | {count} |" for name, count in sorted(tally.operations.items())),
        f"| all | {total} |", "",
        "| judge | messages |", "|---|---|",
        *(f"| {name} | {count} |" for name, count in tally.messages.items()), "",
        "| difference | operations |", "|---|---|",
        *(f"| {cause} | {len(found)} |" for cause, found in sorted(tally.by_cause.items())), "",
        f"Operations with an exception: {len(tally.excepted)} of {total} ({share:.2f} %)",
    ]  # fmt: skip


def benches(names: Sequence[str], protocol: str | None = None) -> Iterator[Bench]:
    """The services in the protocols that they speak, as far as there is a codec."""
    for name in names or services():
        first = bench(name)
        for spoken in first.contract.protocols:
            if find_codec(spoken) is not None and protocol in (None, spoken):
                yield first if spoken == first.contract.protocol else bench(name, spoken)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("services", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--differences", type=int, default=0)
    parser.add_argument("--protocol")
    options = parser.parse_args()
    tally = Tally()
    for each in benches(options.services, options.protocol):
        judge(tally, each, options.every)
    print("\n".join(table(tally)))
    shown: Counter[str] = Counter()
    for seen in tally.unexplained:
        shown[seen.judge] += 1
        if shown[seen.judge] <= options.differences:
            where = f"{seen.bench.contract.service} {seen.operation.name} {seen.error}"
            place = seen.place
            print(f"\n{seen.judge}: {where} {place.pointer}")
            print(f"  due    {place.due!r:.900}\n  actual {place.actual!r:.900}")
    return 1 if tally.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
