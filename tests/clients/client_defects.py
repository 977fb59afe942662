"""The catalogue of planted defects of clients: what authors of AWS clients get wrong."""

from __future__ import annotations

from . import (
    client_defects_attempts,
    client_defects_bounds,
    client_defects_encoding,
    client_defects_errors,
    client_defects_further,
    client_defects_json,
    client_defects_parsing,
)
from .client_planting import DEFECTS

GROUPS = (
    client_defects_encoding,
    client_defects_parsing,
    client_defects_errors,
    client_defects_attempts,
    client_defects_bounds,
    client_defects_further,
    client_defects_json,
)

__all__ = ["DEFECTS", "GROUPS"]
