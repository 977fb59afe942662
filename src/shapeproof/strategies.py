"""Hypothesis strategies of a service, and domain strategies of your own.

- ``requests``, ``responses``, ``errors``, ``invalid_requests``, ``invalid_responses``: strategies
  by the names of service and operation;
- ``given_request`` and its like: ``hypothesis.given`` with these strategies;
- ``domain``: registers realistic values in a file ``strategies/SERVICE.py``; ``load_domain`` reads
  such a file, to test it.
"""

from shapeproof.exchange import Fault
from shapeproof.generate.domain import Domain, DomainValues, domain, load_domain
from shapeproof.run.given import (
    given_error,
    given_invalid_request,
    given_request,
    given_response,
)
from shapeproof.run.strategies import (
    View,
    errors,
    invalid_requests,
    invalid_responses,
    load_contract,
    requests,
    responses,
)

__all__ = [
    "Domain",
    "DomainValues",
    "Fault",
    "View",
    "domain",
    "errors",
    "given_error",
    "given_invalid_request",
    "given_request",
    "given_response",
    "invalid_requests",
    "invalid_responses",
    "load_contract",
    "load_domain",
    "requests",
    "responses",
]
