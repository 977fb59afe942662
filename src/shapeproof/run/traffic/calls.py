"""Entries of recordings as the calls that passive mode judges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.exchange.messages import CREDENTIAL_FIELDS
from shapeproof.run.traffic.attribution import Attributed
from shapeproof.targets.passive import SeenCall
from shapeproof.targets.recordings import ParsedEntry
from shapeproof.wire.interface import Codec
from shapeproof.wire.registry import codec_for


@dataclass(frozen=True)
class TrafficCall:
    """A call, and what of it can be judged.

    ``unread_request`` is why its parameters cannot be read; None where they can.
    """

    seen: SeenCall
    contract: Contract
    params_known: bool = True
    answer_known: bool = True
    unread_request: ValueError | None = None
    by_aws: bool = False


@dataclass(frozen=True)
class Known:
    """Which bodies a recording has; ``cut`` says that the answer's may end too early."""

    request: bool = True
    response: bool = True
    cut: bool = False


def sent_call(found: Attributed, response: HttpResponse, known: Known) -> TrafficCall:
    """The call of an exchange of messages."""
    contract, operation, request = found.contract, found.operation, found.request
    codec = codec_for(contract.protocol, contract.service)
    params, unread = _params(codec, found) if known.request else ({}, None)
    answer = _answer(codec, found, response)
    answer_known = known.response and not (known.cut and answer.unusable)
    if not answer_known:
        answer = _Answer({}, response.status)
    seen = SeenCall(
        service=contract.service,
        api_version=contract.api_version,
        protocol=contract.protocol,
        operation=operation.name,
        params=params,
        parsed=answer.parsed,
        status=answer.status,
        how="sent",
        sent=_sent(request),
        answer=_received(response, answer.status) if answer_known else None,
        refused=answer.refused,
        unread=answer.unread,
    )
    params_known = known.request and unread is None
    return TrafficCall(seen, contract, params_known, answer_known, unread, found.by_aws)


def _params(codec: Codec, found: Attributed) -> tuple[Mapping[str, Any], ValueError | None]:
    """The parameters of a request, or why they cannot be read."""
    try:
        read = codec.decode_request(found.operation, found.request)
    except ValueError as error:
        return {}, error
    return (read if isinstance(read, Mapping) else {}), None


def parsed_call(entry: ParsedEntry, contract: Contract, operation: str) -> TrafficCall:
    """The call of an entry of which only values are known."""
    is_error = isinstance(entry.output.get("Error"), Mapping)
    seen = SeenCall(
        service=contract.service,
        api_version=contract.api_version,
        protocol=contract.protocol,
        operation=operation,
        params=entry.params or {},
        parsed=entry.output,
        status=entry.status,
        how="stubbed",
        refused=is_error,
    )
    return TrafficCall(seen, contract, params_known=entry.params is not None)


@dataclass(frozen=True)
class _Answer:
    parsed: Any
    status: int
    refused: bool = False
    unread: str = ""

    @property
    def unusable(self) -> bool:
        """Whether nothing can be read of it: no output, and no code of an error."""
        return bool(self.unread) or (self.refused and not self.parsed["Error"]["Code"])


def _answer(codec: Codec, found: Attributed, response: HttpResponse) -> _Answer:
    """What a client reads of an answer; an error with the status of a success counts as 500."""
    is_hidden = response.status < 300 and codec.holds_error(
        found.contract, found.operation, response
    )
    if response.status >= 300 or is_hidden:
        said = codec.decode_error(response)
        error = {"Code": said.reported_code or "", "Message": said.message or ""}
        status = 500 if is_hidden else response.status
        return _Answer({"Error": error}, status, refused=True)
    try:
        return _Answer(codec.decode_response(found.operation, response), response.status)
    except ValueError as error:
        return _Answer(None, response.status, unread=str(error))


_SIGNING = re.compile(
    r"(^|&)(X-Amz-(Signature|Credential|Security-Token)|Signature|AWSAccessKeyId|SecurityToken)"
    r"=[^&]*",
    re.IGNORECASE,
)


def _sent(request: HttpRequest) -> dict[str, Any]:
    """The request without its credentials, which no finding needs and no report may show."""
    host = request.header("Host") or "localhost"
    path, mark, query = request.target.partition("?")
    query = _SIGNING.sub("", query).removeprefix("&")
    return {
        "method": request.method,
        "url": f"https://{host}{path}{mark if query else ''}{query}",
        "headers": _joined(request.headers),
        "body": request.body,
    }


def _received(response: HttpResponse, status: int) -> dict[str, Any]:
    return {"status_code": status, "headers": _joined(response.headers), "body": response.body}


def _joined(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Header fields by name without credentials; repeated ones are a list (RFC 9110, 5.2)."""
    found: dict[str, tuple[str, str]] = {}
    for name, value in headers:
        if name.lower() in CREDENTIAL_FIELDS:
            continue
        before = found.get(name.lower())
        found[name.lower()] = (name, value) if before is None else (
            before[0], f"{before[1]}, {value}"
        )  # fmt: skip
    return dict(found.values())
