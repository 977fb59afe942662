"""The parts of a contract: a service, its operations, errors and paginators.

Schemas are JSON Schema 2020-12 documents in the API view (member names as in boto3). Their ``x-``
annotations say how each member travels; see ``docs/reference/contract.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.resolve import Schema as Schema  # noqa: PLC0414  # re-exported
from shapeproof.contract.shape import Shape
from shapeproof.contract.trust import Trust


@dataclass(frozen=True)
class HttpBinding:
    """How an operation is bound to HTTP (Smithy ``http`` trait).

    ``uri`` is the template with labels in braces (``/backend/{appId}``); ``status`` the code of a
    success.
    """

    method: str
    uri: str
    status: int = 200


@dataclass(frozen=True)
class ErrorContract:
    """A modeled error (Smithy ``error`` and ``httpError`` traits).

    ``name`` is the shape's name, ``code`` the one on the wire (mostly the same), ``status`` None
    where the model gives none. ``retryable`` is the model's trait: an object, maybe with
    ``throttling``; None if the model does not say that a retry helps.
    """

    name: str
    code: str
    status: int | None
    fault: Literal["client", "server"]
    schema: Schema
    retryable: Mapping[str, Any] | None = None

    @property
    def codes(self) -> frozenset[str]:
        """What clients may see it called: with ``awsQueryCompatible`` an error has two codes."""
        return frozenset({self.name, self.code})

    @cached_property
    def shape(self) -> Shape:
        """The typed view of its schema."""
        return Shape.of(self.schema)


@dataclass(frozen=True)
class Operation:
    """One operation: its HTTP binding and the schemas of its request and response.

    ``traits`` are all other traits of the model, by their names:
    ``endpoint`` (with ``hostPrefix``), ``idempotent``, ``readonly``, ``httpChecksum``, ``auth`` ...
    """

    name: str
    python_name: str
    http: HttpBinding
    request: Schema
    response: Schema
    errors: tuple[str, ...] = ()
    deprecated: bool = False
    traits: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def request_shape(self) -> Shape:
        """The typed view of the request's schema."""
        return Shape.of(self.request)

    @cached_property
    def response_shape(self) -> Shape:
        """The typed view of the response's schema."""
        return Shape.of(self.response)


@dataclass(frozen=True)
class Paginator:
    """How an operation is read page by page (botocore's paginators document)."""

    operation: str
    input_tokens: tuple[str, ...]
    output_tokens: tuple[str, ...]
    result_keys: tuple[str, ...]
    limit_key: str | None = None
    more_results: str | None = None
    non_aggregate_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acceptor:
    """One rule of a waiter: a matcher, its argument, and the state that a match leads to.

    ``matcher`` is ``status``, ``error``, ``path``, ``pathAll`` or ``pathAny``; ``argument`` the
    JMESPath of the last three; ``expected`` a status, a code, or a JSON value.
    """

    matcher: str
    expected: Any
    state: str
    argument: str | None = None


@dataclass(frozen=True)
class Waiter:
    """How to wait until a resource has a state (botocore's waiters document).

    ``delay`` is in seconds.
    """

    name: str
    operation: str
    delay: int
    max_attempts: int
    acceptors: tuple[Acceptor, ...]


@dataclass(frozen=True)
class ModelSource:
    """What a contract was compiled from: the kind of model, and the version that it states.

    ``kind`` is ``botocore`` (the version is botocore's), ``service-2`` (the document alone) or
    ``smithy`` (the version is that of the JSON AST).
    """

    kind: str
    version: str | None = None


@dataclass(frozen=True)
class Contract:
    """Everything that a service promises.

    ``errors`` are all that the service models, those that no operation lists included. ``trust``
    holds what an overlay says of a kind of fact, where it differs from the default.

    The other fields are about the documents, not the service: the ``source`` they were compiled
    from, the model's ``examples`` of calls as they are, whether a user named them by a path
    (``is_named``: overlays and strategies may then mention what this version lacks), and ``notes``
    of what was left out.
    """

    service: str
    api_version: str
    protocol: str
    full_name: str
    service_id: str
    operations: Mapping[str, Operation]
    errors: Mapping[str, ErrorContract] = field(default_factory=dict)
    paginators: Mapping[str, Paginator] = field(default_factory=dict)
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    waiters: Mapping[str, Waiter] = field(default_factory=dict)
    trust: Mapping[str, Trust] = field(default_factory=dict)
    source: ModelSource | None = field(default=None, compare=False)
    examples: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    is_named: bool = field(default=False, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def protocols(self) -> tuple[str, ...]:
        """All protocols that the service speaks; ``protocol`` is the one of these documents."""
        return tuple(self.metadata.get("protocols") or (self.protocol,))

    def errors_of(self, operation: Operation) -> tuple[ErrorContract, ...]:
        """The modeled errors of one operation, in the model's order."""
        return tuple(self.errors[name] for name in operation.errors)

    def error_of(self, operation: Operation, code: str | None) -> ErrorContract | None:
        """The modeled error of one operation that a code names, by either of its codes."""
        return next((each for each in self.errors_of(operation) if code in each.codes), None)
