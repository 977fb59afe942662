"""Why nothing can be checked with a client: it breaks down at once, or never sends a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapeproof.checks.client.texts import last_words
from shapeproof.exceptions import UnreachableTarget
from shapeproof.exchange import Breakdown, ClientExchange, ClientResult
from shapeproof.exchange.text import one_line
from shapeproof.targets.environment import ENDPOINT_VARIABLE

_MOST_NAMES = 3
_LONGEST_ANSWER = 200


@dataclass(eq=True)
class UselessClient(UnreachableTarget):
    """A client of which nothing can be checked: what was seen, and what to do."""

    def __str__(self) -> str:
        return f"nothing could be checked: {self.reason}; {self.remedy}"


_BROKEN: Mapping[Breakdown, tuple[str, str]] = {
    "hung": (
        "it does not answer in time",
        "answer each line of stdin with one line on stdout, and flush it",
    ),
    "crashed": ("it ended without an answer", "run its command alone to see why"),
    "garbage": (
        "it answers with something other than one JSON object per line",
        "write logs to stderr: stdout is for answers",
    ),
    "wrong id": ("its answers have other ids than the calls", "copy the id of the call"),
    "two answers": (
        "it answers a call twice",
        "write logs to stderr, and one line on stdout for each call",
    ),
    "closed": ("it closed its standard output", "keep stdout open until stdin ends"),
    "flooded": ("it writes a line that is too long", "end each answer with a line feed"),
}
_BROKEN_FUNCTIONS: Mapping[Breakdown, tuple[str, str]] = {
    "hung": ("it does not return in time", "return the output, or raise what it has met"),
    "crashed": (
        "its first call failed",
        "it is called with the operation's name, the parameters and the endpoint",
    ),
    "garbage": ("it returns no output", "return a dict of texts, numbers, bytes and datetimes"),
}
"""What is said of a function, which has no lines and no ids."""
_NO_ANSWER = "no answer in time"
_ENDED_WELL = "exited with status 0"


def breakdown_words(result: ClientResult, kind: str = "driver") -> tuple[str, str]:
    """What a client of a kind did in place of its first answer, and what to do."""
    assert result.breakdown is not None
    how, remedy = _BROKEN[result.breakdown]
    if kind == "callable":
        how, remedy = _BROKEN_FUNCTIONS.get(result.breakdown, (how, remedy))
    said = last_words(result, "")
    if result.breakdown == "hung" and said == _NO_ANSWER:
        said = ""
    if said.endswith(_ENDED_WELL):
        remedy = "it has to read calls from stdin until that ends"
    return how + (f" ({said})" if said else ""), remedy


def silence_words(calls: Sequence[ClientExchange]) -> tuple[str, str]:
    """What a client answered to legal calls without a single request, and what to do."""
    kinds = Counter(_kind(each.result) for each in calls)
    kind = kinds.most_common(1)[0][0]
    answers = [_answer(each.result) for each in calls if _kind(each.result) == kind]
    answer = Counter(answers).most_common(1)[0][0]
    number = "1 legal call" if len(calls) == 1 else f"{len(calls)} legal calls"
    seen = f"the client sent no request for {number} of {_names(calls)}: it answered {answer}"
    return seen, _REMEDIES[kind].format(variable=ENDPOINT_VARIABLE)


def unsupported_words(number: int) -> tuple[str, str]:
    """That a client lacks all that it was asked for, and what to do."""
    calls = "the legal call" if number == 1 else f"all {number:,} legal calls"
    seen = f"the client answered {calls} with unsupported"
    return seen, "is it a client of this service, and does its driver look operations up by name?"


_REMEDIES = {
    "ok": "does it use {variable} as its endpoint, or is it a stub?",
    "service": "it talks to something else: does it use {variable} as its endpoint?",
    "transport": "does it use {variable} as its endpoint?",
    "validation": "does it pass on the params of a call as they are, under the API's names?",
}


def _kind(result: ClientResult) -> str:
    return "ok" if result.error is None else result.error.kind


def _answer(result: ClientResult) -> str:
    error = result.error
    if error is None:
        return "ok"
    words = " ".join(filter(None, (error.code, error.message)))
    said = one_line(words, _LONGEST_ANSWER)
    return f"{error.kind}: {said}" if said else f"a {error.kind} error without a message"


def _names(calls: Sequence[ClientExchange]) -> str:
    names = list(dict.fromkeys(each.case.operation for each in calls))
    shown = ", ".join(names[:_MOST_NAMES])
    return f"{shown} and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else shown
