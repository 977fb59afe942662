"""The header fields that carry members or name the operation. All others are the client's own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import md5
from typing import Any

from shapeproof.checks.client.comparison.difference import RequestDifference
from shapeproof.checks.client.comparison.values import is_encoded_text, text_gap
from shapeproof.checks.client.texts import shown
from shapeproof.checks.texts import NOTHING
from shapeproof.contract.model import Operation
from shapeproof.contract.shape import Shape
from shapeproof.exchange import HttpRequest
from shapeproof.wire.interface import Codec
from shapeproof.wire.members import Bindings
from shapeproof.wire.rest.http_members import split_dates, split_list

_OF_THE_TRANSPORT = frozenset(
    {
        "accept-encoding", "connection", "content-length", "date", "expect", "host",
        "transfer-encoding", "user-agent",
    }
)  # fmt: skip
"""Fields that the HTTP stack of a client decides on, whatever member is bound to them."""


def header_differences(
    operation: Operation,
    codec: Codec,
    params: Mapping[str, Any],
    expected: HttpRequest,
    actual: HttpRequest,
) -> Iterator[RequestDifference]:
    """Where the fields of members differ; those of members that were not given are allowed."""
    request = Shape.of(operation.request)
    bindings = Bindings.of(operation.request)
    there = _lines(actual)
    yield from _of_operation(codec.traits.operation_header, expected, actual)
    checksums = operation.traits.get("httpChecksum", {}).values()
    own = {each for each in checksums if isinstance(each, str)}
    for member in bindings.at("header"):
        name = member.wire_name.lower()
        given = params.get(member.name) is not None
        if name not in _OF_THE_TRANSPORT and (given or member.name not in own):
            wanted = _lines(expected).get(name) if given else None
            shape = request.member(member.name)
            if not _is_digest(name, _lines(expected), there):
                yield from _of_field(shape, member.wire_name, wanted, there.get(name))
    for member in bindings.at("headers"):
        entries = request.member(member.name).value
        yield from _of_prefix(entries, member.wire_name.lower(), _lines(expected), there)


def _is_digest(name: str, wanted: Mapping[str, list[str]], there: Mapping[str, list[str]]) -> bool:
    """Whether a field has the MD5 of another one (tolerance ``computed-digest``)."""
    whole = wanted.get(name.removesuffix("-md5"))
    if whole is None or not name.endswith("-md5"):
        return False
    digest = md5(whole[0].encode(), usedforsecurity=False).digest()
    return there.get(name) == [b64encode(digest).decode()]


def _of_operation(
    name: str | None, expected: HttpRequest, actual: HttpRequest
) -> Iterator[RequestDifference]:
    """The field that names the operation, where the protocol has one."""
    wanted = expected.header(name) if name else None
    there = actual.header(name) if name else None
    if name and wanted is not None and there != wanted:
        constraint, text = ("missing", NOTHING) if there is None else ("value", shown(there))
        yield RequestDifference("header", constraint, shown(wanted), text, name=name)


def _of_prefix(
    entries: Shape, prefix: str, wanted: Mapping[str, list[str]], there: Mapping[str, list[str]]
) -> Iterator[RequestDifference]:
    for name, lines in wanted.items():
        if prefix and name.startswith(prefix):
            yield from _of_field(entries, name, lines, there.get(name))


def _of_field(
    shape: Shape, name: str, wanted: list[str] | None, there: list[str] | None
) -> Iterator[RequestDifference]:
    if wanted is None:
        if there is not None:
            sent = ", ".join(there)
            yield RequestDifference(
                "header", "extra", NOTHING, shown(sent), name=name, sent=sent, allowed=True
            )
        return
    text = ", ".join(wanted).strip()
    if not text or not (text.isascii() and text.isprintable()):
        return  # tolerance header-text
    if there is None:
        yield RequestDifference("header", "missing", shown(text), NOTHING, name=name)
        return
    is_same = len(there) == 1 and is_encoded_text(shape, text, there[0])
    kind = None if is_same else _gap(shape, wanted, there)
    if kind is not None:
        yield RequestDifference("header", kind, shown(text), shown(", ".join(there)), name=name)


def _gap(shape: Shape, wanted: list[str], there: list[str]) -> str | None:
    if not shape.is_list:
        return text_gap(shape, wanted[0].strip(), ", ".join(there).strip())
    item = shape.item
    dates = item.is_timestamp and item.timestamp_format in (None, "rfc822")
    split = split_dates if dates else split_list
    one, other = split(", ".join(wanted)), split(", ".join(there))
    if len(one) != len(other):
        return "value"
    gaps = (text_gap(item, *both) for both in zip(one, other, strict=True))
    return next((each for each in gaps if each), None)


def _lines(request: HttpRequest) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in request.headers:
        found.setdefault(name.lower(), []).append(text)
    return found
