"""The codecs, judged by the protocol tests that botocore ships (they are Smithy's)."""

import pytest

from shapeproof.wire.registry import find_codec

from .protocol_exceptions import EXCEPTIONS
from .suite_table import judged
from .suites import ABSENT, all_cases

WRONG = ("failed", "stale")
MOST = 0.03
"""The share of the cases that may be excepted: each is judged by two checks."""


def test_botocores_protocol_tests(check: str, file: str) -> None:
    cases = tuple(each for each in all_cases() if each.file == file)
    if find_codec(cases[0].protocol) is None:
        pytest.skip(f"there is no codec of {cases[0].protocol}")
    found = judged(check, cases)
    wrong = [(case.id, outcome, why) for case, outcome, why in found if outcome in WRONG]
    assert not wrong, "\n".join(": ".join(each) for each in wrong)


def test_no_exception_is_without_a_case() -> None:
    if not all_cases():
        pytest.skip(ABSENT)
    ids = {case.id for case in all_cases()}
    assert all(exceptions.keys() <= ids for exceptions in EXCEPTIONS.values())
    for checks in (("client writes", "client reads"), ("server reads", "nothing is wrong")):
        assert sum(len(EXCEPTIONS[name]) for name in checks) <= MOST * len(ids)
