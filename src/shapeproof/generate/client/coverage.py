"""All deterministic cases of one operation for a client."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import ClientCase
from shapeproof.generate.client.answers import Answers
from shapeproof.generate.client.broken import broken_cases
from shapeproof.generate.client.errors import error_cases
from shapeproof.generate.client.exemplars import has_event_stream
from shapeproof.generate.client.interface import Encoder
from shapeproof.generate.client.invalid import invalid_cases
from shapeproof.generate.client.output_bodies import body_cases
from shapeproof.generate.client.outputs import output_cases
from shapeproof.generate.client.pages import page_cases
from shapeproof.generate.client.requests import request_cases
from shapeproof.generate.client.retries import retry_cases
from shapeproof.generate.client.transfer import transfer_cases

_FAMILIES = (
    request_cases,
    invalid_cases,
    output_cases,
    body_cases,
    transfer_cases,
    error_cases,
    page_cases,
    retry_cases,
    broken_cases,
)


def client_cases(
    contract: Contract, operation: Operation, encoder: Encoder
) -> Iterator[ClientCase]:
    """The cases of one operation, in a stable order with stable ids.

    What an operation gets of the costly ones depends on its place among all operations of the
    contract. An operation with an event stream has no cases.
    """
    if has_event_stream(operation):
        return
    answers = Answers(contract, operation, encoder)
    for family in _FAMILIES:
        yield from family(answers)
