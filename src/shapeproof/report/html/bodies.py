"""Requests and responses as a page shows them: a first line, header fields, a body in lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapeproof.report.document import FindingRecord
from shapeproof.report.groups.kinds import tokens_of
from shapeproof.report.html.layouts import BodyLine, laid_out
from shapeproof.report.text import abbreviated, counted, shown, visible

MAX_BODY = 6_000
MAX_FIELD = 160
MAX_LINES = 150
MAX_LINE = 2_000
_FIRST, _LAST, _AROUND = 40, 5, 12


@dataclass(frozen=True)
class MessageView:
    """A message: what its lines say."""

    line: str
    fields: tuple[str, ...]
    body: tuple[BodyLine, ...]


def request_view(finding: FindingRecord) -> MessageView | None:
    """The request of a finding; None where nothing was sent."""
    request = finding["request"]
    if not request["method"]:
        return None
    line = f"{visible(request['method'])} {shown(request['url'], MAX_BODY)}"
    place = tokens_of(finding) if finding["where"].startswith("request") else []
    return MessageView(line, _fields(request["headers"]), body_lines(request["body"], place))


def response_view(finding: FindingRecord) -> MessageView | None:
    """The response of a finding; None where none came."""
    response = finding["response"]
    if response is None:
        return None
    place = [] if finding["where"].startswith("request") else tokens_of(finding)
    line = f"status {response['status']}"
    return MessageView(line, _fields(response["headers"]), body_lines(response["body"], place))


def body_lines(body: str, place: Sequence[str] = ()) -> tuple[BodyLine, ...]:
    """A body in lines; the member at ``place``, a pointer, is marked.

    Of a long one the beginning, the end and what is around the place are shown.
    """
    if not body:
        return ()
    found = laid_out(body, place)
    plain = [BodyLine(each) for each in abbreviated(body, MAX_BODY).split("\n")]
    lines = _most_telling(found or plain)
    return tuple(BodyLine(shown(each.text, MAX_LINE), each.at_place) for each in lines)


def _most_telling(lines: list[BodyLine]) -> list[BodyLine]:
    if len(lines) <= MAX_LINES and sum(len(each.text) for each in lines) <= MAX_BODY:
        return lines
    kept = {*range(_FIRST), *range(len(lines) - _LAST, len(lines))}
    for index, each in enumerate(lines):
        if each.at_place:
            kept |= {*range(index - _AROUND, index + _AROUND + 1)}
    found: list[BodyLine] = []
    last = -1
    for index in sorted(each for each in kept if 0 <= each < len(lines)):
        if index > last + 1:
            found.append(BodyLine(f"… {counted(index - last - 1, 'more line')} …"))
        found.append(lines[index])
        last = index
    return found


def _fields(headers: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{shown(name)}: {shown(value, MAX_FIELD)}" for name, value in headers.items())
