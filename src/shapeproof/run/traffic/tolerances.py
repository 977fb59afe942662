"""What recordings do to messages, which is no defect of client or server; each has a name.

docs/reference/traffic.md prints them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapeproof.exchange import Finding, HttpRequest, HttpResponse, Said, Severity, Shown
from shapeproof.exchange.text import Text

REDACTED, HEADERS, CUT, NEWER = (
    "redacted-values",
    "removed-headers",
    "cut-bodies",
    "newer-than-the-model",
)

TOLERANCES: Mapping[str, str] = {
    REDACTED: "A value that a recorder has replaced: REDACTED, ***, sanitized and the like.",
    HEADERS: "Header fields that a recorder has removed from a message.",
    CUT: "A body that the recording does not have, or not to its end.",
    NEWER: "A member that AWS itself returns and the model does not have is a note.",
}
"""Each tolerance and its reason."""

_WORDS = (
    "redacted", "sanitized", "sanitised", "filtered", "masked", "removed", "scrubbed", "censored",
    "obfuscated", "anonymized", "anonymised", "hidden", "secret", "placeholder",
)  # fmt: skip
_WHOLE = re.compile(rf"[\W_]*(?:\w+[_ -])?(?:{'|'.join(_WORDS)})(?:[_ -]\w+)?[\W_]*", re.IGNORECASE)
_INSIDE = re.compile(r"REDACTED|SANITI[SZ]ED|SCRUBBED|\*{3,}|\bX{6,}\b|<[A-Z_]{3,}>|\[[A-Z_]{4,}\]")
_LONGEST = 4096


def is_redacted(value: Any) -> bool:
    """Whether a recorder has replaced a value, or a part of it."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        return False
    return _is_wholly(value) or bool(_INSIDE.search(value))


def _is_wholly(value: str) -> bool:
    is_mask = len(value) > 2 and set(value) <= {"*", "x", "X", "•"}
    return is_mask or bool(_WHOLE.fullmatch(value))


def is_redacted_body(message: HttpRequest | HttpResponse) -> bool:
    """Whether a recorder has replaced a whole body."""
    if len(message.body) > 100:
        return False
    text = message.body.decode("utf-8", "replace").strip().strip('"')
    return bool(text) and _is_wholly(text)


def tolerated(finding: Finding, response: HttpResponse | None) -> str:
    """The tolerance because of which a finding is not reported; empty for none."""
    if is_redacted(_value(finding.texts.actual)):
        return REDACTED
    is_header = finding.where.startswith("response header")
    if is_header and response is not None and not response.headers:
        return HEADERS
    return ""


def weighed(finding: Finding, *, by_aws: bool) -> Finding:
    """A finding with its severity: what AWS adds to its outputs is no defect of anyone."""
    is_added = finding.constraint == "unknown" and finding.where.startswith("response")
    return replace(finding, severity=Severity.NOTE) if by_aws and is_added else finding


def _value(actual: Text) -> Any:
    part = actual.part
    if isinstance(part, Shown):
        return part.value
    return part.words if isinstance(part, Said) else None
