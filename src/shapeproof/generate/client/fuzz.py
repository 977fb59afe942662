"""Cases of what was drawn: legal parameters, and a legal output or a modeled error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.exchange import ClientCase, Outcome
from shapeproof.generate.client.answers import Answers
from shapeproof.generate.client.failing import Failing
from shapeproof.generate.client.interface import Encoder
from shapeproof.generate.client.reading import settled
from shapeproof.generate.client.replies import reply_of


def drawn_case(
    contract: Contract,
    operation: Operation,
    encoder: Encoder,
    params: Mapping[str, Any],
    output: Mapping[str, Any],
) -> ClientCase:
    """A call that is answered by an output (API view).

    Members in headers that there is more than one reading of are left out, or made plain where
    they are required; those that the server decides are as they must be.
    """
    answers = Answers(contract, operation, encoder)
    made = settled(answers.root, output)
    response = answers.response(made)
    return answers.case(
        "fuzz",
        "output",
        reply_of(response),
        outcome=Outcome.OUTPUT,
        params=params,
        output=answers.read(made, response),
    )


def drawn_error_case(
    contract: Contract,
    operation: Operation,
    encoder: Encoder,
    params: Mapping[str, Any],
    error: ErrorContract,
    fields: Mapping[str, Any],
) -> ClientCase:
    """A call that is answered by a modeled error with some members (API view)."""
    failing = Failing(Answers(contract, operation, encoder), error)
    made = settled(error.schema, fields)
    response = failing.response(made)
    return failing.answers.case(
        "fuzz",
        f"error-{error.name}",
        reply_of(response),
        outcome=Outcome.ERROR,
        params=params,
        error=failing.expected(made, response),
        attempts=failing.attempts,
    )
