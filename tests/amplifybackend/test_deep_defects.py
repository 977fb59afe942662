"""Defects behind a condition are found by the phases that look at one operation, at any seed."""

import pytest
from deep_defects import DEEP, Deep
from running import contract, run, seeds

from shapeproof.exchange import Finding
from shapeproof.generate.plain import Plain
from shapeproof.mock import wsgi_app

NAMES = sorted(DEEP)


def found(defect: Deep, seed: int) -> list[Finding]:
    outcome = run(
        defect.wrap(wsgi_app("amplifybackend")),
        [defect.operation],
        seed=seed,
        phases=("coverage", "fuzz"),
    )
    return [
        each
        for each in outcome.findings
        if each.check in defect.checks and defect.place in each.where + each.constraint
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_defect_behind_a_condition_is_found(name: str) -> None:
    for seed in seeds(NAMES.index(name)):
        assert found(DEEP[name], seed), seed


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("long-list-crashes", {"AdditionalAuthTypes"}),
        ("lambda-with-cognito-crashes", {"ConflictResolution", "DefaultAuthType"}),
        ("mfa-on-with-phone-sign-in-refused", {"Mfa", "SignInMethod"}),
        ("two-providers-at-once-crash", {"Mfa", "OAuth"}),
    ],
)
def test_the_request_that_is_told_has_no_member_to_spare(name: str, members: set[str]) -> None:
    told = min(found(DEEP[name], 0), key=lambda each: len(str(each.exchange.params)))
    config = told.exchange.params["ResourceConfig"]
    plain = Plain(contract().operations[DEEP[name].operation].request).value()["ResourceConfig"]

    inner = config.get("UserPoolConfigs", config)
    around = plain.get("UserPoolConfigs", plain)
    assert inner.keys() - around.keys() <= members
    assert set(around) <= set(inner)


def test_there_are_enough_of_them() -> None:
    assert len(DEEP) >= 15
