"""Which addresses may be sent to: never AWS itself, and only loopback unless told otherwise."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from shapeproof.exceptions import BadUsage, ForbiddenTarget, UnreachableTarget

_AWS_DOMAINS = (
    "aws",
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "amazonwebservices.com.cn",
    "amazonwebservices.eu",
    "aws.amazon.com",
    "aws.dev",
    "aws.hci.ic.gov",
    "aws.ic.gov",
    "aws.scloud",
    "c2s.ic.gov",
    "cloud-aws.adc-e.uk",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
    "sc2s.sgov.gov",
)
"""The domains of the endpoints of all partitions."""
_LOOPBACK = ("127.0.0.1", "::1")
PORTS = {"http": 80, "https": 443}
"""The schemes that may be sent to, and their default ports."""
_PATH_SAFE = "/%!$&'()*+,;=:@~"


@dataclass(frozen=True)
class Endpoint:
    """Where to send to. ``addresses`` are those of the host when it was checked.

    They are what is connected to: a name that is resolved again may lead elsewhere.
    """

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def checked_endpoint(url: str, *, allow_remote: bool) -> Endpoint:
    """The endpoint that a URL names, after making sure that it may be sent to.

    Raises BadUsage for what is no http URL, ForbiddenTarget for AWS and for remote hosts,
    UnreachableTarget for a host that does not resolve.
    """
    parts = _split(url)
    host = _canonical(parts.hostname or "")
    if any(host == domain or host.endswith(f".{domain}") for domain in _AWS_DOMAINS):
        raise ForbiddenTarget(url, "it is AWS itself; shapeproof checks mock servers only")
    addresses = _resolved(url, host)
    if not allow_remote and not all(ipaddress.ip_address(each).is_loopback for each in addresses):
        raise ForbiddenTarget(
            url, "it is not a loopback address; add --allow-remote if this is your own mock server"
        )
    path = quote(parts.path.rstrip("/"), safe=_PATH_SAFE)
    return Endpoint(parts.scheme, host, parts.port or PORTS[parts.scheme], path, addresses)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise BadUsage(f"URL {url!r}", str(error), "write it as http://127.0.0.1:5000") from None
    if parts.scheme not in PORTS or not parts.hostname or not port_is_fine:
        remedy = "write it as http://127.0.0.1:5000"
        raise BadUsage(f"URL {url!r}", "not an http or https URL", remedy)
    return parts


def _canonical(host: str) -> str:
    """The name as it is looked up: in ASCII (RFC 3490), small letters, without the root's dot."""
    with suppress(UnicodeError):  # it is looked up as it is, then, and not found
        host = host.encode("idna").decode("ascii")
    return host.rstrip(".").lower()


def _resolved(url: str, host: str) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        if host == "localhost" or host.endswith(".localhost"):
            return _LOOPBACK  # whether or not the resolver knows (RFC 6761, 6.3)
        raise UnreachableTarget(url, "the host name does not resolve") from None
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
