"""What each judge holds against the errors of a codec."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.model import ErrorContract, Operation
from shapeproof.exchange import HttpResponse

from .bench import Bench, Place, differing
from .judging import CONSTRAINTS, LOOSE
from .localstack_process import Refused
from .strictness import of_error
from .views import for_localstack, of_botocore, pruned

MESSAGE = "message"
XML_ERRORS = frozenset({"query", "ec2", "rest-xml"})


@dataclass(frozen=True)
class RaisedError:
    """An error of an operation, with its members."""

    operation: Operation
    error: ErrorContract
    fields: Mapping[str, Any]

    @property
    def message(self) -> str:
        """The text of the member that is called message."""
        found = (self.fields[key] for key in self.fields if key.lower() == MESSAGE)
        return str(next(found, ""))


ErrorJudge = Callable[[Bench, RaisedError], Iterator[Place]]


def botocore_reads_our_error(bench: Bench, raised: RaisedError) -> Iterator[Place]:
    """botocore reads the error that our server answers."""
    response = bench.codec.encode_error(bench.contract, raised.error, raised.fields)
    found = bench.botocore_error(raised.operation, response)
    said = found.pop("Error", {})
    yield from _unlike("code", raised.error.code, said.get("Code"))
    if raised.message:
        yield from _unlike("message", raised.message, said.get("Message"))
    members = bench.botocore_error_members(raised.error, response)
    schema = raised.error.schema
    yield from _differing(bench, raised, of_botocore(schema, members))


def client_reads_our_error(bench: Bench, raised: RaisedError) -> Iterator[Place]:
    """Our client reads the error that our server answers, and finds nothing wrong."""
    response = bench.codec.encode_error(bench.contract, raised.error, raised.fields)
    yield from _read_by_us(bench, raised, response)


def client_reads_localstacks_error(bench: Bench, raised: RaisedError) -> Iterator[Place]:
    """Our client reads the error that LocalStack answers, and finds nothing wrong."""
    assert bench.localstack is not None
    raised = replace(raised, fields=written_by_localstack(bench, raised))
    fields = for_localstack(raised.error.schema, raised.fields)
    try:
        response = bench.localstack.error(
            bench.contract, raised.operation, raised.error, fields, raised.message
        )
    except Refused as refusal:
        yield Place("refused", raised.error.schema, raised.fields, str(refusal))
        return
    yield from _read_by_us(bench, raised, response)


def written_by_localstack(bench: Bench, raised: RaisedError) -> dict[str, Any]:
    """The members that LocalStack writes: in XML the message, else those of the body."""
    members, is_xml = raised.error.schema["properties"], bench.contract.protocol in XML_ERRORS
    return {
        key: each
        for key, each in raised.fields.items()
        if not members[key].get("x-location") and (not is_xml or key.lower() == MESSAGE)
    }


def _read_by_us(bench: Bench, raised: RaisedError, response: HttpResponse) -> Iterator[Place]:
    found = bench.codec.decode_error(response)
    yield from _unlike("code", raised.error.code, found.reported_code)
    if raised.message:
        yield from _unlike("message", raised.message, found.message)
    members = bench.codec.decode_output(raised.error.schema, response)
    yield from _differing(bench, raised, members)
    schema = raised.error.schema
    for wrong in of_error(bench.codec, bench.contract, raised.operation, response, schema):
        if not isinstance(wrong, tuple) or (wrong[1] not in (*CONSTRAINTS, "unknown")):
            yield Place("wrong", schema, "nothing", wrong)


def _differing(bench: Bench, raised: RaisedError, members: Any) -> Iterator[Place]:
    """The members that differ, without the code and the message, which are judged alone."""
    due = {key: each for key, each in raised.fields.items() if key.lower() not in ENVELOPE}
    found = {key: each for key, each in members.items() if key.lower() not in ENVELOPE}
    if bench.contract.protocol in LOOSE:
        due, found = pruned(due), pruned(found)
    yield from differing(raised.error.schema, due, found)


ENVELOPE = frozenset({"code", "message", "type"})
"""Members that are also parts of every error."""


def _unlike(name: str, due: Any, actual: Any) -> Iterator[Place]:
    if due != actual:
        yield Place(name, {}, due, actual)


ERROR_JUDGES: Mapping[str, tuple[ErrorJudge, bool]] = {
    "botocore reads our error": (botocore_reads_our_error, False),
    "our client reads our error": (client_reads_our_error, False),
    "our client reads LocalStack's error": (client_reads_localstacks_error, True),
}
"""The judges of errors, each with whether LocalStack is one of the two sides."""
