"""The vocabulary that generators, codecs, targets, checks, the runner and the reports share."""

from shapeproof.exchange.calls import (
    After,
    Breakdown,
    ClientCase,
    ClientError,
    ClientExchange,
    ClientResult,
    ExpectedError,
    Outcome,
    Reply,
)
from shapeproof.exchange.cases import Case, Distortion, Expect, Fault
from shapeproof.exchange.findings import Exchange, Finding, Severity
from shapeproof.exchange.messages import Headers, HttpRequest, HttpResponse

__all__ = [
    "After",
    "Breakdown",
    "Case",
    "ClientCase",
    "ClientError",
    "ClientExchange",
    "ClientResult",
    "Distortion",
    "Exchange",
    "Expect",
    "ExpectedError",
    "Fault",
    "Finding",
    "Headers",
    "HttpRequest",
    "HttpResponse",
    "Outcome",
    "Reply",
    "Severity",
]
