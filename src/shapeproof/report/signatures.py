"""Signatures of shapeproof's own requests, as reports show them: the same in every run.

A signature holds the time, and is made with keys that may be a user's. Reports show the dummy key,
a fixed time and a signature of zeros: servers that look at the form of a signature accept that,
those that verify it refuse any signature after some minutes.
"""

from __future__ import annotations

import re
from dataclasses import replace

from shapeproof.exchange import HttpRequest
from shapeproof.report.masking.encodings import MASK
from shapeproof.targets.environment import ACCESS_KEY

DAY = "20200811"
TIMESTAMP = f"{DAY}T000000Z"
_DATE_HEADER = "x-amz-date"
_PRESIGNED = re.compile(r"([?&]X-Amz-(?:Signature|Security-Token)=)[^&]+", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"(?P<algorithm>AWS4-\S+) Credential=[^,]*?/\d{8}/(?P<scope>[^,]*), "
    r"(?P<headers>SignedHeaders=[^,]*), Signature=(?P<signature>[0-9a-f]{64})"
)


def without_stamps(request: HttpRequest) -> HttpRequest:
    """The request with a signature that does not depend on keys and time."""
    headers = tuple((name, _fixed(name.lower(), value)) for name, value in request.headers)
    return replace(request, headers=headers)


def masked_signature(request: HttpRequest) -> HttpRequest:
    """The request with a signature that does not depend on keys; what has another form is masked.

    Its times stay.
    """
    headers = tuple((name, _unsigned(name.lower(), value)) for name, value in request.headers)
    return replace(request, target=_PRESIGNED.sub(r"\1***", request.target), headers=headers)


def stamps(request: HttpRequest) -> tuple[str, ...]:
    """What a request says of its time, and its signature: an answer may repeat them."""
    found = _SIGNATURE.fullmatch(request.header("Authorization") or "")
    date = request.header(_DATE_HEADER)
    return tuple(filter(None, (date, found["signature"]))) if found else ()


def _unsigned(name: str, value: str) -> str:
    """A header field without what was made of keys."""
    if name != "authorization" or not value.startswith("AWS4-"):
        return value
    fixed = _fixed(name, value)
    return MASK if fixed == value and "0" * 64 not in value else fixed


def _fixed(name: str, value: str) -> str:
    if name == _DATE_HEADER:
        return TIMESTAMP
    found = _SIGNATURE.fullmatch(value) if name == "authorization" else None
    if found is None:
        return value
    scope = f"{ACCESS_KEY}/{DAY}/{found['scope']}"
    return f"{found['algorithm']} Credential={scope}, {found['headers']}, Signature={'0' * 64}"
