"""The errors and the state of mocks, in moto's frame."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Protocol, TypeVar

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import ServiceException

from shapeproof.contract.model import ErrorContract


class ModeledError(ServiceException):
    """An error of a service's model; ``fields`` are its other members, in the API view."""

    def __init__(self, code: str, message: str, **fields: str) -> None:
        super().__init__(code, message)
        self.fields = fields


class ContractError(ModeledError):
    """An error of which all is known: its status, fault and members."""

    def __init__(self, error: ErrorContract, message: str) -> None:
        super().__init__(error.code, message)
        self.error = error


class UnknownOperationError(ModeledError):
    """No operation of the service is bound to the method and path."""

    def __init__(self) -> None:
        super().__init__(
            "UnknownOperationException", "No operation is bound to this method and path"
        )


B = TypeVar("B", bound=BaseBackend)
B_co = TypeVar("B_co", bound=BaseBackend, covariant=True)


class BackendLookup(Protocol[B_co]):
    """Finds the backend of an account and a region."""

    def __call__(self, account: str, region: str) -> B_co:
        """The backend, created at the first call."""


def shared_backends(backends: BackendDict[B], invalid: str) -> BackendLookup[B]:
    """The process-wide backends that moto keeps and resets.

    A region that moto does not know is refused with the error code ``invalid``.
    """

    def find(account: str, region: str) -> B:
        try:
            return backends[account][region]
        except KeyError:
            raise ModeledError(invalid, f"The service is not offered in region {region}") from None

    return find


def private_backends(make: Callable[[str, str], B]) -> BackendLookup[B]:
    """New backends that belong to one server or app; no reset of moto's reaches them."""
    known: dict[tuple[str, str], B] = {}
    lock = Lock()

    def find(account: str, region: str) -> B:
        with lock:
            if (account, region) not in known:
                known[account, region] = make(region, account)
            return known[account, region]

    return find
