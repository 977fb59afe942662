"""User and password in URLs, and in texts with URLs in them, masked."""

from __future__ import annotations

import re

from shapeproof.report.masking.encodings import MASK

_URL = re.compile(r"(?:[A-Za-z][\w+.-]{1,30}:/{0,2}|//)\S+")
"""A URL in a text, also one that has lost slashes as it was read as a path or as a module."""
_SPACED = re.compile(r"(//?)[^\[\s/?#@:\"']+:(?!\d+\b)[^\s@][^@\n]{0,200}@(?=[^\s@])")
"""User and password, with spaces in it, and not a port."""
_HOST = re.compile(r"[^:@]*(?::\d*)?|\[[^\]]*\](?::\d*)?")
"""A host and a port, rather than a user and the beginning of a password with a slash in it."""


def without_credentials(url: str) -> str:
    """The URL with user and password masked. Any other text is left as it is."""
    # Not by urlsplit, which refuses some: what is no URL may still have a password in it.
    rest = url.partition("//")[2]
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    userinfo, at, _ = authority.rpartition("@")
    if not at and not _HOST.fullmatch(authority):
        userinfo, at, _ = rest.rpartition("@")
    return url.replace(f"{userinfo}@", f"{MASK}@", 1) if at and userinfo else url


def with_masked_urls(text: str) -> str:
    """The text with user and password masked in all URLs in it."""
    if "@" not in text:
        return text
    return _URL.sub(_masked_url, _SPACED.sub(rf"\1{MASK}@", text))


def _masked_url(found: re.Match[str]) -> str:
    start = re.match(r"[\w+.-]*:?/{0,2}", found[0])
    slashed = f"//{found[0][start.end() :]}" if start else found[0]
    return found[0] if start is None else start[0] + without_credentials(slashed)[2:]


def path_of(url: str) -> str:
    """Path and query of a URL. Any other text is left as it is."""
    _, scheme_end, rest = url.partition("://")
    _, slash, path = rest.partition("/")
    return slash + path if scheme_end and slash else url
