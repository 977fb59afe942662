"""The ways of naming an error (Smithy, "Operation error serialization" of restJson1, awsJson)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapeproof.exchange import HttpResponse
from shapeproof.generate.client.bodies import rewritten
from shapeproof.generate.client.replies import with_header

ERROR_HEADER = "x-amzn-errortype"
_NAMESPACE = "com.amazonaws.sample"
_SUFFIX = ":http://internal.amazon.com/coral/com.amazonaws.sample/"

Way = tuple[str, Callable[[HttpResponse, str], HttpResponse]]
"""A label, and what makes of an error response one that names the code in that way."""


def unnamed(response: HttpResponse) -> HttpResponse:
    """The error without its code."""
    bare = with_header(response, ERROR_HEADER, None)
    return rewritten(bare, _typeless) if b'"__type"' in bare.body else bare


def _typeless(body: Any) -> Any:
    return {name: each for name, each in body.items() if name != "__type"}


def _in_header(template: str) -> Callable[[HttpResponse, str], HttpResponse]:
    def named(response: HttpResponse, code: str) -> HttpResponse:
        return with_header(response, ERROR_HEADER, template.format(code))

    return named


def _in_body(key: str, template: str) -> Callable[[HttpResponse, str], HttpResponse]:
    def named(response: HttpResponse, code: str) -> HttpResponse:
        def change(body: Any) -> Any:
            return {key: template.format(code), **body}

        return rewritten(unnamed(response), change)

    return named


HEADER_WAYS: tuple[Way, ...] = (
    ("header", _in_header("{}")),
    ("header-suffix", _in_header("{}" + _SUFFIX)),
    ("header-namespace", _in_header(_NAMESPACE + "#{}")),
)
BODY_WAYS: tuple[Way, ...] = (
    ("type", _in_body("__type", "{}")),
    ("type-namespace", _in_body("__type", _NAMESPACE + "#{}")),
    ("code", _in_body("code", "{}")),
)
_RPC_WAYS: tuple[Way, ...] = (
    ("type", _in_body("__type", "{}")),
    ("type-namespace", _in_body("__type", _NAMESPACE + "#{}")),
    ("type-suffix", _in_body("__type", _NAMESPACE + "#{}" + _SUFFIX)),
)


def ways_of(protocol: str) -> tuple[Way, ...]:
    """The ways in which services of a protocol name their errors.

    Those of json may name them in a header or as ``code``, too; none does, and SDKs do not look
    there (botocore).
    """
    return _RPC_WAYS if protocol == "json" else (*HEADER_WAYS, *BODY_WAYS)
