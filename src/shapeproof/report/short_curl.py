"""A request as one short curl line: curl signs it, so that no long signature is in the line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapeproof.report.curl import shell_quote
from shapeproof.report.document import FindingRecord, RequestRecord
from shapeproof.report.text import BASE64_PREFIX, cut, visible

_SCOPE = re.compile(r"AWS4-\S+ Credential=[^,/]*/\d{8}/(?P<region>[^/,]+)/(?P<service>[^/,]+)/")
_MADE_BY_CURL = frozenset(
    {"authorization", "x-amz-date", "content-length", "host", "user-agent", "accept",
     "x-amz-content-sha256", "x-amz-security-token"}
)  # fmt: skip
_FORM = "application/x-www-form-urlencoded"


def short_curl(finding: FindingRecord, limit: int) -> str:
    """The request of a finding for a shell, cut where it has more than ``limit`` characters.

    Requests that set up the state are left out. Empty where nothing was sent.
    """
    request = finding["request"]
    if not request["method"]:
        return ""
    return cut(visible(" ".join(_words(request))), limit)


def before(finding: FindingRecord) -> int:
    """How many requests set up the state before the one that shows the finding."""
    return max(0, len(finding["reproduce"]["curl"].splitlines()) - 1)


def _words(request: RequestRecord) -> Iterator[str]:
    body, method = request["body"], request["method"]
    yield "curl -i"
    if method != ("POST" if body else "GET"):
        yield f"-X {shell_quote(method)}"
    if re.search(r"/\.\.?(?:/|$)", request["url"]):
        yield "--path-as-is"
    for name, value in request["headers"].items():
        scope = _SCOPE.match(value) if name.lower() == "authorization" else None
        if scope:
            yield f"--aws-sigv4 aws:amz:{scope['region']}:{scope['service']} -u k:s"
        elif name.lower() not in _MADE_BY_CURL and not (value == _FORM and body):
            yield f"-H {shell_quote(f'{name}:{value}')}"
    if body.startswith(BASE64_PREFIX):
        yield "--data-binary @BYTES"
    elif body:
        yield f"{'--data-raw' if body.startswith('@') else '-d'} {shell_quote(body)}"
    yield shell_quote(request["url"].removeprefix("http://"))
