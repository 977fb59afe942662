"""Requests and responses as a page shows them: a first line, header fields, a body in lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shapeproof.report.document import FindingRecord
from shapeproof.report.text import abbreviated, shown, visible

MAX_BODY = 6_000
MAX_FIELD = 160
_LONGEST_JSON = 40_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_INDENT = "  "


@dataclass(frozen=True)
class MessageView:
    """A message: what its lines say."""

    line: str
    fields: tuple[str, ...]
    body: str


def request_view(finding: FindingRecord) -> MessageView | None:
    """The request of a finding; None where nothing was sent."""
    request = finding["request"]
    if not request["method"]:
        return None
    line = f"{visible(request['method'])} {shown(request['url'], MAX_BODY)}"
    return MessageView(line, _fields(request["headers"]), body_lines(request["body"]))


def response_view(finding: FindingRecord) -> MessageView | None:
    """The response of a finding; None where none came."""
    response = finding["response"]
    if response is None:
        return None
    fields = _fields(response["headers"])
    return MessageView(f"status {response['status']}", fields, body_lines(response["body"]))


def body_lines(body: str) -> str:
    """A body in lines: JSON with a line for each member, all tokens as they were sent."""
    text = "\n".join(_laid_out(body)) if _is_json(body) else body
    return "\n".join(visible(each) for each in abbreviated(text, MAX_BODY).split("\n"))


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


def _laid_out(body: str) -> Iterator[str]:
    tokens = _TOKEN.findall(body)
    line, depth = "", 0
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token in "]}" and tokens[index - 1] not in "[{":
            yield line
            depth -= 1
            line = _INDENT * depth + token
        elif token in "]}":
            depth -= 1
            line += token
        elif token in "[{":
            depth += 1
            line += token
            if following not in "]}":
                yield line
                line = _INDENT * depth
        elif token == ",":
            yield line + token
            line = _INDENT * depth
        else:
            line += ": " if token == ":" else token
    yield line
