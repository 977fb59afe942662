"""Where botocore's protocol tests are found, and one test per case of theirs."""

import os
from importlib.metadata import version
from pathlib import Path

import pytest

from .protocol_cases import ProtocolCase, load_cases

VARIABLE = "SHAPEPROOF_BOTOCORE_SDIST"
CACHE = Path(__file__).parents[2] / ".cache" / "botocore-sdist"
ABSENT = (
    f"botocore's protocol tests are not here; fetch them with "
    f"'python tests/wire/fetch_botocore_tests.py', or set {VARIABLE} to an unpacked sdist"
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for direction in ("input", "output"):
        if f"{direction}_case" in metafunc.fixturenames:
            cases = protocol_cases(direction)
            absent = [pytest.param(None, id="absent", marks=pytest.mark.skip(reason=ABSENT))]
            found = [pytest.param(case, id=case.id) for case in cases]
            metafunc.parametrize(f"{direction}_case", found or absent)


@pytest.fixture
def all_case_ids() -> frozenset[str]:
    ids = frozenset(case.id for way in ("input", "output") for case in protocol_cases(way))
    return ids or pytest.skip(ABSENT)


def protocol_cases(direction: str) -> tuple[ProtocolCase, ...]:
    folder = protocols_folder()
    return load_cases(folder, direction) if folder else ()


def protocols_folder() -> Path | None:
    named = os.environ.get(VARIABLE)
    sdist = Path(named) if named else CACHE / f"botocore-{version('botocore')}"
    folder = sdist / "tests" / "unit" / "protocols"
    if named and not folder.is_dir():
        raise pytest.UsageError(f"{VARIABLE}: there is no {folder}")
    return folder if folder.is_dir() else None
