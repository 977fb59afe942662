"""What the cases of a client need of a codec, and the families that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.exchange import HttpResponse

FAMILIES = (
    "request",
    "invalid",
    "output",
    "transfer",
    "error",
    "retry",
    "robustness",
    "pages",
    "fuzz",
)
"""The families of cases: legal and illegal parameters; what a reply says, how it travels, errors;
what is to be tried again; bytes that no contract allows; listings; what is drawn."""


class Encoder(Protocol):
    """Writes what a service answers (a part of a codec)."""

    def encode_response(
        self, contract: Contract, operation: Operation, output: Mapping[str, Any]
    ) -> HttpResponse:
        """The success that holds an output (API view)."""

    def encode_error(
        self, contract: Contract, error: ErrorContract, fields: Mapping[str, Any]
    ) -> HttpResponse:
        """The error response that holds an error's members (API view)."""
