"""Legal calls: whatever a client may be asked to send, one factor at a time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from shapeproof.exchange import Case, ClientCase, Expect, Outcome
from shapeproof.generate.client.answers import Answers
from shapeproof.generate.client.turns import thinned

_UNSENDABLE = frozenset({"null", "unknown-member", "body", "route", "absent", "invalid"})
"""Families of the coverage that are no calls: a typed client has no way to say them, or they are
about what the server has."""
_TEXTS = frozenset({"text", "length"})
_IN_QUERIES = frozenset({"markup", "non-ascii"})
"""Texts that every member of a query gets: they hold what has to be encoded there."""
_LABELS = frozenset({"slash", "encoded-slash", "space", "non-ascii"})
_OTHER_LABELS = 2
"""How many of the other labels each place gets in turn."""


def request_cases(answers: Answers) -> Iterator[ClientCase]:
    """The legal calls, each with a plain success.

    Each place gets one of the long and strange texts in turn; the first place of an operation that
    is tried at length gets all of them.
    """
    start = answers.position
    cases = list(sendable(answers))
    texts = [case.pointer for case in cases if case.family in _TEXTS]
    whole = texts[0] if texts and answers.at_length else None

    members = answers.operation.request.get("properties", {})

    def text_group(case: Case) -> Hashable | None:
        if case.family not in _TEXTS or case.pointer == whole:
            return None
        where = members.get(case.varied_member, {}).get("x-location")
        return None if where == "querystring" and label_of(case) in _IN_QUERIES else case.pointer

    chosen = thinned(cases, text_group, start)
    for case in thinned(chosen, _label_group, start, _OTHER_LABELS):
        yield answers.case(
            "request",
            "-".join(each for each in (case.family, label_of(case)) if each),
            answers.plain,
            outcome=Outcome.OUTPUT,
            pointer=case.pointer,
            params=case.params,
            output=answers.plain_output,
        )


def sendable(answers: Answers) -> Iterator[Case]:
    """The coverage cases of the operation that a client can be asked for."""
    for case in answers.coverage:
        is_call = case.distortion is None and case.expect in (Expect.ACCEPT, Expect.OPEN)
        # HTTP libraries resolve dots in a path (RFC 3986, 5.2.4), and no encoding prevents that.
        dots = case.family == "label" and case.params.get(case.varied_member) in (".", "..")
        if is_call and not dots and case.family not in _UNSENDABLE:
            yield case


def label_of(case: Case) -> str:
    """What tells the case from the others of its family and place."""
    start = [case.operation, case.family, case.pointer]
    return case.id.removeprefix(":".join(each for each in start if each)).removeprefix(":")


def _label_group(case: Case) -> Hashable | None:
    is_other = case.family == "label" and label_of(case) not in _LABELS
    return case.pointer if is_other else None
