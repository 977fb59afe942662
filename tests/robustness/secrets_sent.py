"""Secrets of users that their drivers and tests show, and settings that no request may carry."""

from __future__ import annotations

from .interface import Expected, Trial, ends
from .leaky_users import SECRET, all_leaks_hidden, findings_hide_it, leaky_driver, leaky_tests

_FAMILY = "secrets"
_FORMATS = ("har", "html", "json", "jsonl", "junit", "markdown", "sarif")


def _reports(option: str) -> tuple[str, ...]:
    return tuple(word for each in _FORMATS for word in (option, f"{each}=report.{each}"))


_DRIVEN = (
    "client", "secretsmanager", "--driver", "{python} driver.py", "--operation", "PutSecretValue",
    "--max-requests", "60", "--seed", "1", "--time-limit", "40",
)  # fmt: skip
TRIALS = (
    Trial(
        _FAMILY,
        "a driver that shows a key of the user's in requests, answers, messages and exceptions",
        (*_DRIVEN, *_reports("--report"), "--verbose"),
        Expected(ends(1, 2, 3), seconds=120),
        leaky_driver,
        inspect=all_leaks_hidden,
        environment={"AWS_SECRET_ACCESS_KEY": SECRET},
        before="shown",
    ),
    Trial(
        _FAMILY,
        "a fake that quotes the secret of a test in answers, errors and exceptions",
        (
            "-q", "-p", "no:cacheprovider", "test_leaks.py", "--shapeproof=report", "-v",
            *_reports("--shapeproof-report"), "--shapeproof-record", "seeds.json",
        ),
        Expected(ends(0), says=("5 passed",), seconds=120),
        leaky_tests,
        inspect=findings_hide_it,
        module="pytest",
    ),
)  # fmt: skip
