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
from shapeproof.exchange.findings import Exchange, Finding, FindingTexts, Severity
from shapeproof.exchange.messages import Headers, HttpRequest, HttpResponse
from shapeproof.exchange.text import Limit, Said, Shown, Text

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
    "FindingTexts",
    "Headers",
    "HttpRequest",
    "HttpResponse",
    "Limit",
    "Outcome",
    "Reply",
    "Said",
    "Severity",
    "Shown",
    "Text",
]
