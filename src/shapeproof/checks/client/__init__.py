"""Calls of a client judged: one class per kind of defect. Each is silent on a correct client."""

from shapeproof.checks.client.breakdowns import Crash, Driver, Hang, Robustness
from shapeproof.checks.client.interface import ClientCheck, ClientObservation
from shapeproof.checks.client.leaking_state import LeakingState
from shapeproof.checks.client.local_validation import LocalValidation
from shapeproof.checks.client.pagination import Pages
from shapeproof.checks.client.replies import Error, Output
from shapeproof.checks.client.requests import RequestContentType, WireRequest
from shapeproof.checks.client.retries import Retries, RetryBody
from shapeproof.checks.client.tolerances import TOLERANCES, Tolerance

CLIENT_CHECKS: tuple[ClientCheck, ...] = (
    WireRequest(),
    RequestContentType(),
    Output(),
    Error(),
    Retries(),
    RetryBody(),
    Hang(),
    Crash(),
    LeakingState(),
    Pages(),
    Robustness(),
    Driver(),
)
"""Checks of one call."""

CLIENT_CHECK_NAMES = (
    "wire_request",
    "request_content_type",
    "output",
    "error",
    "retries",
    "retry_body",
    "hang",
    "crash",
    "leaking_state",
    "pages",
    "local_validation",
    "robustness",
    "driver",
)
"""Every family of checks of clients, by the name that findings carry."""

__all__ = [
    "CLIENT_CHECKS",
    "CLIENT_CHECK_NAMES",
    "TOLERANCES",
    "ClientCheck",
    "ClientObservation",
    "LocalValidation",
    "Tolerance",
]
