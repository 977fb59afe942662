"""Requests compared with the expected ones: the codec's encoding is the oracle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.client.comparison.bodies import body_differences, written_otherwise
from shapeproof.checks.client.comparison.difference import RequestDifference
from shapeproof.checks.client.comparison.headers import header_differences
from shapeproof.checks.client.comparison.paths import ExpectedPath
from shapeproof.checks.client.comparison.queries import query_differences
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import join
from shapeproof.exchange import HttpRequest, Said, Text
from shapeproof.wire.content_codings import is_compressed, unpacked
from shapeproof.wire.interface import Codec, UnreadableError

MOST_OF_A_PART = 5
"""How many differences of path, query, header fields and body are reported, each."""


def request_differences(
    contract: Contract,
    operation: Operation,
    codec: Codec,
    params: Mapping[str, Any],
    actual: HttpRequest,
) -> Iterator[RequestDifference]:
    """Where a request differs from what the parameters require, part by part."""
    try:
        wanted = codec.encode_request(contract, operation, params)
    except ValueError:
        return  # nests too deep for the codec
    try:
        actual = unpacked(actual, compressed=is_compressed(operation))
    except UnreadableError as error:
        said = Text.only(Said(error.reason))
        yield RequestDifference("body", "content coding", Text("a body that is unpacked"), said)
        return
    actual = codec.usual(actual)
    if actual.method != wanted.method:
        yield RequestDifference("method", "method", Text(wanted.method), Text(actual.method))
    has_labels = codec.traits.http_bindings
    path = ExpectedPath.of(operation, params) if has_labels else ExpectedPath.at(wanted.target)
    of_path = list(path.differences(actual.target))
    parts: list[Iterator[RequestDifference]] = [
        iter(of_path),
        header_differences(operation, codec, params, wanted, actual),
        body_differences(operation, codec, params, wanted, actual),
    ]
    if not _spilled(path, of_path):
        parts.insert(1, query_differences(operation, wanted.target, actual.target))
    found = [difference for part in parts for difference in _first(part)]
    yield from found
    seen = {join(each.tokens) for each in found}
    written = written_otherwise(contract, operation, codec, wanted, actual)
    yield from _first(each for each in written if join(each.tokens) not in seen)


def _spilled(path: ExpectedPath, found: list[RequestDifference]) -> bool:
    """Whether a label that was not encoded has run into the query."""
    with_mark = any("?" in each.text for each in path.labels)
    return with_mark and any(each.constraint == "label-encoding" for each in found)


def _first(differences: Iterator[RequestDifference]) -> Iterator[RequestDifference]:
    count = 0
    for difference in differences:
        yield difference
        count += not difference.allowed
        if count == MOST_OF_A_PART:
            return


__all__ = ["ExpectedPath", "RequestDifference", "request_differences"]
