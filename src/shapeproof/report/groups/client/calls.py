"""Causes of calls that fail as a whole: errors, retries, pages, breakdowns, refusals."""

from __future__ import annotations

import re

from shapeproof.contract.model import Contract
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding
from shapeproof.report.groups.answers import general
from shapeproof.report.groups.client.facts import (
    NOT_THERE,
    ClientCause,
    PlaceFacts,
    names_in,
    place_of_finding,
    value_in,
    varied,
)
from shapeproof.report.text import abbreviated

_MAX_WORDS = 100
_GAP = "…"
_WORDS = re.compile(r"\w+")
_PATH_MARKS = re.compile(rf"\s*{_GAP}(?:\s*{_GAP})*\s*")
_NOWHERE = PlaceFacts("", Shape.of({}))


def failed_cause(finding: Finding) -> ClientCause:
    """A success that the client reports as an error: equal errors have one cause."""
    what = f"successes are reported as errors: {_answer(finding)}"
    return ClientCause(what, varied(finding), is_quoted=True)


def not_sent_cause(finding: Finding) -> ClientCause:
    """A valid call that is not sent."""
    result = finding.call.result if finding.call else None
    if result is not None and result.succeeded:
        return ClientCause("the client reports successes, but sends nothing")
    what = f"valid calls are refused: {_answer(finding)}"
    return ClientCause(what, varied(finding), is_quoted=True)


def _answer(finding: Finding) -> str:
    """What a client answered, without the values and names of one call."""
    error = finding.call.result.error if finding.call else None
    if error is None:
        return general(finding.message)
    said = " ".join(filter(None, (error.code, error.message)))
    said = _PATH_MARKS.sub(" … ", _without_names(said, finding))
    return abbreviated(f"{error.kind} error {general(said)}".strip(), _MAX_WORDS)


def _without_names(text: str, finding: Finding) -> str:
    """A text without paths of members: the same is said of another member elsewhere."""
    case = finding.call.case if finding.call else None
    names = {*names_in(case.params), *names_in(case.output)} if case else set()
    words = (_GAP if names & {*_WORDS.findall(each)} else each for each in text.split())
    return " ".join(words)


def _without_code(text: str, finding: Finding) -> str:
    """A text without the code of the error in the reply: the same is said of another error."""
    expected = finding.call.case.error if finding.call else None
    code = expected.code if expected else None
    return re.sub(rf"\b{re.escape(code)}\b", _GAP, text) if code else text


def error_cause(finding: Finding, contract: Contract | None) -> ClientCause:
    """An error of the service that is reported otherwise."""
    result = finding.call.result if finding.call else None
    kind = result.error.kind if result and result.error else ""
    part = finding.constraint
    if part == "not-raised":
        return ClientCause("errors are reported as successes", varied(finding))
    if part == "kind":
        return ClientCause(f"errors of the service are reported as {kind} errors", varied(finding))
    if part.startswith("fields/"):
        if _is_another_error(finding, contract):
            # A client that takes an error for another one has no members for it.
            return ClientCause("errors are reported with another code", varied(finding))
        return ClientCause("members of errors differ from the reply", part.removeprefix("fields/"))
    how = (
        "without their" if value_in(finding.texts.actual, _NOWHERE) is NOT_THERE else "with another"
    )
    return ClientCause(f"errors are reported {how} {part}", varied(finding))


def _is_another_error(finding: Finding, contract: Contract | None) -> bool:
    """Whether the error of the call has a code of another error than the reply names."""
    call = finding.call
    expected, said = (call.case.error, call.result.error) if call else (None, None)
    if not (expected and said and expected.code and said.code):
        return False
    known = contract.errors.values() if contract else ()
    pair = {expected.code, said.code}
    return len(pair) > 1 and not any(pair <= each.codes for each in known)


def retry_cause(finding: Finding) -> ClientCause:
    """Too few or too many requests, after which reply."""
    after = finding.where.removeprefix("retry after ")
    return ClientCause(finding.message, f"after {after}")


def breakdown_cause(finding: Finding) -> ClientCause:
    """A client that ends, or does not answer: equal exceptions have one cause."""
    if finding.check == "hang":
        return ClientCause(finding.message, finding.where.removeprefix("reply "))
    words = abbreviated(general(_without_code(finding.actual, finding)), _MAX_WORDS)
    return ClientCause(f"{finding.message}: {words}", varied(finding), is_quoted=True)


def robustness_cause(finding: Finding) -> ClientCause:
    """Broken replies that are taken for successes, or end the client."""
    said = "broken replies are reported as successes"
    if finding.constraint == "crash":
        said = "the client crashes on broken replies"
    if finding.constraint == "kind":
        said = "broken replies are reported as another kind of error than transport"
    return ClientCause(said, finding.where.removeprefix("reply "))


def invalid_call_cause(finding: Finding) -> ClientCause:
    """Invalid parameters that are refused as another error, too late, or not at all."""
    kind = finding.call.result.error.kind if finding.call and finding.call.result.error else ""
    return ClientCause(finding.message, kind if finding.constraint == "kind" else "")


def leak_cause(finding: Finding) -> ClientCause:
    """A value of one call in the next."""
    return ClientCause("values of one call are in the next", finding.constraint)


def page_cause(finding: Finding, contract: Contract | None) -> ClientCause:
    """Items of pages, and requests for further ones: which parameters differ."""
    is_parameter = finding.constraint == "parameters"
    place = place_of_finding(finding, contract, sent=True) if is_parameter else _NOWHERE
    return ClientCause(finding.message, place.name)


def validation_cause(finding: Finding) -> ClientCause:
    """Constraints that a client does not check, or not everywhere."""
    if finding.constraint.startswith("inconsistent "):
        constraint = finding.constraint.removeprefix("inconsistent ")
        return ClientCause("invalid parameters are sent here and refused elsewhere", constraint)
    if finding.where.startswith("constraint "):
        detail = finding.where.removeprefix("constraint ")
        return ClientCause("the client sends calls that break constraints", detail)
    return ClientCause(general(finding.message))


def content_type_cause(finding: Finding) -> ClientCause:
    """A content type that does not say what the body is."""
    if finding.constraint == "missing":
        return ClientCause(f"requests have no content type; expected {finding.expected}")
    what = f"requests have another content type than {finding.expected}"
    return ClientCause(what, finding.actual, is_quoted=True)
