"""Bytes that show how a client writes and reads base64: with padding, and all its characters."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from shapeproof.contract.model import Schema
from shapeproof.exchange import ClientCase, ClientFamily, Outcome
from shapeproof.generate.cases.places import CasePlace, places, planted
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.replies import reply_of

_BYTES = b"\x00\xfb\xef\xbe\xff\xfe>?\x80sample!"
"""Their base64 has ``+``, ``/`` and ``=`` (RFC 4648, 4)."""
_BASE64 = b64encode(_BYTES).decode()


def blob_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """Each blob of a body with these bytes, in the request and in the reply."""
    if not builder.codec.traits.typed_values:
        return
    for place in _blobs(builder.operation.request):
        yield builder.case(
            ClientFamily.REQUEST,
            "blob-bytes",
            builder.plain,
            outcome=Outcome.OUTPUT,
            pointer=place.pointer,
            params=planted(
                builder.operation.request, builder.requests.minimal, place.tokens, _BASE64
            ),
            output=builder.plain_output,
        )
    if not builder.has_structure:
        return
    for place in _blobs(builder.root):
        output = planted(builder.root, builder.minimal, place.tokens, _BASE64)
        response = builder.response(output)
        yield builder.case(
            ClientFamily.OUTPUT,
            "blob-bytes",
            reply_of(response),
            outcome=Outcome.OUTPUT,
            pointer=place.pointer,
            output=builder.read(output, response),
        )


def _blobs(root: Schema) -> Iterator[CasePlace]:
    for place in places(root):
        low, high = (place.schema.get(f"x-{each}-bytes") for each in ("min", "max"))
        fits = (low or 0) <= len(_BYTES) and (high is None or len(_BYTES) <= high)
        if place.shape.is_blob and place.in_body and fits and not place.shape.is_streaming:
            yield place
