"""The built-in checks, in the order of reports."""

from __future__ import annotations

from typing import Any

from shapeproof.checks.availability import NotAvailable
from shapeproof.checks.client.breakdowns import Crash, Driver, Hang, Robustness
from shapeproof.checks.client.invalid_calls import InvalidCall
from shapeproof.checks.client.leaking_state import LeakingState
from shapeproof.checks.client.local_validation import LocalValidation
from shapeproof.checks.client.pagination import Pages
from shapeproof.checks.client.replies import Error, Output
from shapeproof.checks.client.requests import RequestContentType, WireRequest
from shapeproof.checks.client.retries import Retries, RetryBody
from shapeproof.checks.error_shape import ErrorShape
from shapeproof.checks.interface import Check
from shapeproof.checks.lifecycle.effects import (
    CLIENT_TOKEN,
    IDENTITY,
    IMPORTS,
    PARTIAL_UPDATE,
    SEVERAL,
)
from shapeproof.checks.lifecycle.existence import (
    DANGLING_IDENTIFIER,
    LEFTOVERS,
    MADE_TWICE,
    NOT_REMOVED,
)
from shapeproof.checks.lifecycle.listings import FILTERS, LISTING
from shapeproof.checks.lifecycle.pages import PAGINATION
from shapeproof.checks.lifecycle.writes import (
    ATOMICITY,
    COPIES,
    ISOLATION,
    LOST_UPDATE,
    LOST_WRITE,
)
from shapeproof.checks.malformed_body import FORMS, MalformedBody
from shapeproof.checks.parsed_calls import RequestSchema
from shapeproof.checks.read_back import ReadBackCheck
from shapeproof.checks.responses import (
    ContentType,
    Echo,
    RequestId,
    ResponseSchema,
    ServerError,
    Status,
)
from shapeproof.checks.verdicts import (
    AcceptsInvalid,
    NotFound,
    NotReached,
    RejectsValid,
    SilentRejection,
    TookEffect,
    UnknownPath,
    WrongRejection,
)
from shapeproof.checks.wire_form import WireForm

BUILT_IN: tuple[Check[Any], ...] = (
    RejectsValid(),
    AcceptsInvalid(),
    WrongRejection(),
    SilentRejection(),
    TookEffect(),
    ServerError(),
    Status(),
    ContentType(),
    *(MalformedBody(each) for each in FORMS),
    WireForm(),
    ResponseSchema(),
    ErrorShape(),
    RequestId(),
    Echo(),
    ReadBackCheck(),
    NotFound(),
    UnknownPath(),
    NotReached(),
    NotAvailable(),
    LOST_WRITE,
    LOST_UPDATE,
    NOT_REMOVED,
    MADE_TWICE,
    LEFTOVERS,
    ISOLATION,
    ATOMICITY,
    COPIES,
    DANGLING_IDENTIFIER,
    LISTING,
    FILTERS,
    PAGINATION,
    IDENTITY,
    SEVERAL,
    IMPORTS,
    PARTIAL_UPDATE,
    CLIENT_TOKEN,
    RequestSchema(),
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
    InvalidCall(),
    LocalValidation(),
    Robustness(),
    Driver(),
)
"""All of them; some report under one name."""
