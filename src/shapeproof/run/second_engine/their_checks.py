"""Schemathesis's own checks, and how much what they find weighs.

They know the document and nothing else. It does not say that AWS reads null as absent, that an
error's code need not be declared, or in which state an operation succeeds. So a failure is as grave
as what shapeproof's own check of the same kind finds in the same answer, and else a hint: a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shapeproof.exchange import Finding, Severity

PREFIX = "schemathesis:"
"""What the names of these checks begin with in findings."""

_OF_ANSWERS = (
    "not_a_server_error",
    "response_schema_conformance",
    "response_headers_conformance",
    "content_type_conformance",
)
_OF_DATA_AND_STATE = (
    "status_code_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
    "use_after_free",
    "ensure_resource_availability",
)
"""What fails on conforming servers, too: by null members, names that are taken, slow removals."""
LEFT_OUT = (
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
    "object_level_authorization",
)
"""What a contract says nothing of: methods without operation, and whether a mock knows of keys."""
QUIET_IN_TESTS = (*LEFT_OUT, *_OF_DATA_AND_STATE)
"""What is off unless it is asked for where each failure counts."""
THEIR_CHECKS = tuple(PREFIX + name for name in (*_OF_ANSWERS, *_OF_DATA_AND_STATE))
"""The names in findings of all checks that are asked."""
_CONFIRMED_BY: Mapping[str, frozenset[str]] = {
    "not_a_server_error": frozenset({"server_error"}),
    "response_schema_conformance": frozenset({"response_schema", "error_shape", "malformed_json"}),
    "content_type_conformance": frozenset({"content_type"}),
    "status_code_conformance": frozenset({"status"}),
}
"""Shapeproof's checks of the same kind."""


def weight_of(name: str, findings: Iterable[Finding]) -> Severity:
    """How much a failure of a check weighs, by what shapeproof found in the same answer.

    ``name`` is Schemathesis's; what checks that users have added find are warnings.
    """
    least = Severity.NOTE if PREFIX + name in THEIR_CHECKS else Severity.WARNING
    confirming = _CONFIRMED_BY.get(name, frozenset())
    return max((least, *(each.severity for each in findings if each.check in confirming)))
