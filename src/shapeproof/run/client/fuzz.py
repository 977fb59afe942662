"""The fuzz phase: drawn requests with legal replies or modeled errors; failures are shrunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.exchange import ClientCase, ClientExchange, ClientFamily, Finding, case_id
from shapeproof.generate.client import drawn_case, drawn_error_case, may_be_retried
from shapeproof.generate.draws import drawn
from shapeproof.generate.strategies import errors, requests, responses
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.client.judge import ClientJudge
from shapeproof.run.plan import Plan
from shapeproof.run.server.reduction import Shows, smallest_request

Params = Mapping[str, Any]
_ERROR_SHARE = 4
"""One in this many drawn calls is answered by an error."""


@dataclass(frozen=True)
class _Drawn:
    """A drawn request with an output, or with an error's name and members."""

    params: Params
    output: Params
    error: str = ""

    def case(self, judge: ClientJudge, number: int) -> ClientCase:
        contract, operation, codec = judge.contract, judge.operation, judge.codec
        if self.error:
            error = contract.errors[self.error]
            case = drawn_error_case(contract, operation, codec, self.params, error, self.output)
        else:
            case = drawn_case(contract, operation, codec, self.params, self.output)
        label = f"{number:03}"
        name = case_id(operation.name, ClientFamily.FUZZ, "", label)
        return replace(case, id=name, label=label)


Played = tuple[ClientCase, ClientExchange, list[Finding]]
Ask = Callable[[ClientJudge, ClientCase], Played | None]
"""Plays a case; None where the client does not have what it asks for."""


def fuzzed(judge: ClientJudge, plan: Plan, ask: Ask) -> Iterator[Played]:
    """Play drawn calls of an operation, as many as the plan has examples."""
    for number, each in enumerate(_draws(judge, plan), 1):
        known = set(judge.reported)
        played = ask(judge, each.case(judge, number))
        if played is None:
            continue
        case, call, found = played
        new = {one.id: one for one in reversed(found) if one.id not in known}
        smallest = [
            _smallest(judge, replace(each, params=case.params), number, one) for one in new.values()
        ]
        yield case, call, [*smallest, *(one for one in found if one.id in known)]


def _draws(judge: ClientJudge, plan: Plan) -> Iterator[_Drawn]:
    contract, operation, name = judge.contract, judge.operation, judge.operation.name
    count, seed = plan.max_examples, plan.seed
    failing = [
        (error, members)
        for error, members in drawn(
            errors(contract, operation), count, f"{name}/client/errors", seed
        )
        if not may_be_retried(contract.errors[error])
    ][: count // _ERROR_SHARE]
    legal = count - len(failing)
    sent = drawn(requests(contract, operation), count, f"{name}/client/requests", seed) or [{}]
    given = drawn(responses(contract, operation), legal, f"{name}/client/responses", seed) or [{}]
    for index in range(max(len(given), min(len(sent), legal))):
        yield _Drawn(sent[index % len(sent)], given[index % len(given)])
    for index, (error, members) in enumerate(failing, legal):
        yield _Drawn(sent[index % len(sent)], members, error)


def _smallest(judge: ClientJudge, each: _Drawn, number: int, found: Finding) -> Finding:
    """The finding with the smallest request and reply that show it; the tries are limited."""
    if found.call is None or found.call.result.breakdown is not None:
        return found  # each try would have to start the client

    def shows(other: _Drawn) -> bool:
        return judge.finds(other.case(judge, number), found.id) is not None

    each = replace(
        each,
        params=_smaller(
            judge.operation.request, each.params, lambda params: shows(replace(each, params=params))
        ),
    )
    root = judge.contract.errors[each.error].schema if each.error else judge.operation.response
    each = replace(
        each,
        output=_smaller(root, each.output, lambda output: shows(replace(each, output=output))),
    )
    return judge.finds(each.case(judge, number), found.id) or found


def _smaller(root: Schema, value: Params, shows: Shows) -> Params:
    plain = dict(PlainValues(root).value())
    if shows(plain):
        return plain
    smaller = smallest_request(root, plain, value, shows)[1]
    return smaller if shows(smaller) else value
