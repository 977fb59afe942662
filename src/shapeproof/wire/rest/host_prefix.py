"""What clients put before the host of an endpoint (Smithy ``endpoint`` and ``hostLabel`` traits).

Requests have no host: servers under test are called by the address that they are started at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.wire.text_values import text_of

_LABEL = re.compile(r"\{(\w+)\}")


def host_template(operation: Operation) -> str:
    """The prefix with its labels in braces (``{AccountId}.``), empty where there is none."""
    return str(operation.traits.get("endpoint", {}).get("hostPrefix", ""))


def host_prefix(operation: Operation, params: Mapping[str, Any]) -> str:
    """The prefix with the values of its labels; a label without a value stays as it is."""

    def filled(label: re.Match[str]) -> str:
        value = params.get(label[1])
        return label[0] if value is None else text_of(value)

    return _LABEL.sub(filled, host_template(operation))
