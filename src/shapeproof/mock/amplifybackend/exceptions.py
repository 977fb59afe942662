"""The modeled errors that the mock answers with."""

from __future__ import annotations

from shapeproof.mock.exceptions import ModeledError

INVALID = "BadRequestException"
"""The code for requests that do not fit the model or the state."""


class BadRequestError(ModeledError):
    """The request cannot be granted as things are."""

    def __init__(self, message: str) -> None:
        super().__init__(INVALID, message)


class NotFoundError(ModeledError):
    """A thing that the request names does not exist."""

    def __init__(self, resource_type: str, name: str) -> None:
        super().__init__(
            "NotFoundException",
            f"There is no {resource_type} {name!r}",
            resourceType=resource_type,
        )
