"""Small services over JSON-RPC whose lifecycle is guessed, and servers of them in a few lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.compile.lifecycle.inference import infer_lifecycle
from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.run.plan import Budget, Plan
from shapeproof.run.seeds.seed import Seeds
from shapeproof.run.server.base_requests import BaseRequests, search_order
from shapeproof.run.server.names import RunTag, tag_of
from shapeproof.run.server.phase import PhaseContext
from shapeproof.wire.registry import codec_for

TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 200}
Members = Mapping[str, Mapping[str, Any]]


def structure(members: Members, *required: str) -> dict[str, Any]:
    """The schema of a structure."""
    schema: dict[str, Any] = {"type": "object", "properties": dict(sorted(members.items()))}
    return schema | ({"required": sorted(required)} if required else {})


def operation(name: str, request: Any, response: Any = None) -> Operation:
    """An operation; requests and responses are schemas, or names of required texts."""

    def schema(given: Any) -> dict[str, Any]:
        if isinstance(given, dict):
            return given
        names = tuple((given or "").split())
        return structure(dict.fromkeys(names, TEXT), *names)

    binding = HttpBinding("POST", "/")
    return Operation(name, name.lower(), binding, schema(request), schema(response))


def contract_of(*operations: Operation) -> Contract:
    """The contract of a service with these operations."""
    by_name = {each.name: each for each in sorted(operations, key=lambda each: each.name)}
    return Contract(
        service="small",
        api_version="2020-01-01",
        protocol="json",
        full_name="Small",
        service_id="Small",
        operations=by_name,
        lifecycle=infer_lifecycle(by_name),
        metadata={"jsonVersion": "1.1", "targetPrefix": "Small", "endpointPrefix": "small"},
    )


class Refused(Exception):
    """A call is refused."""

    def __init__(self, code: str, message: str = "", status: int = 400) -> None:
        super().__init__(code)
        self.code, self.message, self.status = code, message, status


@dataclass
class SmallServer:
    """A target whose operations are functions of the parameters; it remembers every call."""

    functions: Mapping[str, Callable[[dict[str, Any]], dict[str, Any] | None]]
    kind: str = "wsgi"
    address: str = "test"
    base_url: str = "http://127.0.0.1"
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def send(self, request: HttpRequest) -> HttpResponse:
        name = (request.header("X-Amz-Target") or "").partition(".")[2]
        try:
            params = json.loads(request.body or b"{}")
        except ValueError:
            return answer(400, {"__type": "SerializationException"})
        if name not in self.functions:
            return answer(400, {"__type": "UnknownOperationException"})
        if not isinstance(params, dict):
            return answer(400, {"__type": "SerializationException"})
        self.calls.append((name, params))
        try:
            return answer(200, self.functions[name](params) or {})
        except Refused as refused:
            body = {"__type": refused.code, "message": refused.message}
            return answer(refused.status, body)
        except Exception as error:  # it validates nothing
            return answer(500, {"__type": "InternalError", "message": repr(error)})

    def close(self) -> None:
        pass

    @property
    def counts(self) -> Counter[str]:
        """How often each operation was called."""
        return Counter(name for name, _ in self.calls)

    def sent(self, name: str) -> list[dict[str, Any]]:
        """The parameters of the calls of an operation."""
        return [params for each, params in self.calls if each == name]


def answer(status: int, body: Mapping[str, Any]) -> HttpResponse:
    headers = (("Content-Type", "application/x-amz-json-1.1"),)
    return HttpResponse(status, headers, json.dumps(body).encode())


def context_of(
    contract: Contract, server: Any, seeds: Seeds | None = None, **plan: Any
) -> PhaseContext:
    """The context of a run against a server."""
    wanted = Plan(**plan)
    return PhaseContext(
        contract=contract,
        codec=codec_for(contract.protocol),
        target=server,
        plan=wanted,
        budget=Budget(wanted.max_requests),
        operations=wanted.select(contract),
        tag=RunTag(tag_of(wanted.seed, 0), wanted.seed),
        bases=BaseRequests(seeds=seeds or Seeds()),
    )


def searched(contract: Contract, server: Any, **more: Any) -> BaseRequests:
    """The base requests of all operations of a service."""
    context = context_of(contract, server, **more)
    in_order = search_order(contract, context.operations)
    context.bases.search_all(in_order, context.harness)
    return context.bases


def reached(bases: BaseRequests) -> set[str]:
    """The operations of which a request was accepted."""
    return {name for name, each in bases.found.items() if each.case is not None}
