"""What a client makes of a success."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.judging import is_refusal, is_told, saw_the_due_reply
from shapeproof.checks.client.leaks import is_kept
from shapeproof.checks.client.trees import Gap
from shapeproof.checks.client.words import NOTHING, answer_of, at, kind_of, told
from shapeproof.contract.pointer import join
from shapeproof.exchange import Finding, Outcome, Severity

MOST = 5
"""How many places of one output are told."""

_CONSTRAINTS = {"missing": "lost", "unknown": "unknown-member"}
_MESSAGES = {
    "missing": "a member of the reply is not in the output",
    "extra": "the output has a member that the reply lacks",
    "unknown": "a member that the model does not know is in the output",
    "type": "a member is read as another type",
    "value": "a member is read as another value",
}


class Output:
    """The output of a success: each member, with its value and type, and nothing else."""

    name = "output"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for each place that differs, or one for a success that was not told."""
        if not is_success_due(seen) or seen.case.paginate:
            return
        if not seen.result.succeeded:
            if not is_old_error(seen):
                yield failed(self.name, seen)
            return
        for gap in islice(seen.output_gaps, MOST):
            if not is_old_output(seen, gap):
                yield gap_finding(self.name, seen, gap, "output")


def is_success_due(seen: ClientObservation) -> bool:
    """Whether the client has seen a success and had to tell its output."""
    is_due = is_told(seen) and seen.case.outcome is Outcome.OUTPUT
    return is_due and not is_refusal(seen) and saw_the_due_reply(seen)


def is_old_output(seen: ClientObservation, gap: Gap) -> bool:
    """Whether what is too much in an output was in that of the call before."""
    if seen.previous is None or gap.kind not in ("extra", "unknown"):
        return False
    return is_kept(seen.previous.case.output, gap.tokens, gap.actual)


def is_old_error(seen: ClientObservation) -> bool:
    """Whether the error that is told is not of this call, but of the one before."""
    before = seen.previous.case.error if seen.previous else None
    due, said = seen.case.error, seen.result.error
    if before is None or said is None or before.code is None or said.code != before.code:
        return False
    if due is None:
        return before.message in (None, said.message)
    # Of two errors that share their code, only the message is old.
    another = due.code != said.code and before.message not in (None, due.message)
    return another and said.message == before.message


def failed(check: str, seen: ClientObservation) -> Finding:
    """A success that the client tells as an error."""
    return seen.finding(
        check, Severity.ERROR, "output", "failed", "the reply is a success, but an error is told",
        expected="a success", actual=answer_of(seen.result),
    )  # fmt: skip


def gap_finding(check: str, seen: ClientObservation, gap: Gap, place: str) -> Finding:
    """A place where what the client tells differs from what it was sent."""
    pointer = join(gap.tokens)
    expected, actual = told(gap.expected), told(gap.actual)
    both_lists = isinstance(gap.expected, list) and isinstance(gap.actual, list)
    if gap.kind == "missing" and not both_lists:
        actual = f"told as {gap.other_name}" if gap.other_name else NOTHING
    elif gap.kind in ("extra", "unknown") and not both_lists:
        expected = NOTHING
    elif gap.kind == "type" and kind_of(gap.expected) != kind_of(gap.actual):
        expected = f"{kind_of(gap.expected)}: {expected}"
        actual = f"{kind_of(gap.actual)}: {actual}"
    return seen.finding(
        check, Severity.ERROR, at(place, pointer),
        _CONSTRAINTS.get(gap.kind, gap.kind), _MESSAGES[gap.kind],
        expected=expected, actual=actual, pointer=pointer,
    )  # fmt: skip
