"""Hypothesis strategies of what a contract describes: legal values, and values with one fault."""

from shapeproof.generate.strategies.planting import (
    invalid_requests,
    invalid_responses,
    invalid_values,
)
from shapeproof.generate.strategies.public import errors, requests, responses, values

__all__ = [
    "errors",
    "invalid_requests",
    "invalid_responses",
    "invalid_values",
    "requests",
    "responses",
    "values",
]
