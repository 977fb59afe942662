"""Where botocore's protocol tests are found."""

import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

from .protocol_cases import ProtocolCase, load_cases

VARIABLE = "SHAPEPROOF_BOTOCORE_SDIST"
CACHE = Path(__file__).parents[2] / ".cache" / "botocore-sdist"
ABSENT = (
    f"botocore's protocol tests are not here; fetch them with "
    f"'python tests/wire/fetch_botocore_tests.py', or set {VARIABLE} to an unpacked sdist"
)


@cache
def all_cases() -> tuple[ProtocolCase, ...]:
    """All cases; none where they have not been fetched."""
    folder = protocols_folder()
    return load_cases(folder) if folder.is_dir() else ()


def protocols_folder() -> Path:
    """The folder of the tests. Raises FileNotFoundError for one that is named and absent."""
    named = os.environ.get(VARIABLE)
    sdist = Path(named) if named else CACHE / f"botocore-{version('botocore')}"
    folder = sdist / "tests" / "unit" / "protocols"
    if named and not folder.is_dir():
        raise FileNotFoundError(f"{VARIABLE}: there is no {folder}")
    return folder
