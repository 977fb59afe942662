"""An example of a root cause in a client: where it shows, what differs, and the message."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.report.document import FindingRecord, ResponseRecord
from shapeproof.report.groups.kinds import member_of
from shapeproof.report.masking.urls import path_of
from shapeproof.report.text import cut, shown, shown_apart
from shapeproof.report.verdict import operation_of

_TEXTS = 80
_LONGEST = 2_000
_OF_REQUESTS = frozenset(
    {"wire_request", "request_content_type", "retries", "retry_body", "invalid_call",
     "local_validation"}
)  # fmt: skip
"""Checks that judge what a client sends; the others judge what it makes of a reply."""
_TELLING = frozenset(
    {"x-amzn-errortype", "x-amzn-error-code", "x-amzn-query-error", "retry-after", "location"}
)
"""Header fields of replies, in lower case, by which a client knows the error or what to do next."""
_BEFORE = 10


def client_example(finding: FindingRecord, room: int | None) -> Iterator[str]:
    """Where it shows and what differs, and the request or the reply.

    They fill at most two lines and one line of ``room`` characters; None: they are not cut.
    """
    texts = (finding["expected"], finding["actual"])
    expected, actual = shown_apart(*texts, _TEXTS if room else _LONGEST)
    difference = [f"expected {expected}"] if expected else []
    difference += [f"got {actual}"] if actual else []
    said = ", ".join(difference) or shown(finding["message"])
    line = f"{operation_of(finding)}, {shown(finding['where'])}: {said}"
    yield cut(line, 2 * room) if room else line
    yield from _message(finding, room)


def _message(finding: FindingRecord, room: int | None) -> Iterator[str]:
    request, response = finding["request"], finding["response"]
    if finding["check"] not in _OF_REQUESTS and response is not None:
        opening, body = f"replied {response['status']} {_fields(response, room)}", response["body"]
    elif request["method"]:
        target = shown(path_of(request["url"]), room // 2 if room else _LONGEST)
        opening, body = f"sent {shown(request['method'])} {target} ", request["body"]
    else:
        return
    whole = opening + shown(body, _LONGEST)
    if room is None or len(whole) <= room:
        yield whole.strip()
        return
    yield cut(opening + shown(_around(body, finding, room - len(opening)), _LONGEST), room)


def _fields(response: ResponseRecord, room: int | None) -> str:
    """The header fields of a reply that tell a client what to do, in brackets."""
    told = [f"{name}: {value}" for name, value in response["headers"].items()
            if name.lower() in _TELLING]  # fmt: skip
    return f"({shown(', '.join(told), room // 2 if room else _LONGEST)}) " if told else ""


def _around(body: str, finding: FindingRecord, room: int) -> str:
    """A body from a little before the member that a finding is about, where that is further on."""
    at = body.lower().find(f'"{member_of(finding).lower()}"')
    return body if at < room - 2 * _BEFORE else f"…{body[at - _BEFORE :]}"
