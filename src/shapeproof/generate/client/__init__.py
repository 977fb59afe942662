"""Cases for clients: what to ask for, what to answer, and what must come of it."""

from shapeproof.generate.client.coverage import client_cases
from shapeproof.generate.client.exemplars import is_exemplar
from shapeproof.generate.client.failing import may_be_retried
from shapeproof.generate.client.fuzz import drawn_case, drawn_error_case
from shapeproof.generate.client.interface import FAMILIES, Encoder

__all__ = [
    "FAMILIES",
    "Encoder",
    "client_cases",
    "drawn_case",
    "drawn_error_case",
    "is_exemplar",
    "may_be_retried",
]
