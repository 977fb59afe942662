"""Shapeproof's cases with one fault, planted among the examples of Schemathesis."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemathesis import APIOperation
from schemathesis import Case as TheirCase

from shapeproof.checks.interface import Check, Observation
from shapeproof.checks.verdicts import AcceptsInvalid, WrongRejection, refused_for_another_reason
from shapeproof.contract.model import Operation
from shapeproof.exchange import Case, Expect, Finding, HttpRequest, HttpResponse
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.run.schemathesis_engine.relay import Relay
from shapeproof.run.server.base_requests import BaseRequests
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.names import Namer
from shapeproof.run.server.session import Observer, Session, distorted
from shapeproof.run.server.setup import SetupFailed, State
from shapeproof.wire.rest.uri_template import Label, UriTemplate, split_query


@dataclass(frozen=True)
class PlantedCase:
    """A case, the parameters it has in a state, and the harness that sends its twin.

    The twin is the base, which has no fault.
    """

    case: Case
    params: Mapping[str, Any]
    request: HttpRequest
    state: State
    base: Case
    harness: OperationHarness

    def verdicts(self, seen: Observation) -> list[Finding]:
        """Whether the answer is right.

        A refusal that is not a validation error is wrong only if the twin is accepted afterwards.
        """
        verdict: Check[Observation]
        if self.case.fault is None:
            return []
        if seen.exchange.accepted:
            verdict = AcceptsInvalid()
        elif not seen.exchange.crashed and self._is_wrong_rejection(seen):
            verdict = WrongRejection()
        else:
            return []
        return list(verdict.check(seen))

    def _is_wrong_rejection(self, seen: Observation) -> bool:
        if not refused_for_another_reason(seen) or self._names_what_is_needed(seen):
            return False
        params = self.harness.params_of(self.base, self.state)
        return self.harness.session.call(self.harness.operation, params, self.base).accepted

    def _names_what_is_needed(self, seen: Observation) -> bool:
        """Whether a 404 is right: the fault changes the name of what the operation needs."""
        named = self.case.varied_member in self.harness.role.needed_identifiers
        return named and seen.response.status == 404


def planted_cases(session: Session, namer: Namer, operation: Operation) -> Iterator[PlantedCase]:
    """A legal request that was accepted, and the cases of the operation that add one fault to it.

    The state that they need is created on the target. The legal request has a separate state, as it
    may use it up. Where no legal request is accepted, there are no cases.
    """
    contract = session.contract
    harness = OperationHarness.of(session, namer, operation, Observer(contract, session.codec))
    base = BaseRequests().find(harness).case
    if base is None:
        return
    faulted = (
        each
        for each in coverage_cases(contract, operation, base.params)
        if each.expect is Expect.REJECT and each.fault is not None
    )
    try:
        yield _planted(harness, base, base, harness.fresh_state())
        for case in faulted:
            yield _planted(harness, base, case, harness.state_for(case))
    except SetupFailed:
        return


def _planted(harness: OperationHarness, base: Case, case: Case, state: State) -> PlantedCase:
    params = harness.params_of(case, state)
    request = harness.session.codec.encode_request(harness.contract, harness.operation, params)
    if case.distortion is not None:
        request = distorted(request, case.distortion)
    return PlantedCase(case, params, request, state, base, harness)


def their_case(
    operation: APIOperation[Any, Any, Any, Any], template: UriTemplate, request: HttpRequest
) -> TheirCase[Any] | None:
    """A case that sends exactly this request, None where Schemathesis cannot send it.

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


def _sends(case: TheirCase[Any], request: HttpRequest) -> bool:
    """Whether a case sends this request; the attempt reaches no target."""
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
    """What distinguishes bodies: a JSON text without its blanks, or the bytes."""
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
