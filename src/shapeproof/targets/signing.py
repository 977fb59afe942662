"""Signs requests as AWS's SDKs do: SigV4 by botocore, with dummy keys or those of a user."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Self
from urllib.parse import urlsplit

from botocore.auth import SIGNED_HEADERS_BLACKLIST, S3SigV4Auth, SigV4Auth
from botocore.credentials import Credentials as BotocoreCredentials

from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Headers, HttpRequest
from shapeproof.targets.environment import ACCESS_KEY, BEARER_TOKEN, REGION, SECRET_KEY
from shapeproof.targets.interface import Place, Target

_TIMESTAMP = "%Y%m%dT%H%M%SZ"
_UNSIGNED = frozenset({*SIGNED_HEADERS_BLACKLIST, "content-length"})
"""Header fields that are not signed: those of the connection, and those that the target adds."""


@dataclass(frozen=True)
class Credentials:
    """An access key and its secret; neither is shown anywhere."""

    access_key: str = field(default=ACCESS_KEY, repr=False)
    secret_key: str = field(default=SECRET_KEY, repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """``KEY:SECRET``. Raises BadUsage, which does not repeat the text."""
        access_key, mark, secret_key = text.partition(":")
        fits = mark and access_key.isascii() and secret_key.isascii() and text.isprintable()
        if not fits or not access_key or not secret_key or set(access_key) & set(" /,="):
            raise BadUsage("--credentials", "not of the form KEY:SECRET", "write it as test:test")
        return cls(access_key, secret_key)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What reports must not show: nothing of the dummy keys."""
        return () if self == DUMMY_KEYS else (self.access_key, self.secret_key)


DUMMY_KEYS = Credentials()


class AuthScheme(Enum):
    """How a request proves who sends it."""

    NONE = "none"
    SIGV4 = "sigv4"
    S3 = "s3"
    BEARER = "bearer"


_BY_TRAIT: Mapping[str, AuthScheme] = {
    "aws.auth#sigv4": AuthScheme.SIGV4,
    "aws.auth#sigv4a": AuthScheme.SIGV4,
    "smithy.api#httpBearerAuth": AuthScheme.BEARER,
    "smithy.api#noAuth": AuthScheme.NONE,
}
"""By the ``auth`` trait. SigV4A needs a library of its own; the headers of SigV4 look the same."""
_BY_VERSION: Mapping[str, AuthScheme] = {
    "none": AuthScheme.NONE,
    "bearer": AuthScheme.BEARER,
    "s3": AuthScheme.S3,
    "s3v4": AuthScheme.S3,
}
"""By the older ``authtype`` and ``signatureVersion``; all others are SigV4."""


def scheme_of(contract: Contract, operation: Operation | None) -> AuthScheme:
    """How requests of an operation are signed: its own traits go before those of the service."""
    traits = operation.traits if operation else {}
    service = _BY_VERSION.get(str(contract.metadata.get("signatureVersion", "")))
    usual = service or _first_known(contract.metadata.get("auth")) or AuthScheme.SIGV4
    own = _first_known(traits.get("auth"))
    if own is None and "authtype" in traits:
        own = _BY_VERSION.get(str(traits["authtype"]), AuthScheme.SIGV4)
    if own is AuthScheme.SIGV4 and usual is AuthScheme.S3:
        return usual
    return own or usual


def _first_known(schemes: Any) -> AuthScheme | None:
    names = schemes if isinstance(schemes, list) else []
    return next((_BY_TRAIT[each] for each in names if each in _BY_TRAIT), None)


def signing_name(contract: Contract) -> str:
    """The name of the service in the scope of a signature."""
    metadata = contract.metadata
    return str(metadata.get("signingName") or metadata.get("endpointPrefix") or contract.service)


class RequestSigner:
    """Makes requests ready to be sent to a place: with its query, and signed.

    It keeps no state but the key of the day, so that threads can share it.
    """

    def __init__(
        self,
        contract: Contract,
        place: Place | None = None,
        credentials: Credentials = DUMMY_KEYS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._contract = contract
        self._place = place or Place()
        self._clock = clock
        keys = BotocoreCredentials(credentials.access_key, credentials.secret_key)
        name = signing_name(contract)
        self._auth = {
            AuthScheme.SIGV4: _SigV4(keys, name, REGION),
            AuthScheme.S3: _S3SigV4(keys, name, REGION),
        }
        self._schemes: dict[str, AuthScheme] = {}

    def ready(self, request: HttpRequest, operation: Operation | None = None) -> HttpRequest:
        """The request as it is sent: what it is, fault or not, is what is signed.

        ``operation`` is None for a request that is for none of them.
        """
        request = self._place.with_query(request)
        scheme = self._scheme(operation)
        if scheme is AuthScheme.NONE:
            return request
        if scheme is AuthScheme.BEARER:
            added: Headers = (("Authorization", f"Bearer {BEARER_TOKEN}"),)
        else:
            added = self._signed(request, scheme, _has_unsigned_body(operation))
        names = {name.lower() for name, _ in added}
        kept = (each for each in request.headers if each[0].lower() not in names)
        return replace(request, headers=(*kept, *added))

    def _scheme(self, operation: Operation | None) -> AuthScheme:
        name = operation.name if operation else ""
        if name not in self._schemes:
            self._schemes[name] = scheme_of(self._contract, operation)
        return self._schemes[name]

    def _signed(self, request: HttpRequest, scheme: AuthScheme, unsigned_body: bool) -> Headers:
        timestamp = time.strftime(_TIMESTAMP, time.gmtime(self._clock()))
        context = {"timestamp": timestamp, "payload_signing_enabled": not unsigned_body}
        fields = _Fields()
        for name, value in request.headers:
            fields.setdefault(name.lower(), []).append(value)
        fields.setdefault("host", [self._place.host])
        made = _ToSign(
            request.method, self._place.url(request.target), request.body, fields, context
        )
        self._auth[scheme].sign(made)
        return tuple(made.headers.added.items())


def _has_unsigned_body(operation: Operation | None) -> bool:
    traits = operation.traits if operation else {}
    return bool(traits.get("unsignedPayload")) or traits.get("authtype") == "v4-unsigned-body"


class _Fields(dict[str, list[str]]):
    """Header fields by name in lower case, as far as botocore uses its own class for them.

    That class takes four times as long. ``added`` are those that signing has added, with the
    names of the SDKs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.added: dict[str, str] = {}

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name.lower())[0]

    def __setitem__(self, name: str, value: Any) -> None:
        self.added[name] = value
        super().__setitem__(name.lower(), [value])

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name.lower())

    def get_all(self, name: str) -> list[str]:
        """All values of a field."""
        return super().__getitem__(name)

    def signed_names(self) -> Iterator[str]:
        """The names of the fields that are signed."""
        return (each for each in self if each not in _UNSIGNED)


@dataclass
class _ToSign:
    """A request as botocore's signers take it."""

    method: str
    url: str
    body: bytes
    headers: _Fields
    context: dict[str, Any]
    params: Mapping[str, str] = field(default_factory=dict)


class _Quick:
    """Makes a signer derive its key once a day and look at the header fields once.

    ``sign`` does what botocore's ``add_auth`` does, at the time that the request's context names.
    """

    _key: tuple[str, bytes] = ("", b"")

    def sign(self: Any, request: _ToSign) -> None:
        """Add the fields of a signature to the request's header."""
        self._modify_request_before_signing(request)
        text = self.string_to_sign(request, self.canonical_request(request))
        self._inject_signature_to_request(request, self.signature(text, request))

    def headers_to_sign(self, request: _ToSign) -> _Fields:
        """The header fields that count, the host among them."""
        found = _Fields()
        for name in request.headers.signed_names():
            if name != "authorization":
                found.setdefault(name, request.headers.get_all(name))
        return found

    def signature(self: Any, text: str, request: _ToSign) -> str:
        """The signature of a text, by a key that is good for a day."""
        day = request.context["timestamp"][:8]
        kept = self._key
        if kept[0] != day:
            key = f"AWS4{self.credentials.secret_key}".encode()
            for part in (day, self._region_name, self._service_name, "aws4_request"):
                key = self._sign(key, part)
            kept = self._key = (day, key)
        found: str = self._sign(kept[1], text, hex=True)
        return found


class _SigV4(_Quick, SigV4Auth):  # type: ignore[misc]  # botocore has no types
    """SigV4, quick."""


class _S3SigV4(_Quick, S3SigV4Auth):  # type: ignore[misc]  # botocore has no types
    """SigV4 as S3 wants it, quick."""


def place_of(target: Target) -> Place:
    """The place of a target; one that does not name it has its base URL."""
    own = getattr(target, "place", None)
    if isinstance(own, Place):
        return own
    parts = urlsplit(target.base_url)
    return Place(parts.scheme or "http", parts.netloc.rpartition("@")[2] or Place.host, parts.path)
