"""The rest-json protocol, server side: requests to parameters, results and errors to replies.

Knows members in URI labels and in the body; no bundled service has others. Parameters and results
are in wire names throughout.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn
from uuid import uuid4

from botocore.model import OperationModel, ServiceModel, StructureShape
from moto.core.exceptions import ServiceException
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from shapeproof.mock.backends import ModeledError
from shapeproof.mock.routing import Match, Route, Router, raw_path
from shapeproof.mock.validation import Problem, read_value, wire_members

Params = Mapping[str, Any]
"""The parameters of a call, by wire name: labels and body members together."""

Body = Mapping[str, Any]
"""The members of a response, by wire name."""

_SHOWN_PROBLEMS = 10


@dataclass(frozen=True)
class Reply:
    """An HTTP response to be sent."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class RestJsonApi:
    """What a service model says about requests and replies.

    ``invalid`` is the code of the error that refuses a request which does not fit the model.
    """

    model: ServiceModel
    invalid: str

    def answer(self, request: Request, perform: Callable[[str, Params], Body]) -> Reply:
        """The reply to a request; ``perform`` gets the operation's name and parameters."""
        try:
            sent = self._read_body(request)
            match = self._match(request)
            operation = self._operations[match.operation]
            params = self._params(operation, match, sent)
            return operation.reply(perform(operation.name, params))
        except ServiceException as error:
            return self.refusal(error)

    def refusal(self, error: ServiceException) -> Reply:
        """The reply that tells of an error."""
        fields = error.fields if isinstance(error, ModeledError) else {}
        body = {"message": error.message, **fields}
        status = self._error_statuses.get(error.code, 400)
        return _reply(status, body, {"x-amzn-errortype": error.code})

    @cached_property
    def _operations(self) -> Mapping[str, _Operation]:
        return {
            name: _Operation.of(self.model.operation_model(name))
            for name in self.model.operation_names
        }

    @cached_property
    def _router(self) -> Router:
        return Router(operation.route for operation in self._operations.values())

    @cached_property
    def _error_statuses(self) -> Mapping[str, int]:
        modeled = {
            error.get("code", shape.name): error["httpStatusCode"]
            for shape in self.model.error_shapes
            if "httpStatusCode" in (error := shape.metadata.get("error", {}))
        }
        return {"UnknownOperationException": 404, **modeled}

    def _match(self, request: Request) -> Match:
        try:
            return self._router.match(request.method, raw_path(request.environ))
        except UnicodeDecodeError:
            self._refuse("a label of the path is not UTF-8")

    def _read_body(self, request: Request) -> bytes:
        try:
            return request.get_data(cache=False)
        except (HTTPException, OSError):
            self._refuse("the body ended early or is badly framed")

    def _params(self, operation: _Operation, match: Match, sent: bytes) -> Params:
        given = self._parse(sent) if operation.reads_body else {}
        if not isinstance(given, dict):
            self._refuse("the body must be a JSON object")
        try:
            params, problems = read_value(operation.input, {**given, **match.labels})
        except RecursionError:
            self._refuse("the body is nested too deep")
        if problems:
            self._refuse(_summary(problems))
        return dict(params)

    def _parse(self, body: bytes) -> Any:
        try:
            # Decoded here, since json.loads would take other encodings and lone surrogates, too.
            return json.loads(body.decode(), parse_constant=_refuse_constant) if body else {}
        except RecursionError:
            self._refuse("the body is nested too deep")
        except ValueError as error:
            self._refuse(f"the body is not JSON: {error}")

    def _refuse(self, message: str) -> NoReturn:
        raise ModeledError(self.invalid, message)


@dataclass(frozen=True)
class _Operation:
    """The parts of an operation's model that every request needs."""

    name: str
    route: Route
    status: int
    input: StructureShape
    reads_body: bool
    outputs: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, model: OperationModel) -> _Operation:
        given = model.input_shape or StructureShape(model.name, {"type": "structure"})
        result = model.output_shape
        in_body = (not shape.serialization.get("location") for shape in given.members.values())
        return cls(
            name=model.name,
            route=Route.of(model.name, model.http["method"], model.http["requestUri"]),
            status=model.http.get("responseCode", 200),
            input=given,
            reads_body=any(in_body),
            outputs=frozenset(wire_members(result) if result else ()),
        )

    def reply(self, result: Body) -> Reply:
        """The success that shows those members of a result that the output shape has."""
        body = {name: value for name, value in result.items() if name in self.outputs}
        return _reply(self.status, body, {})


def _reply(status: int, body: Body, headers: Mapping[str, str]) -> Reply:
    # ASCII, so that a lone surrogate, which JSON allows and UTF-8 does not, goes back as it came.
    content = json.dumps(body, separators=(",", ":")).encode("ascii")
    common = {"Content-Type": "application/json", "x-amzn-RequestId": str(uuid4())}
    return Reply(status, {**common, **headers}, content)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _summary(problems: tuple[Problem, ...]) -> str:
    count = len(problems)
    shown = "; ".join(str(problem) for problem in problems[:_SHOWN_PROBLEMS])
    more = f"; and {count - _SHOWN_PROBLEMS} more" if count > _SHOWN_PROBLEMS else ""
    return f"{count} validation error{'s' if count > 1 else ''}: {shown}{more}"
