"""Which addresses may be sent to: never AWS itself, and only loopback unless told otherwise."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from shapeproof.errors import BadUsage, ForbiddenTarget, UnreachableTarget

_AWS_SUFFIXES = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".aws.amazon.com", ".aws.dev")


def checked_url(url: str, *, allow_remote: bool) -> SplitResult:
    """Split an endpoint URL after making sure that it may be sent to.

    Raises BadUsage for what is no http URL, ForbiddenTarget for AWS and for remote hosts,
    UnreachableTarget for a host that does not resolve.
    """
    parts = _split(url)
    host = (parts.hostname or "").rstrip(".").lower()
    if any(host == suffix[1:] or host.endswith(suffix) for suffix in _AWS_SUFFIXES):
        raise ForbiddenTarget(url, "it is AWS itself; shapeproof checks mock servers only")
    if not allow_remote and not _is_loopback(url, host):
        raise ForbiddenTarget(
            url, "it is not a loopback address; add --allow-remote if this is your own mock server"
        )
    return parts


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise BadUsage(f"URL {url!r}", str(error), "write it as http://127.0.0.1:5000") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        remedy = "write it as http://127.0.0.1:5000"
        raise BadUsage(f"URL {url!r}", "not an http or https URL", remedy)
    return parts


def _is_loopback(url: str, host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        pass
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnreachableTarget(url, "the host name does not resolve") from None
    return all(ipaddress.ip_address(str(entry[4][0])).is_loopback for entry in found)
