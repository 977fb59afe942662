"""Errors that a mock answers with."""

from __future__ import annotations

from moto.core.exceptions import ServiceException


class ModeledError(ServiceException):
    """An error of a service's model; ``fields`` are its other members, by wire name."""

    def __init__(self, code: str, message: str, **fields: str) -> None:
        super().__init__(code, message)
        self.fields = fields


class UnknownOperationError(ModeledError):
    """No operation of the service is bound to the method and path."""

    def __init__(self) -> None:
        super().__init__(
            "UnknownOperationException", "No operation is bound to this method and path"
        )
