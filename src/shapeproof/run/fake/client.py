"""Fake clients, by the names of services: what ``import shapeproof`` offers."""

from __future__ import annotations

from typing import Any, Protocol, cast

from shapeproof.run.fake.method import FakeMethod
from shapeproof.run.fake.service import Call, FakeService
from shapeproof.run.named import named_contract
from shapeproof.targets.fake import open_client


class FakeClient(Protocol):
    """A client of boto3 whose methods are told what to answer."""

    exceptions: Any
    meta: Any

    @property
    def calls(self) -> list[Call]:
        """The legal calls so far, in their order."""

    def can_paginate(self, operation_name: str) -> bool:
        """Whether there is a paginator for a method."""

    def get_paginator(self, operation_name: str) -> Any:
        """A paginator over the method of this client."""

    def get_waiter(self, waiter_name: str) -> Any:
        """A waiter over the method of this client; it does not pause unless it is told to."""

    def close(self) -> None:
        """Nothing is open."""

    def __getattr__(self, name: str) -> FakeMethod:
        """The method of an operation."""


def fake_client(service: str, *, region_name: str = "us-east-1", strict: bool = True) -> FakeClient:
    """A client of boto3 for tests, which sends nothing and keeps to the contract.

    It is a real client: names, parameters, exceptions, paginators and waiters are those of the
    installed boto3. Parameters are also held to what boto3 does not look at (enums, maxima,
    patterns): ContractViolation is raised for a call that breaks them. Each method answers with a
    plain output that is true to the contract, until it is told otherwise::

        fake = shapeproof.fake_client("SERVICE")
        fake.get_thing.returns(ThingId="1")
        fake.delete_thing.raises("NotFoundException", message="no such thing")
        assert fake.get_thing.calls == [{"ThingId": "1"}]

    With ``strict=False`` warnings pass: bounds and patterns of requests, missing members and
    unknown enum values of outputs. Raises UnknownService, BadUsage and BrokenContract.
    """
    behaviour = FakeService(named_contract(service), strict)
    behaviour.client = open_client(service, region_name, behaviour)
    return cast("FakeClient", behaviour.client)
