"""Clients in tests: fakes that conform to a contract, and clients that shapeproof checks.

- ``fake_client``: a client of boto3 that sends nothing and answers by the contract;
- ``check_request``, ``check_response``, ``check_error``: findings about a call of your own fake;
- ``ServiceFailure``, ``ValidationFailure``, ``ReplyFailure``, ``UnsupportedCall``: what a function
  raises that is checked as a client (``shapeproof client SERVICE --callable MODULE:NAME``).
"""

from shapeproof.exchange import Finding
from shapeproof.run.checking import check_error, check_request, check_response
from shapeproof.run.fake import (
    ContractViolation,
    FakeCall,
    FakeClient,
    FakeMethod,
    fake_client,
)
from shapeproof.targets.client import (
    ReplyFailure,
    ServiceFailure,
    UnsupportedCall,
    ValidationFailure,
)

__all__ = [
    "ContractViolation",
    "FakeCall",
    "FakeClient",
    "FakeMethod",
    "Finding",
    "ReplyFailure",
    "ServiceFailure",
    "UnsupportedCall",
    "ValidationFailure",
    "check_error",
    "check_request",
    "check_response",
    "fake_client",
]
