"""Requests and responses as a page shows them: a first line, header fields, a body in lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shapeproof.report.document import FindingRecord
from shapeproof.report.groups.kinds import tokens_of
from shapeproof.report.text import abbreviated, shown, visible

MAX_BODY = 6_000
MAX_FIELD = 160
MAX_LINES = 400
_LONGEST_JSON = 40_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_INDENT = "  "


@dataclass(frozen=True)
class BodyLine:
    """A line of a body; ``at_place`` says that the finding is about what it holds."""

    text: str
    at_place: bool = False


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
    """A body in lines: JSON with a line for each member, all tokens as they were sent.

    ``place`` is the pointer of a member; its letter case may differ from that in the body.
    """
    if not body:
        return ()
    lines = _Layout([each.lower() for each in place]).lines(body) if _is_json(body) else None
    if lines is None or sum(len(each.text) for each in lines) > MAX_BODY or len(lines) > MAX_LINES:
        lines = [BodyLine(each) for each in abbreviated(body, MAX_BODY).split("\n")]
    return tuple(BodyLine(visible(each.text), each.at_place) for each in lines)


def _fields(headers: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{shown(name)}: {shown(value, MAX_FIELD)}" for name, value in headers.items())


def _is_json(body: str) -> bool:
    if not body.lstrip().startswith(("{", "[")) or len(body) > _LONGEST_JSON:
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


@dataclass
class _Layout:
    """Lays tokens of JSON out in lines. ``_path`` is where it is: names, and indices of lists."""

    place: Sequence[str]
    _path: list[str | int] = field(default_factory=list)

    def lines(self, body: str) -> list[BodyLine]:
        """The lines of a text that is JSON."""
        return list(self._lines(_TOKEN.findall(body)))

    def _lines(self, tokens: Sequence[str]) -> Iterator[BodyLine]:
        line, at_place = "", False
        for index, token in enumerate(tokens):
            following = tokens[index + 1] if index + 1 < len(tokens) else ""
            if token in ("]", "}"):
                self._path.pop()
                if tokens[index - 1] not in ("[", "{"):
                    yield BodyLine(line, at_place)
                    line, at_place = self._indent, False
                line += token
            elif token in ("[", "{"):
                at_place = at_place or self._is_place
                self._path.append(0 if token == "[" else "")
                line += token
                if following not in ("]", "}"):
                    yield BodyLine(line, at_place)
                    line, at_place = self._indent, False
            elif token == ",":
                yield BodyLine(line + token, at_place)
                line, at_place = self._indent, False
                last = self._path[-1]
                self._path[-1] = last + 1 if isinstance(last, int) else last
            elif following == ":":
                self._path[-1] = _name(token)
                line += token
            else:
                at_place = at_place or self._is_place
                line += ": " if token == ":" else token
        yield BodyLine(line, at_place)

    @property
    def _indent(self) -> str:
        return _INDENT * len(self._path)

    @property
    def _is_place(self) -> bool:
        path = [str(each).lower() for each in self._path]
        return (
            bool(path)
            and len(path) == len(self.place)
            and all(wanted in (one, "*") for one, wanted in zip(path, self.place, strict=True))
        )


def _name(token: str) -> str:
    try:
        return str(json.loads(token))
    except ValueError:
        return token
