"""Clients for tests that answer by the contract: in place of mocks that answer anything."""

from shapeproof.run.fake.client import FakeCall, FakeClient, fake_client
from shapeproof.run.fake.judge import ContractViolation
from shapeproof.run.fake.method import FakeMethod

__all__ = ["ContractViolation", "FakeCall", "FakeClient", "FakeMethod", "fake_client"]
