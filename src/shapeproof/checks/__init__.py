"""Exchanges judged: one class per kind of defect. Each is silent on a conforming server."""

from shapeproof.checks.error_shape import ErrorShape
from shapeproof.checks.interface import Check, Observation
from shapeproof.checks.responses import (
    ContentType,
    Echo,
    MalformedBody,
    RequestId,
    ResponseSchema,
    ServerError,
    Status,
)
from shapeproof.checks.schemas import OperationSchemas

ON_EVERY_ANSWER: tuple[Check, ...] = (
    Status(),
    ContentType(),
    MalformedBody(),
    ResponseSchema(),
    ErrorShape(),
    RequestId(),
    Echo(),
)
"""Checks of every answer to a request whose outcome the contract tells."""

LIFECYCLE_CHECK_NAMES = (
    "lost_write",
    "lost_update",
    "not_removed",
    "made_twice",
    "leftovers",
    "isolation",
    "atomicity",
    "copies",
    "dangling_identifier",
    "listing",
    "filters",
    "pagination",
)
"""The families that only the stateful phase can tell of."""

CHECK_NAMES = (
    "rejects_valid",
    "accepts_invalid",
    "wrong_rejection",
    "server_error",
    "status",
    "response_schema",
    "content_type",
    "malformed_json",
    "error_shape",
    "request_id",
    "echo",
    "read_back",
    "not_found",
    "unknown_path",
    "not_reached",
    *LIFECYCLE_CHECK_NAMES,
)
"""Every family of checks, by the name that findings carry."""

__all__ = [
    "CHECK_NAMES",
    "LIFECYCLE_CHECK_NAMES",
    "ON_EVERY_ANSWER",
    "Check",
    "Observation",
    "OperationSchemas",
    "ServerError",
]
