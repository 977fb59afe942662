"""Addresses as they may stand in a report."""

from __future__ import annotations

from urllib.parse import urlsplit

from shapeproof.report.spellings import MASK


def without_credentials(url: str) -> str:
    """The URL with user and password masked. What is no URL is left as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    userinfo, at, _ = parts.netloc.rpartition("@")
    return url.replace(f"{userinfo}@", f"{MASK}@", 1) if at and userinfo else url


def path_of(url: str) -> str:
    """Path and query of a URL. What is no URL is left as it is."""
    _, scheme_end, rest = url.partition("://")
    _, slash, path = rest.partition("/")
    return slash + path if scheme_end and slash else url
