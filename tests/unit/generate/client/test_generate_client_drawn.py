"""Drawn cases, and the order and names of all others."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.shape import Shape
from shapeproof.exchange import ClientCase, ClientFamily
from shapeproof.generate.client import client_cases, drawn_case, drawn_error_case
from shapeproof.generate.client.reading import in_utc
from shapeproof.generate.client.selection import has_event_stream
from shapeproof.generate.strategies import errors, requests, responses
from tests.unit.generate.sampled_services import compiled
from tests.unit.generate.schema_samples import TIMESTAMP, list_of, map_of, structure

from .client_judge import CODEC, judge

SERVICES = ("amplifybackend", "backup", "glacier", "mediastore-data", "polly")


def usable(service: str) -> list[tuple[Contract, Operation]]:
    contract = compiled(service)
    operations = contract.operations.values()
    return [(contract, each) for each in operations if not has_event_stream(each)]


@pytest.mark.slow
@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_drawn_outputs_and_errors_are_expected_as_they_are_read(
    service: str, data: st.DataObject
) -> None:
    contract, operation = data.draw(st.sampled_from(usable(service)))
    params = data.draw(requests(contract, operation))
    output = data.draw(responses(contract, operation))
    judge(contract, operation, drawn_case(contract, operation, CODEC, params, output))
    if operation.errors:
        name, fields = data.draw(errors(contract, operation))
        error = contract.errors[name]
        case = drawn_error_case(contract, operation, CODEC, params, error, fields)
        judge(contract, operation, case)


@pytest.mark.slow
def test_ids_are_stable_and_no_two_are_the_same(amplifybackend: Contract) -> None:
    operation = amplifybackend.operations["ListBackendJobs"]
    once = list(client_cases(amplifybackend, operation, CODEC))
    again = list(client_cases(amplifybackend, operation, CODEC))
    assert once == again
    assert len({case.id for case in once}) == len(once)
    assert once[0].id == "ListBackendJobs:request:minimal"
    assert all(case.id.startswith(f"ListBackendJobs:{case.family}:") for case in once)


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("iso8601", "2020-08-10T23:00:00-01:00", "2020-08-11T00:00:00Z"),
        ("iso8601", "2020-08-11T00:00:00.500Z", "2020-08-11T00:00:00.5Z"),
        ("unixTimestamp", "2020-08-11T00:00:00.000001Z", "2020-08-11T00:00:00.000001Z"),
        ("unixTimestamp", "9999-12-31T23:59:59.000001Z", "9999-12-31T23:59:59Z"),
        ("rfc822", "2020-08-11T00:00:00.5Z", "2020-08-11T00:00:00Z"),
        ("iso8601", "no timestamp", "no timestamp"),
    ],
)
def test_timestamps_are_expected_in_utc(form: str, text: str, expected: str) -> None:
    schema = {**TIMESTAMP, "x-timestamp-format": form}
    root = structure(Made=list_of(structure(At=schema)), Tags=map_of(schema))
    given = {"Made": [{"At": text, "x": text}], "Tags": {"a": text}}
    read = {"Made": [{"At": expected, "x": text}], "Tags": {"a": expected}}
    assert in_utc(Shape.of(root), given) == read


@pytest.mark.slow
def test_ids_and_families_of_amplifybackend(client_cases_of: dict[str, list[ClientCase]]) -> None:
    cases = [case for each in client_cases_of.values() for case in each]
    assert len({case.id for case in cases}) == len(cases)
    assert {case.family for case in cases} == set(ClientFamily) - {ClientFamily.FUZZ}


LATER = (
    "output:absent-required|:unknown-member-recased|-header-capitals|-null-message|:same-items|:short-pages|"
    ":503-retry-after-date|:429-always|:reset-always"
)
"""Cases that are new since."""


@pytest.mark.slow
def test_ids_are_those_of_earlier_versions(client_cases_of: dict[str, list[ClientCase]]) -> None:
    """Reports and baselines of earlier versions name these ids; covering arrays may change."""
    ids = [case.id for name in sorted(client_cases_of) for case in client_cases_of[name]]
    ids = [each for each in ids if not re.search(f":pairs-|{LATER}", each)]
    digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()
    assert (len(ids), digest[:16]) == (4344, "447cac28c0605d9b")
