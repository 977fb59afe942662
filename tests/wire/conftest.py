"""One test per check and file of botocore's protocol tests."""

import pytest

from .protocol_checks import CHECKS
from .suites import ABSENT, all_cases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "file" not in metafunc.fixturenames:
        return
    try:
        files = dict.fromkeys((case.file, case.is_input) for case in all_cases())
    except FileNotFoundError as error:
        raise pytest.UsageError(str(error)) from None
    found = [
        pytest.param(name, file, id=f"{name}-{file}")
        for name, check in CHECKS.items()
        for file, is_input in files
        if is_input == check.is_of_input
    ]
    absent = [pytest.param("", "", id="absent", marks=pytest.mark.skip(reason=ABSENT))]
    metafunc.parametrize("check, file", found or absent)
