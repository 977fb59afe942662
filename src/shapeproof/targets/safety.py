"""Which addresses requests may go to: never AWS itself, and by default only loopback addresses."""

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
ALLOW_REMOTE = "add --allow-remote if this is your own mock server"
"""What a user of the command line can do about an address that is not a loopback address."""
PORTS = {"http": 80, "https": 443}
"""The schemes that are supported, and their default ports."""
_PATH_SAFE = "/%!$&'()*+,;=:@~"


@dataclass(frozen=True)
class Endpoint:
    """Where requests go. ``addresses`` are those of the host when it was checked.

    Connections go to them: a name that is resolved again may lead elsewhere.
    """

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def checked_endpoint(
    url: str, *, allow_remote: bool, remote_remedy: str = ALLOW_REMOTE
) -> Endpoint:
    """The endpoint of a URL, if requests may go there.

    Raises BadUsage for anything but an http or https URL, ForbiddenTarget for AWS and for remote
    hosts, UnreachableTarget for a host that does not resolve.
    """
    parts = _split(url)
    host = _canonical(parts.hostname or "")
    if any(host == domain or host.endswith(f".{domain}") for domain in _AWS_DOMAINS):
        raise ForbiddenTarget(url, "it is AWS itself; shapeproof checks mock servers only")
    addresses = _resolved(url, host)
    if not allow_remote and not all(ipaddress.ip_address(each).is_loopback for each in addresses):
        raise ForbiddenTarget(url, f"it is not a loopback address; {remote_remedy}")
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
    """The name as it is resolved: in ASCII (RFC 3490), lower case, without the root's dot."""
    with suppress(UnicodeError):  # otherwise the name is resolved unchanged, and not found
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
