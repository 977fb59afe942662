"""Cases for clients: the call, the replies to it, and the expected outcome."""

from shapeproof.generate.client.cases import client_cases, drawn_case, drawn_error_case
from shapeproof.generate.client.error_replies import may_be_retried
from shapeproof.generate.client.selection import is_exemplar

__all__ = [
    "client_cases",
    "drawn_case",
    "drawn_error_case",
    "is_exemplar",
    "may_be_retried",
]
