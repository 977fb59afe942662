"""Clients under test, and the server that plays the contract for them."""

from shapeproof.targets.client.callable_client import (
    CallableClient,
    ReplyFailure,
    ServiceFailure,
    UnsupportedCall,
    ValidationFailure,
)

__all__ = [
    "CallableClient",
    "ReplyFailure",
    "ServiceFailure",
    "UnsupportedCall",
    "ValidationFailure",
]
