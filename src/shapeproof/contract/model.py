"""The nouns of a contract: a service, its operations, errors and paginators.

Schemas are JSON Schema 2020-12 documents in the API view (member names as in boto3). Their ``x-``
annotations tell how each member travels; see ``docs/contract.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shapeproof.contract.lifecycle import Lifecycle

Schema = Mapping[str, Any]
"""A JSON Schema 2020-12 document, or a part of one."""


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
    where the model gives none.
    """

    name: str
    code: str
    status: int | None
    fault: Literal["client", "server"]
    schema: Schema


@dataclass(frozen=True)
class Operation:
    """One operation: its binding and the schemas of what goes out and comes back."""

    name: str
    python_name: str
    http: HttpBinding
    request: Schema
    response: Schema
    errors: tuple[str, ...] = ()
    deprecated: bool = False


@dataclass(frozen=True)
class Paginator:
    """How an operation is read page by page (botocore's paginators document)."""

    operation: str
    input_tokens: tuple[str, ...]
    output_tokens: tuple[str, ...]
    result_keys: tuple[str, ...]
    limit_key: str | None = None
    more_results: str | None = None


@dataclass(frozen=True)
class Contract:
    """Everything that a service promises."""

    service: str
    api_version: str
    protocol: str
    full_name: str
    service_id: str
    operations: Mapping[str, Operation]
    errors: Mapping[str, ErrorContract] = field(default_factory=dict)
    paginators: Mapping[str, Paginator] = field(default_factory=dict)
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    metadata: Mapping[str, str] = field(default_factory=dict)

    def errors_of(self, operation: Operation) -> tuple[ErrorContract, ...]:
        """The modeled errors of one operation, in the model's order."""
        return tuple(self.errors[name] for name in operation.errors)
