"""Print what the codecs make of botocore's protocol tests, by file.

    python -m tests.wire.suite_table [--failures] [PART_OF_A_FILE_NAME ...]

Per check and file: the cases that pass, those that fail, and those that are excepted with a reason;
of these, how many botocore leaves out of its own tests as well.
"""

import sys
from collections import Counter
from collections.abc import Iterator

from .protocol_cases import ProtocolCase
from .protocol_checks import CHECKS
from .protocol_exceptions import EXCEPTIONS
from .suites import ABSENT, all_cases

COLUMNS = ("passed", "failed", "excepted", "ignored by botocore")


def main() -> int:
    if not all_cases():
        print(ABSENT)
        return 2
    parts = [each for each in sys.argv[1:] if not each.startswith("--")]
    cases = tuple(each for each in all_cases() if all(part in each.file for part in parts))
    outcomes = {name: list(judged(name, cases)) for name in CHECKS}
    for name, found in outcomes.items():
        print("\n".join(table(name, found)), end="\n\n")
    if "--failures" in sys.argv:
        for name, found in outcomes.items():
            for case, outcome, why in found:
                if outcome in ("failed", "stale"):
                    print(f"{outcome}: {name}: {case.id}: {why}")
    return any(each[1] == "failed" for found in outcomes.values() for each in found)


Outcome = tuple[ProtocolCase, str, str]


def judged(name: str, cases: tuple[ProtocolCase, ...]) -> Iterator[Outcome]:
    """Each case of a check with its outcome and the failure."""
    check = CHECKS[name]
    for case in cases:
        if case.is_input == check.is_of_input:
            yield case, *outcome_of(name, case)


def outcome_of(name: str, case: ProtocolCase) -> tuple[str, str]:
    try:
        CHECKS[name].judge(case)
    except Exception as error:  # what a codec raises is a failure as well
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        return ("excepted" if case.id in EXCEPTIONS[name] else "failed"), why
    return ("stale", "passes") if case.id in EXCEPTIONS[name] else ("passed", "")


def table(name: str, found: list[Outcome]) -> list[str]:
    """The table of a check in Markdown, with a last line for all files."""
    counts: dict[str, Counter[str]] = {}
    for case, outcome, _ in found:
        for row in (case.file, "all files"):
            counted = counts.setdefault(row, Counter())
            counted[outcome] += 1
            counted[COLUMNS[3]] += outcome == "excepted" and case.is_ignored
    counts["all files"] = counts.pop("all files", Counter())
    head = [f"| {name} | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    lines = (
        f"| {row} | " + " | ".join(str(counted[each]) for each in COLUMNS) + " |"
        for row, counted in counts.items()
    )
    return [*head, *lines]


if __name__ == "__main__":
    sys.exit(main())
