"""The families that the cases of a client belong to."""

from __future__ import annotations

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
