"""Records accepted calls of a user's tests as seeds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.sensitive_places import OperationPlaces
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import map_value
from shapeproof.run.seeds.checking import RequestChecker
from shapeproof.run.seeds.harvest import Harvest, features_of, recorded
from shapeproof.run.seeds.secrets import SecretsOfTest
from shapeproof.run.seeds.tape import Tape
from shapeproof.targets.client.values import from_python, to_driver
from shapeproof.targets.passive import SeenCall
from shapeproof.wire.aws_json.json_text import to_base64

_LARGEST = 20_000
"""Characters of parameters that are recorded."""
_checker = IdentityCache[Operation, RequestChecker](RequestChecker)


class _Unreadable(Exception):
    """A value that the API view cannot hold."""


@dataclass
class SeedRecorder:
    """Notes the accepted calls of tests; ``harvest`` is what is kept of them."""

    harvest: Harvest = field(default_factory=Harvest)
    _tape: Tape = field(default_factory=Tape)
    _secrets: SecretsOfTest = field(default_factory=SecretsOfTest)

    def begin_test(self) -> None:
        """Another test begins: values of those before mean nothing in it."""
        self._tape, self._secrets = Tape(), SecretsOfTest()

    def note(self, contract: Contract, call: SeenCall) -> None:
        """Note a call, if a server has accepted it.

        Values that break the contract are replaced by legal ones.
        """
        operation = contract.operations.get(call.operation)
        if operation is None or not _is_accepted(call) or _has_stream(call.params):
            return
        with suppress(_Unreadable):
            self._note(contract, operation, call)

    def _note(self, contract: Contract, operation: Operation, call: SeenCall) -> None:
        params = _without_tokens(operation, _api_view(operation.request_shape, call.params))
        output = _api_view(operation.response_shape, _readable(call.parsed))
        self._secrets.note(OperationPlaces.of(contract, operation.name), params, output)
        legal = _checker(operation).mended(params)
        if legal is None:
            problem = _checker(operation).problem(params) or ""
            self.harvest.illegal.setdefault((contract.service, operation.name), problem)
        if legal is None or len(json.dumps(params)) > _LARGEST:
            return
        linked = self._tape.linked(contract, operation.name, legal)
        kept = self._secrets.replaced(contract, operation, linked)
        features = features_of(operation.request_shape, legal)
        written = to_driver(operation.request, kept)
        made = recorded(contract.service, operation.name, written, features)
        self._tape.add(contract, made, params, output)
        self.harvest.add(made)


def _is_accepted(call: SeenCall) -> bool:
    """Whether a server, or a mock in its place, has answered with a success."""
    accepted = call.status is not None and 200 <= call.status < 300
    return call.how == "sent" and accepted and not call.failed


def _has_stream(value: Any) -> bool:
    """Whether a value holds a stream, which only the client may read."""
    if isinstance(value, Mapping):
        return any(map(_has_stream, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_stream, value))
    return hasattr(value, "read")


def _readable(output: Any) -> Any:
    """An output without its streams, and without what the client has added."""
    if isinstance(output, Mapping):
        return {
            key: _readable(each)
            for key, each in output.items()
            if key != "ResponseMetadata" and not _has_stream(each)
        }
    return output


def _api_view(shape: Shape, value: Any) -> Any:
    return map_value(shape, value, _scalar)


def _scalar(shape: Shape, value: Any) -> Any:
    """A scalar of boto3 in the API view. Raises _Unreadable for what it cannot hold."""
    if shape.is_timestamp:
        return _timestamp(value)
    if shape.is_blob and isinstance(value, str):
        return to_base64(value.encode("utf-8", "surrogatepass"))
    found = from_python(value)
    if isinstance(found, bool | int | float | None) or type(found) is str:
        return found
    return str(getattr(found, "value", found))  # an enum of texts


def _timestamp(value: Any) -> Any:
    """A timestamp as boto3 takes it: a datetime, seconds, or a text."""
    try:
        if isinstance(value, int | float):
            value = datetime.fromtimestamp(value, UTC)
        elif isinstance(value, str):
            value = datetime.fromisoformat(value)
        return from_python(value)
    except (ValueError, OverflowError, OSError):
        raise _Unreadable from None


def _without_tokens(operation: Operation, params: dict[str, Any]) -> dict[str, Any]:
    """Parameters without client tokens: clients make one for each call."""
    members = operation.request_shape.members
    return {
        name: each
        for name, each in params.items()
        if name not in members or not members[name].raw.get("x-idempotency-token")
    }
