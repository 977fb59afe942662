"""Calls of a client judged: one class per kind of defect. Each is silent on a correct client."""

from shapeproof.checks.client.breakdowns import Crash, Driver, Hang
from shapeproof.checks.client.content_type import RequestContentType
from shapeproof.checks.client.error import Error
from shapeproof.checks.client.interface import ClientCheck, ClientObservation
from shapeproof.checks.client.leaking_state import LeakingState
from shapeproof.checks.client.local_validation import LocalValidation
from shapeproof.checks.client.output import Output
from shapeproof.checks.client.pages import Pages
from shapeproof.checks.client.retries import Retries, RetryBody
from shapeproof.checks.client.robustness import Robustness
from shapeproof.checks.client.tolerances import TOLERANCES, Tolerance
from shapeproof.checks.client.wire_request import WireRequest

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
