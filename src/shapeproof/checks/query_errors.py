"""The codes of the query protocol that services which have left it still send.

Smithy ``awsQueryCompatible`` trait: a client that asks for it gets, in a header, the code that the
error had in query, and by whose fault it is. SDKs report that code to their users.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks import texts
from shapeproof.checks.interface import Observation
from shapeproof.contract.model import ErrorContract
from shapeproof.exchange import Finding, Severity
from shapeproof.wire.error_codes import (
    QUERY_ERROR_HEADER,
    QUERY_MODE_HEADER,
    asks_for_query_errors,
    query_code,
    query_error_of,
)

_PLACE = f"error response header {QUERY_ERROR_HEADER}"


def query_error_findings(check: str, seen: Observation, error: ErrorContract) -> Iterator[Finding]:
    """A warning where the header is missing, or names another error than the body.

    An error that has no code of its own needs no header (Smithy ``awsQueryError`` trait).
    """
    if error.code == error.name or not asks_for_query_errors(seen.contract, seen.exchange.request):
        return
    header, expected = seen.response.header(QUERY_ERROR_HEADER), query_error_of(error)
    found = query_code(seen.response)
    if found is None:
        yield seen.finding(
            check, Severity.WARNING, _PLACE, "required",
            texts.no_query_error(QUERY_MODE_HEADER, expected, header),
        )  # fmt: skip
    elif found not in error.codes:
        yield seen.finding(
            check, Severity.WARNING, _PLACE, f"code of {error.name}",
            texts.other_query_error(error.name, expected, header),
        )  # fmt: skip
