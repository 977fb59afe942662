"""All deterministic cases of one operation for a client, and cases of what was drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.exchange import ClientCase, ClientFamily, Outcome
from shapeproof.generate.client.blobs import blob_cases
from shapeproof.generate.client.broken import broken_cases
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.error_replies import ErrorReplyBuilder
from shapeproof.generate.client.errors import error_cases
from shapeproof.generate.client.events import event_cases
from shapeproof.generate.client.outputs import output_cases
from shapeproof.generate.client.pages import page_cases
from shapeproof.generate.client.reading import readable
from shapeproof.generate.client.replies import reply_of
from shapeproof.generate.client.requests import invalid_cases, request_cases
from shapeproof.generate.client.retries import retry_cases
from shapeproof.generate.client.selection import has_event_stream
from shapeproof.generate.client.transfer import transfer_cases
from shapeproof.generate.client.written_bodies import body_cases
from shapeproof.wire import Codec

_FAMILIES = (
    request_cases,
    invalid_cases,
    output_cases,
    body_cases,
    blob_cases,
    transfer_cases,
    error_cases,
    page_cases,
    retry_cases,
    broken_cases,
)


def client_cases(
    contract: Contract, operation: Operation, codec: Codec, among: tuple[str, ...] | None = None
) -> Iterator[ClientCase]:
    """The cases of one operation, in a stable order with stable ids.

    What an operation gets of the costly ones depends on its place among all operations of the
    contract, and on those that are played: ``among``, None for all. One that answers with a stream
    of events has cases of its own, and one that is asked with a stream has none.
    """
    yield from cases_of(ClientCaseBuilder(contract, operation, codec, among=among))


def cases_of(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The same, made with a builder."""
    if has_event_stream(builder.operation):
        yield from event_cases(builder)
        return
    for family in _FAMILIES:
        yield from family(builder)


def drawn_case(
    contract: Contract,
    operation: Operation,
    codec: Codec,
    params: Mapping[str, Any],
    output: Mapping[str, Any],
) -> ClientCase:
    """A call that is answered by an output (API view).

    Members in headers that there is more than one reading of are left out, or made plain where
    they are required; those that the server decides are as they must be.
    """
    builder = ClientCaseBuilder(contract, operation, codec, asked=params)
    made = readable(builder.root, output)
    response = builder.response(made)
    return builder.case(
        ClientFamily.FUZZ,
        "output",
        reply_of(response),
        outcome=Outcome.OUTPUT,
        params=params,
        output=builder.read(made, response),
    )


def drawn_error_case(
    contract: Contract,
    operation: Operation,
    codec: Codec,
    params: Mapping[str, Any],
    error: ErrorContract,
    fields: Mapping[str, Any],
) -> ClientCase:
    """A call that is answered by a modeled error with some members (API view)."""
    failing = ErrorReplyBuilder(ClientCaseBuilder(contract, operation, codec), error)
    made = readable(error.schema, fields)
    response = failing.response(made)
    return failing.builder.case(
        ClientFamily.FUZZ,
        f"error-{error.name}",
        reply_of(response),
        outcome=Outcome.ERROR,
        params=params,
        error=failing.expected(made, response),
        attempts=failing.attempts,
    )
