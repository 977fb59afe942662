"""HTTP bodies as the text of a report.

A body that is UTF-8 stands as it is, any other one as ``base64:`` and its base64; so does a text
that begins with ``base64:`` itself, so that the two cannot be confused. Response bodies longer than
``MAX_RESPONSE_TEXT`` characters have their middle left out.
"""

from __future__ import annotations

import base64

from shapeproof.report.text import abbreviated

BASE64_PREFIX = "base64:"
MAX_RESPONSE_TEXT = 262_144


def body_text(body: bytes) -> str:
    """The body as text."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _in_base64(body)
    return _in_base64(body) if text.startswith(BASE64_PREFIX) else text


def response_text(body: bytes) -> str:
    """The body of a response as text of a bounded length."""
    return abbreviated(body_text(body), MAX_RESPONSE_TEXT)


def _in_base64(body: bytes) -> str:
    return BASE64_PREFIX + base64.b64encode(body).decode("ascii")
