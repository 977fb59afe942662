"""Percent-encoding as AWS's SDKs do it (RFC 3986, 2.1 and 2.3; Smithy ``httpLabel`` trait)."""

from __future__ import annotations

from urllib.parse import quote, unquote


def percent_encode(text: str, keep: str = "") -> str:
    """Encode all but unreserved characters (``A-Za-z0-9-._~``) and those to keep.

    Lone surrogates, which UTF-8 has no bytes for, are encoded as if it had.
    """
    return quote(text, safe=keep, errors="surrogatepass")


def percent_decode(text: str) -> str:
    """Decode; bytes that are no UTF-8 become U+FFFD, and a ``+`` stays a ``+``."""
    return unquote(text, errors="replace")
