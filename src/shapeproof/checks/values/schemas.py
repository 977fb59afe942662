"""The schemas of an operation in the API view, compiled once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from shapeproof.checks.schemas import BodySchema
from shapeproof.contract.model import Operation


@dataclass(frozen=True)
class ValueSchemas:
    """What parameters and outputs must look like, names as in boto3."""

    operation: Operation

    @cached_property
    def request(self) -> BodySchema:
        """The parameters."""
        return BodySchema(self.operation.request)

    @cached_property
    def response(self) -> BodySchema:
        """The output of a success."""
        return BodySchema(self.operation.response)
