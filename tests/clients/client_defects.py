"""The catalogue of planted defects of clients: what authors of AWS clients get wrong."""

from __future__ import annotations

import client_defects_attempts
import client_defects_bounds
import client_defects_encoding
import client_defects_errors
import client_defects_parsing
from client_planting import DEFECTS

GROUPS = (
    client_defects_encoding,
    client_defects_parsing,
    client_defects_errors,
    client_defects_attempts,
    client_defects_bounds,
)

__all__ = ["DEFECTS", "GROUPS"]
