"""Values in messages: short, whatever the model says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

_MOST = 8
_LONGEST = 80


def listed(values: Sequence[Any], most: int = _MOST) -> str:
    """Some values by commas, and how many more there are."""
    shown = ", ".join(str(value) for value in values[:most])
    return f"{shown} and {len(values) - most} more" if len(values) > most else shown


def told(value: Any) -> str:
    """A value as JSON, its end left out where it is long; ``nothing`` for None."""
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
