"""Keys and tokens in the user's environment: apps and drivers under test may show them."""

from __future__ import annotations

import os
import re

_NAMES = re.compile(r"AWS_(?:ACCESS_KEY_ID|.*(?:SECRET|TOKEN)(?:_(?!FILE)\w+)?)\Z")
_PLACEHOLDER = re.compile(r"dummy|example|testing|localstack|placeholder", re.IGNORECASE)
_SHORTEST = 16
"""Characters of a key; what is shorter is a word that tests use, such as ``test``."""


def environment_secrets() -> tuple[str, ...]:
    """The values of ``AWS_`` variables that give access. They are masked, and used for nothing."""
    return tuple(
        value
        for name, value in os.environ.items()
        if _NAMES.match(name) and len(value) >= _SHORTEST and not _PLACEHOLDER.search(value)
    )
