"""Requests as cases of Schemathesis."""

from __future__ import annotations

import json
from typing import Any

from schemathesis import APIOperation, Case

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.run.schemathesis_engine.relay import Relay
from shapeproof.wire.uri_template import Label, UriTemplate, split_query


def their_case(
    operation: APIOperation[Any, Any, Any, Any], template: UriTemplate, request: HttpRequest
) -> Case[Any] | None:
    """A case that sends exactly this request, None where Schemathesis has no way to.

    It has no metadata: Schemathesis's own checks of legal and illegal data leave it alone.
    """
    labels = _raw_labels(template, request.target)
    if labels is None:
        return None
    names = _path_parameters(operation.path)
    query: dict[str, list[str]] = {}
    for name, value in split_query(request.target.partition("?")[2]):
        query.setdefault(name, []).append(value)
    content: dict[str, Any] = {"body": _body(request.body)} if request.body else {}
    case = operation.Case(
        path_parameters=dict(zip(names, labels, strict=True)),
        headers=dict(request.headers),
        query=query,
        media_type=request.header("Content-Type") if request.body else None,
        **content,
    )
    return case if _sends(case, request) else None


def _sends(case: Case[Any], request: HttpRequest) -> bool:
    """Whether a case sends this request, by letting it be sent to nobody."""
    sent: list[HttpRequest] = []

    def take(each: HttpRequest) -> HttpResponse:
        sent.append(each)
        return HttpResponse(204)

    try:
        case.operation.schema.transport.send(case, app=Relay(take))
    except Exception:  # what Schemathesis cannot encode may fail in any way
        return False
    return bool(sent) and _same(sent[0], request)


def _same(sent: HttpRequest, wanted: HttpRequest) -> bool:
    kept = all(sent.header(name) == value for name, value in wanted.headers)
    same_type = sent.header("Content-Type") == wanted.header("Content-Type")
    where = (sent.method, sent.target) == (wanted.method, wanted.target)
    return where and kept and same_type and _value(sent.body) == _value(wanted.body)


def _value(body: bytes) -> object:
    """What tells bodies apart: a JSON text without its blanks, or the bytes."""
    try:
        pairs = json.loads(body, object_pairs_hook=lambda found: found)
        return json.dumps(pairs)
    except (ValueError, RecursionError):
        return body


def _body(body: bytes) -> Any:
    """The body as Schemathesis is to have it: a value where it writes the same JSON, else bytes."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return body
    return value if _value(json.dumps(value).encode()) == _value(body) else body


def _path_parameters(path: str) -> list[str]:
    segments = UriTemplate.parse(path.partition("#")[0]).segments
    return [each.name for each in segments if isinstance(each, Label)]


def _raw_labels(template: UriTemplate, target: str) -> list[str] | None:
    """The labels of a path as they stand there, encoded or empty, in the order of the template."""
    found = target.partition("?")[0].removeprefix("/").split("/")
    spare = len(found) - len(template.segments)
    labels: list[str] = []
    for segment in template.segments:
        width = 1 + spare if isinstance(segment, Label) and segment.greedy else 1
        text, found = "/".join(found[:width]), found[width:]
        if isinstance(segment, Label):
            labels.append(text)
        elif text != segment:
            return None
    return None if found else labels
