"""Which of Schemathesis's checks run, and how much what they find weighs."""

from dataclasses import replace

import pytest
from schemathesis.checks import CHECKS, load_all_checks

from shapeproof.exchange import Exchange, Finding, FindingTexts, HttpRequest, Severity
from shapeproof.run.schemathesis_engine.schema import OUR_PREFIX as OURS
from shapeproof.run.schemathesis_engine.their_checks import (
    LEFT_OUT,
    PREFIX,
    QUIET_IN_TESTS,
    THEIR_CHECKS,
    weight_of,
)

FOUND = Finding(
    check="response_schema",
    severity=Severity.ERROR,
    service="amplifybackend",
    operation="GetToken",
    where="response body /appId",
    constraint="required",
    texts=FindingTexts.of("missing"),
    exchange=Exchange("GetToken", {}, HttpRequest("GET", "/")),
)


def test_every_check_of_schemathesis_is_weighed_or_left_out() -> None:
    load_all_checks()
    theirs = {name for name in CHECKS.get_all_names() if not name.startswith(OURS)}
    known = {each.removeprefix(PREFIX) for each in THEIR_CHECKS}
    assert known | set(LEFT_OUT) == theirs
    assert not known & set(LEFT_OUT)
    assert set(QUIET_IN_TESTS) < theirs


@pytest.mark.parametrize("name", [each.removeprefix(PREFIX) for each in THEIR_CHECKS])
def test_alone_a_check_gives_a_hint(name: str) -> None:
    assert weight_of(name, ()) is Severity.NOTE


@pytest.mark.parametrize(
    "name, found, weight",
    [
        ("response_schema_conformance", FOUND, Severity.ERROR),
        ("response_schema_conformance", replace(FOUND, severity=Severity.NOTE), Severity.NOTE),
        ("response_schema_conformance", replace(FOUND, check="echo"), Severity.NOTE),
        ("not_a_server_error", replace(FOUND, check="server_error"), Severity.ERROR),
        ("negative_data_rejection", FOUND, Severity.NOTE),
        ("of_the_user_s_own", FOUND, Severity.WARNING),
    ],
)
def test_a_check_weighs_as_much_as_shapeproof_s_of_the_same_kind(
    name: str, found: Finding, weight: Severity
) -> None:
    assert weight_of(name, (found,)) is weight
