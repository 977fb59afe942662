from __future__ import annotations

import pytest

from shapeproof.contract.model import Contract
from shapeproof.contract.store import find_pinned, read_pinned, shipped_contracts
from shapeproof.exchange import Case
from shapeproof.generate.cases.coverage import coverage_cases


@pytest.fixture(scope="session")
def amplifybackend() -> Contract:
    """The pinned contract of AmplifyBackend."""
    shipped = shipped_contracts()
    assert shipped is not None
    folder = find_pinned("amplifybackend", shipped)
    assert folder is not None
    return read_pinned(folder)


@pytest.fixture(scope="session")
def cases(amplifybackend: Contract) -> dict[str, list[Case]]:
    """All coverage cases of AmplifyBackend by operation."""
    operations = amplifybackend.operations.values()
    return {each.name: coverage_cases(amplifybackend, each) for each in operations}
