"""Whose traffic an exchange is: the service, by what its request says, and the operation.

Evidence, the strongest first: the target in ``X-Amz-Target`` or in the path of Smithy's RPC
protocols, the host, the scope of the signature, ``Action`` with ``Version``. A service counts where
one of its operations is bound to the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from shapeproof.compile.service_names import ServiceNames, service_names
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import HttpRequest
from shapeproof.run.traffic.contracts import TrafficContracts
from shapeproof.run.traffic.hosts import host_of, is_of_aws, prefixes_in
from shapeproof.targets.recordings import HttpEntry

_SCOPE = re.compile(r"[^/,\s=]+/\d{8}/[^/]*/([^/]+)/aws4_request")
_RPC_PATH = re.compile(r"/service/([^/]+)/operation/[^/]+/?$")
_KEY_AND_SIGNATURE = re.compile(r"AWS [^:\s]+:\S+$")
_KEY_SCHEME = "s3"
"""botocore's name of that scheme (``signatureVersion``)."""
_FORM = 65_536
"""Bytes of a body in which the parameters of a form are looked for."""
_TARGET, _HOST, _SIGNED, _VERSION, _OWN_NAME = 16, 8, 4, 2, 1


@dataclass(frozen=True)
class Attributed:
    """A service and an operation, and the request as its codec takes it."""

    contract: Contract
    operation: Operation
    request: HttpRequest
    by_aws: bool


@dataclass(frozen=True)
class NotAttributed:
    """Why no operation was found; ``example`` is the request in short."""

    reason: str
    example: str = ""


@dataclass
class Attribution:
    """Attributes requests. ``services`` are those that a user names: no other is tried."""

    contracts: TrafficContracts
    services: Sequence[str] = ()
    _by: dict[str, Mapping[str, list[ServiceNames]]] = field(default_factory=dict)

    def of(self, entry: HttpEntry) -> Attributed | NotAttributed:
        """The operation of a request, or why there is none."""
        request, host = entry.request, _host(entry)
        line = f"{request.method} {host}{request.target.partition('?')[0]}"
        if request.method in ("OPTIONS", "CONNECT"):
            return NotAttributed("no call of an operation", line)
        candidates = self.services or [each.service for each in self._candidates(request, host)]
        if not candidates:
            signed = _signed_for(request)
            if signed is not None:
                return NotAttributed(f"unknown service {signed!r}", line)
            return NotAttributed("not AWS traffic", line)
        if all(self.contracts.contract(each) is None for each in candidates):
            return NotAttributed(f"no contract of {candidates[0]}", line)
        for service in candidates:
            found = self.contracts.routed(service, request)
            if found is not None:
                return Attributed(*found, by_aws=is_of_aws(host))
        return NotAttributed(f"no operation of {' or '.join(candidates[:3])} fits", line)

    def _candidates(self, request: HttpRequest, host: str) -> list[ServiceNames]:
        """The services that a request may be for, the likeliest first."""
        scores: dict[ServiceNames, int] = {}
        for weight, found in self._evidence(request, host):
            for each in found:
                scores[each] = scores.get(each, 0) | weight
        version = _parameter(request, "Version")
        if not scores and version and _parameter(request, "Action"):
            scores = dict.fromkeys(self._index("version").get(version, ()), 0)
        for each in scores:
            scores[each] += _VERSION * (each.version == version and version is not None)
            scores[each] += _OWN_NAME * (each.service in (each.prefix, each.signing))
        return sorted(scores, key=lambda each: (-scores[each], each.service))

    def _evidence(
        self, request: HttpRequest, host: str
    ) -> Iterator[tuple[int, Sequence[ServiceNames]]]:
        target = (request.header("X-Amz-Target") or "").rpartition(".")[0]
        path = _RPC_PATH.search(request.target.partition("?")[0])
        named = target or (unquote(path[1]) if path else "")
        if named:
            yield _TARGET, self._index("target").get(named, ())
        by_prefix = self._index("prefix")
        for each in prefixes_in(host):
            if each in by_prefix:
                yield _HOST, by_prefix[each]
                break
        signed = _signed_for(request)
        if signed is not None:
            yield _SIGNED, self._index("signing").get(signed, ())
        elif _is_signed_by_key(request):
            yield _SIGNED, self._index("scheme").get(_KEY_SCHEME, ())

    def _index(self, name: str) -> Mapping[str, list[ServiceNames]]:
        """The services by one of their names."""
        if name not in self._by:
            found: dict[str, list[ServiceNames]] = {}
            for each in service_names():
                found.setdefault(getattr(each, name), []).append(each)
            self._by[name] = found
        return self._by[name]


def _host(entry: HttpEntry) -> str:
    """The host that a request was meant for: that of its ``Host`` field behind a proxy."""
    return host_of(entry.request.header("Host") or urlsplit(entry.url).netloc)


def _signed_for(request: HttpRequest) -> str | None:
    """The service in the scope of a signature: in the header, or in a presigned address."""
    query = parse_qs(request.target.partition("?")[2])
    for text in (request.header("Authorization") or "", *query.get("X-Amz-Credential", ())):
        found = _SCOPE.search(unquote(text))
        if found:
            return found[1]
    return None


def _is_signed_by_key(request: HttpRequest) -> bool:
    """Whether a request has a signature of version 2 of REST requests, which has no scope.

    Amazon S3 API Reference, "Signing and authenticating REST requests (AWS signature version 2)":
    ``Authorization: AWS KEY:SIGNATURE``, or the parameters of a presigned address.
    """
    if _KEY_AND_SIGNATURE.match(request.header("Authorization") or ""):
        return True
    query = parse_qs(request.target.partition("?")[2])
    return {"AWSAccessKeyId", "Signature", "Expires"} <= query.keys() and "Action" not in query


def _parameter(request: HttpRequest, name: str) -> str | None:
    """A parameter of a form, in the body or the query."""
    query = request.target.partition("?")[2]
    media_type = (request.header("Content-Type") or "").lower()
    form = request.body[:_FORM] if "json" not in media_type else b""
    for text in (form.decode("latin-1"), query):
        found = parse_qs(text).get(name)
        if found:
            return found[0]
    return None
