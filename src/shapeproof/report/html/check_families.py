"""Families of checks: what of an API they look at. They are the columns of the heat map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OTHER = "Own checks"
"""The family of checks that other packages add."""


@dataclass(frozen=True)
class CheckFamily:
    """Checks that look at one side of an API; ``about`` says at which."""

    name: str
    about: str
    checks: tuple[str, ...]


FAMILIES = (
    CheckFamily(
        "Failures", "the target fails, hangs, or does not answer",
        ("server_error", "crash", "hang", "driver", "robustness", "leaking_state"),
    ),
    CheckFamily(
        "Reach", "legal requests are refused, or nothing could be checked",
        ("rejects_valid", "not_reached", "not_available"),
    ),
    CheckFamily(
        "Validation", "requests with one fault are accepted, or refused for another reason",
        ("accepts_invalid", "wrong_rejection", "local_validation", "invalid_call"),
    ),
    CheckFamily(
        "Requests", "how a request is written, and how often it is sent",
        ("request_schema", "request_form", "wire_request", "request_content_type", "retries",
         "retry_body"),
    ),
    CheckFamily(
        "Message form", "status, header fields and syntax of answers",
        ("status", "content_type", "malformed_json", "malformed_xml", "malformed_cbor",
         "wire_form", "request_id", "unknown_path"),
    ),
    CheckFamily(
        "Values", "members, types and values of answers",
        ("response_schema", "echo", "output", "read_back"),
    ),
    CheckFamily(
        "Errors", "how errors are named and written", ("error_shape", "error", "not_found"),
    ),
    CheckFamily(
        "State", "what was written can be read, changed and removed",
        ("lost_write", "lost_update", "not_removed", "made_twice", "leftovers", "isolation",
         "atomicity", "copies", "dangling_identifier", "identity", "several", "imports",
         "partial_update", "client_token"),
    ),
    CheckFamily("Lists", "lists, filters and pages", ("listing", "filters", "pagination", "pages")),
)  # fmt: skip
"""In the order of the page."""

_BY_CHECK: Mapping[str, str] = {check: each.name for each in FAMILIES for check in each.checks}


def family_of_check(check: str) -> str:
    """The name of the family of a check."""
    return _BY_CHECK.get(check, OTHER)
