"""Where no call is seen: a hint if clients of AWS are replaced, else nothing."""

from __future__ import annotations

import pytest

from .passive_projects import run

REPLACED = """
from unittest.mock import patch
import boto3

def test_it():
    with patch("boto3.client"):
        boto3.client("s3").get_object(Bucket="bucket", Key="key")

def test_other():
    pass
"""
HINT = "2 tests, no call of a real client seen: are clients replaced by MagicMock?"


@pytest.mark.parametrize("verbosity", [[], ["-q"], ["-qq"]])
def test_clients_that_are_replaced(pytester: pytest.Pytester, verbosity: list[str]) -> None:
    pytester.makepyfile(REPLACED)

    result = run(pytester, "--shapeproof", *verbosity)

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines([HINT, "shapeproof.fake_client and botocore's Stubber make *"])


@pytest.mark.long
@pytest.mark.slow
def test_clients_that_are_replaced_in_workers(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(REPLACED)

    result = pytester.runpytest_subprocess("-p", "no:randomly", "--shapeproof", "-n", "2")

    result.stdout.fnmatch_lines([HINT])


@pytest.mark.long
def test_without_any_library_of_aws(pytester: pytest.Pytester) -> None:
    """In a process of its own, as this one has imported them."""
    pytester.makepyfile("def test_it():\n    pass\n")
    others = ("-p", "no:schemathesis", "-p", "no:randomly", "-p", "no:asyncio")

    result = pytester.runpytest_subprocess(*others, "--shapeproof")

    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*= shapeproof =*")
    result.stdout.no_fnmatch_line("*no call*")


def test_no_call_covers_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it():\n    pass\n")

    result = run(pytester, "--shapeproof-cov-fail-under=1")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["0.0 % of the contracts exercised, below the minimum of 1 %"])


def test_without_a_terminal(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(REPLACED)

    result = run(pytester, "--shapeproof", "-p", "no:terminal", "--junitxml=junit.xml")

    assert result.ret == pytest.ExitCode.OK
    assert result.stdout.str().strip() == ""
    assert (pytester.path / "junit.xml").exists()
