"""Keeps secrets out of recorded requests: a legal value of no meaning takes their place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.sensitive_places import OperationPlaces, SensitivePlace
from shapeproof.contract.shape import Shape
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.seeds.tape import RecordedLink

_NAMES = re.compile(
    r"password|passphrase|secret.?(access.?)?(key|string|binary|value)|private.?key|access.?key.?id"
    r"|(session|auth|security|access|refresh|bearer).?token|credential|api.?key",
    re.IGNORECASE,
)
"""Members that hold secrets, also where the model does not say so."""
_KEY_ID = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{12,}\b")
_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_SHORTEST = 6
"""Characters of a secret that is looked for within other texts."""


@dataclass
class SecretsOfTest:
    """The secrets that the calls of a test have shown."""

    _texts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._texts |= {os.environ[name] for name in _VARIABLES if os.environ.get(name)}

    def note(self, places: OperationPlaces, params: Any, output: Any) -> None:
        """Note what stands at sensitive places of a call."""
        if not places.any_sensitive:
            return
        for place, value in ((places.request, params), (places.response, output)):
            self._texts |= {
                each for each, is_sensitive in place.scalars(value)
                if is_sensitive and isinstance(each, str)
            }  # fmt: skip

    def replaced(self, contract: Contract, operation: Operation, params: Any) -> Any:
        """The parameters with legal values of no meaning in place of secrets; links stay."""
        places = OperationPlaces.of(contract, operation.name)
        plain = PlainValues(operation.request)

        def changed(shape: Shape, place: SensitivePlace, value: Any, *, hidden: bool) -> Any:
            if isinstance(value, RecordedLink):
                return value
            hidden = hidden or place.sensitive
            if isinstance(value, Mapping):
                if hidden and shape.is_map:
                    return plain.value(shape)
                return {
                    key: changed(
                        shape.member(key),
                        place.member(key),
                        each,
                        hidden=hidden or (_is_text(each) and _NAMES.search(key) is not None),
                    )
                    for key, each in value.items()
                }
            if isinstance(value, list):
                return [changed(shape.item, place.item(), each, hidden=hidden) for each in value]
            return plain.value(shape) if hidden or self._shows(value) else value

        return changed(operation.request_shape, places.request, params, hidden=False)

    def _shows(self, value: Any) -> bool:
        """Whether a value holds a secret of the test, or the id of an access key."""
        if not isinstance(value, str):
            return False
        if _KEY_ID.search(value) is not None:
            return True
        return any(
            secret == value or (len(secret) >= _SHORTEST and secret in value)
            for secret in self._texts
        )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
