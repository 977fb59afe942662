from __future__ import annotations

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exchange import ClientCase
from shapeproof.generate.client import client_cases
from shapeproof.wire.registry import codec_for


@pytest.fixture(scope="session")
def client_cases_of(amplifybackend: Contract) -> dict[str, list[ClientCase]]:
    """All client cases of AmplifyBackend by operation."""
    codec = codec_for("rest-json")
    return {
        each.name: list(client_cases(amplifybackend, each, codec))
        for each in amplifybackend.operations.values()
    }


@pytest.fixture(scope="session")
def few_cases_of(amplifybackend: Contract) -> dict[str, list[ClientCase]]:
    """Those of some operations, which take little time to make."""
    codec = codec_for("rest-json")
    names = ("CreateBackend", "CreateToken", "GetBackendJob", "ListBackendJobs", "UpdateBackendJob")
    return {
        name: list(client_cases(amplifybackend, amplifybackend.operations[name], codec))
        for name in names
    }
