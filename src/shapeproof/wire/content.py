"""What a body is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Content:
    """The bytes of a body and what they are; no media type where there is no body."""

    body: bytes = b""
    media_type: str | None = None
