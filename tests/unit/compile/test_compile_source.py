from __future__ import annotations

import pytest

from shapeproof.compile import available_services
from shapeproof.compile.source import load_model_files, load_raw_model, nearest_services
from shapeproof.exceptions import UnknownService


def test_services_are_those_of_botocore() -> None:
    services = available_services()

    assert {"amplifybackend", "s3", "dynamodb", "lambda", "ec2"} <= set(services)
    assert list(services) == sorted(set(services))


@pytest.mark.parametrize(
    ("service", "protocol", "version"),
    [
        ("amplifybackend", "rest-json", "2020-08-11"),
        ("cloudfront", "rest-xml", None),
        ("dynamodb", "json", "2012-08-10"),
    ],
)
def test_the_newest_version_is_loaded(service: str, protocol: str, version: str | None) -> None:
    found, model = load_raw_model(service)

    assert model["metadata"]["apiVersion"] == found
    assert model["metadata"]["protocol"] == protocol
    assert version in (None, found)


@pytest.mark.parametrize(
    ("service", "nearest"),
    [
        ("amplifybackent", "amplifybackend"),
        ("AmplifyBackend", "amplifybackend"),
        ("dynamo-db", "dynamodb"),
        ("s33", "s3"),
        ("zzzzzzzzzz", None),
        ("", None),
        ("../x", None),
        ("amplifybackend/2020-08-11", "amplifybackend"),
        ("*", None),
    ],
)
def test_an_unknown_service_is_told_with_those_near(service: str, nearest: str | None) -> None:
    with pytest.raises(UnknownService) as caught:
        load_raw_model(service)

    assert caught.value.service == service
    assert nearest in caught.value.nearest if nearest else caught.value.nearest == ()
    assert len(caught.value.nearest) <= 3


def test_no_more_than_three_are_near() -> None:
    assert len(nearest_services("aaaa", ("aaab", "aaac", "aaad", "aaae"))) == 3


def test_paginators_and_waiters() -> None:
    assert load_model_files("amplifybackend").paginators.keys() == {"ListBackendJobs"}
    assert load_model_files("amplifybackend").waiters == {}
    assert "BucketExists" in load_model_files("s3").waiters
