"""Calls: legal ones, one factor at a time, and calls with one fault, which a client may refuse."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from shapeproof.contract.pointer import join, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import (
    Case,
    ClientCase,
    ClientFamily,
    Expect,
    Family,
    Fault,
    How,
    Outcome,
)
from shapeproof.generate.cases.coverage import same_request
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.selection import thinned

_UNSENDABLE = frozenset(
    {
        Family.NULL,
        Family.UNKNOWN_MEMBER,
        Family.BODY,
        Family.ROUTE,
        Family.ABSENT,
        Family.INVALID,
    }
)
"""Families of coverage cases that are no calls: a typed client cannot make them, or they depend on
what exists in the server."""
_TEXTS = frozenset({Family.TEXT, Family.LENGTH})
_IN_QUERIES = frozenset({"markup", "non-ascii"})
"""Texts that every member of a query gets: they hold what has to be encoded there."""
_LABELS = frozenset({"slash", "encoded-slash", "space", "non-ascii"})
_OTHER_LABELS = 2
"""How many of the other labels each place gets in turn."""


def request_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The legal calls, each with a plain success.

    Each place gets one of the long and strange texts in turn; the first place of an operation that
    is tried at length gets all of them.
    """
    start = builder.position
    cases = list(sendable(builder))
    texts = [case.pointer for case in cases if case.family in _TEXTS]
    whole = texts[0] if texts and builder.at_length else None

    request = Shape.of(builder.operation.request)

    def text_group(case: Case) -> Hashable | None:
        if case.family not in _TEXTS or case.pointer == whole:
            return None
        in_query = request.member(case.varied_member).location == "querystring"
        return None if in_query and case.label in _IN_QUERIES else case.pointer

    chosen = thinned(cases, text_group, start)
    for case in thinned(chosen, _label_group, start, _OTHER_LABELS):
        yield _call(builder, case)


def plain_calls(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The first of them, which vary no place; the very first is the minimal call."""
    seen = builder.requests.sent_before()
    bases = (case for case in builder.requests.base_requests() if not same_request(case, seen))
    return (_call(builder, case) for case in bases if _is_sendable(case))


def _call(builder: ClientCaseBuilder, case: Case) -> ClientCase:
    answering = builder.answering(case.params)
    return answering.case(
        ClientFamily.REQUEST,
        "-".join(each for each in (case.family, case.label) if each),
        answering.plain,
        outcome=Outcome.OUTPUT,
        pointer=case.pointer,
        params=case.params,
        output=answering.plain_output,
    )


def sendable(builder: ClientCaseBuilder) -> Iterator[Case]:
    """The coverage cases of the operation that a client can send."""
    return filter(_is_sendable, builder.coverage)


def _is_sendable(case: Case) -> bool:
    is_call = case.distortion is None and case.expect in (Expect.ACCEPT, Expect.OPEN)
    # HTTP libraries resolve dots in a path (RFC 3986, 5.2.4), and no encoding prevents that.
    dots = case.family is Family.LABEL and case.params.get(case.varied_member) in (".", "..")
    return is_call and not dots and case.family not in _UNSENDABLE


def _label_group(case: Case) -> Hashable | None:
    is_other = case.family is Family.LABEL and case.label not in _LABELS
    return case.pointer if is_other else None


_OF_TEXTS = frozenset({"pattern", "minLength", "maxLength", "enum"})
_MANY = frozenset({"type", "enum"})
"""Constraints that can be broken in many ways: each place gets one of them in turn."""


def invalid_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """Each constraint of each place broken in one way, each with a plain success."""
    faulty = (
        case
        for case in builder.coverage
        if case.expect is Expect.REJECT and case.family is Family.INVALID and not case.distortion
    )
    for case in thinned(faulty, _group, builder.position):
        if _is_no_address(builder, case):
            continue
        answering = builder.answering(case.params)
        yield answering.case(
            ClientFamily.INVALID,
            case.label,
            answering.plain,
            outcome=Outcome.OPEN,
            pointer=case.pointer,
            params=case.params,
            attempts=(0, None),
            fault=case.fault,
        )
    yield from _without_labels(builder)


def _is_no_address(builder: ClientCaseBuilder, case: Case) -> bool:
    """Whether the fault is a text in place of an address: a client cannot send a request there."""
    tokens = parse(case.pointer)
    try:
        place = builder.operation.request_shape.at(tokens)
    except KeyError:
        return False
    broken = None if case.fault is None else case.fault.constraint
    return place.address_form is not None and broken in _OF_TEXTS


def _without_labels(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """Each label of the path left out. No operation would be bound to such a request."""
    base = builder.requests.minimal
    for name, member in Shape.of(builder.operation.request).members.items():
        if member.location == "uri" and name in base:
            pointer = join((name,))
            yield builder.case(
                ClientFamily.INVALID,
                "left-out",
                builder.plain,
                outcome=Outcome.OPEN,
                pointer=pointer,
                params={key: value for key, value in base.items() if key != name},
                attempts=(0, None),
                fault=Fault(pointer, "required", How.LEFT_OUT, "client"),
            )


def _group(case: Case) -> Hashable | None:
    fault = case.fault
    if fault is None or fault.constraint not in _MANY or fault.how is How.NULL:
        return None
    return case.pointer, fault.constraint
