"""Which addresses requests may go to: never AWS itself, and by default only loopback addresses."""

from __future__ import annotations

import ipaddress
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from shapeproof.exceptions import BadUsage, ForbiddenTarget, UnreachableTarget
from shapeproof.targets.interface import Place

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
_QUERY_SAFE = _PATH_SAFE + "?"


@dataclass(frozen=True)
class Endpoint:
    """Where requests go. ``addresses`` are those of the host when it was checked.

    Connections go to them: a name that is resolved again may lead elsewhere. ``path`` stands
    before the path of each request, ``query`` is added to the query of each.
    """

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]
    query: str = ""

    @property
    def place(self) -> Place:
        """The endpoint as a server sees it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return Place(self.scheme, host + port, self.path, self.query)


def checked_endpoint(
    url: str, *, allow_remote: bool, remote_remedy: str = ALLOW_REMOTE
) -> Endpoint:
    """The endpoint of a URL, if requests may go there.

    Raises BadUsage for anything but an http or https URL, ForbiddenTarget for AWS and for remote
    hosts, UnreachableTarget for a host that does not resolve.
    """
    shown = without_password(url)
    parts = _split(url)
    host = _canonical(parts.hostname or "")
    if any(host == domain or host.endswith(f".{domain}") for domain in _AWS_DOMAINS):
        raise ForbiddenTarget(shown, "it is AWS itself; shapeproof checks mock servers only")
    addresses = _resolved(shown, host)
    if not allow_remote and not all(ipaddress.ip_address(each).is_loopback for each in addresses):
        raise ForbiddenTarget(shown, f"it is not a loopback address; {remote_remedy}")
    path = quote(parts.path.rstrip("/"), safe=_PATH_SAFE)
    query = quote(parts.query, safe=_QUERY_SAFE)
    return Endpoint(parts.scheme, host, parts.port or PORTS[parts.scheme], path, addresses, query)


def without_password(url: str) -> str:
    """The URL without user and password: neither is sent, nor shown."""
    scheme, mark, rest = _parted(url)
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    userinfo, at, _ = authority.rpartition("@")
    return f"{scheme}{mark}{rest.removeprefix(userinfo + at)}" if at else url


def _parted(url: str) -> tuple[str, str, str]:
    """The scheme, what follows it, and the rest; the scheme may be missing."""
    scheme, mark, rest = url.partition("://")
    return (scheme, mark, rest) if mark else ("", "", url)


def _split(url: str) -> SplitResult:
    remedy = "write it as http://127.0.0.1:5000"
    # A password with a slash ends up anywhere in what is parsed.
    scheme, mark, rest = _parted(url)
    shown = f"{scheme}{mark}{rest.rpartition('@')[2]}"
    try:
        url.encode()  # what is no UTF-8 cannot be sent, nor shown
        parts = urlsplit(without_password(url))
        port_is_fine = parts.port is None or parts.port > 0
    except UnicodeEncodeError:
        raise BadUsage(f"URL {shown!r}", "not UTF-8 text", remedy) from None
    except ValueError as error:
        reason = "not an http or https URL" if shown != url else str(error)
        raise BadUsage(f"URL {shown!r}", reason, remedy) from None
    if parts.scheme not in PORTS or not parts.hostname or not port_is_fine:
        raise BadUsage(f"URL {shown!r}", "not an http or https URL", remedy)
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
