"""Clients for tests that answer by the contract: in place of mocks that answer anything."""

from shapeproof.run.fake.client import FakeClient, fake_client
from shapeproof.run.fake.method import FakeMethod
from shapeproof.run.fake.service import Call
from shapeproof.run.fake.violation import ContractViolation

__all__ = ["Call", "ContractViolation", "FakeClient", "FakeMethod", "fake_client"]
