"""The same defect has the same id, whatever values and elements showed it."""

from dataclasses import replace
from itertools import combinations

import pytest

from shapeproof.exchange import Exchange, Finding, FindingTexts, HttpRequest, Severity

from .check_samples import TOKEN, TOKEN_ASKED, answer, changed, findings_of, observe

FINDING = Finding(
    check="response_schema",
    severity=Severity.ERROR,
    service="amplifybackend",
    operation="ListBackendJobs",
    where="response body /jobs/0/status",
    constraint="type",
    texts=FindingTexts.of("a number is not of the member's type", "type string", "1"),
    exchange=Exchange("ListBackendJobs", {}, HttpRequest("POST", "/")),
)


def test_it_is_short_and_does_not_change_between_versions() -> None:
    assert FINDING.id == "05c5c865f7d5cfe8"


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, where="response body /jobs/17/status"),
        replace(FINDING, texts=FindingTexts.of("x", "y", "z")),
        replace(FINDING, severity=Severity.NOTE),
        replace(FINDING, phase="fuzz", pointer="/jobs"),
        replace(FINDING, exchange=Exchange("X", {"A": 1}, HttpRequest("GET", "/y"))),
        replace(FINDING, before=(FINDING.exchange,)),
    ],
)
def test_what_does_not_matter(other: Finding) -> None:
    assert other.id == FINDING.id


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, check="read_back"),
        replace(FINDING, service="mq"),
        replace(FINDING, operation="GetBackend"),
        replace(FINDING, where="response body /jobs/0/jobId"),
        replace(FINDING, where="response body /jobs"),
        replace(FINDING, where="request /jobs/0/status"),
        replace(FINDING, constraint="enum"),
    ],
)
def test_what_matters(other: Finding) -> None:
    assert other.id != FINDING.id


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("request /a/0/b/1", "request /a/9/b/0", True),
        ("request /a/0", "request /a/12", True),
        ("request /a/0", "request /a", False),
        ("request /a0/b", "request /a1/b", False),
        ("request /0a", "request /1a", False),
        ("request /md5", "request /md6", False),
        ("request path", "request path", True),
        ("request /\ud800", "request /\ud801", False),
    ],
)
def test_only_whole_tokens_are_indices(one: str, other: str, equal: bool) -> None:
    ids = {replace(FINDING, where=place).id for place in (one, other)}
    assert len(ids) == (1 if equal else 2)


def test_every_place_and_constraint_of_one_answer_has_its_own_id() -> None:
    body = changed(TOKEN, ttl=3, appId=..., sessionId="other", more=1)
    findings = findings_of(observe("GetToken", answer(body, status=201, headers=()), TOKEN_ASKED))
    assert len(findings) == 7
    assert all(one.id != other.id for one, other in combinations(findings, 2))


def test_the_same_defect_in_other_elements() -> None:
    def ids(*statuses: object) -> set[str]:
        jobs = [{"appId": "a", "backendEnvironmentName": "b", "status": each} for each in statuses]
        return {each.id for each in findings_of(observe("ListBackendJobs", answer({"jobs": jobs})))}

    assert ids("x", "y") == set()
    assert len(ids("x", "y", 1)) == 1
    assert ids(2, 3) == ids("x", "y", 1)
