"""The vocabulary that generators, codecs, targets, checks, the runner and the reports share."""

from shapeproof.exchange.calls import (
    LOG_MARK,
    After,
    Breakdown,
    ClientCase,
    ClientError,
    ClientExchange,
    ClientFamily,
    ClientResult,
    ExpectedError,
    Outcome,
    Reply,
)
from shapeproof.exchange.cases import Absence, Case, Distortion, Expect, Family, case_id
from shapeproof.exchange.faults import Fault, How
from shapeproof.exchange.findings import Exchange, Finding, FindingTexts, Severity
from shapeproof.exchange.messages import Headers, HttpRequest, HttpResponse
from shapeproof.exchange.text import Limit, Said, Shown, Text

__all__ = [
    "LOG_MARK",
    "Absence",
    "After",
    "Breakdown",
    "Case",
    "ClientCase",
    "ClientError",
    "ClientExchange",
    "ClientFamily",
    "ClientResult",
    "Distortion",
    "Exchange",
    "Expect",
    "ExpectedError",
    "Family",
    "Fault",
    "Finding",
    "FindingTexts",
    "Headers",
    "How",
    "HttpRequest",
    "HttpResponse",
    "Limit",
    "Outcome",
    "Reply",
    "Said",
    "Severity",
    "Shown",
    "Text",
    "case_id",
]
