from __future__ import annotations

import boto3
import moto
import pytest
from moto import backend_index, mock_aws
from moto.backends import get_backend, get_service_from_url

from shapeproof.mock import bundled_services, register
from shapeproof.mock.amplifybackend import amplifybackend_backends

CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


@pytest.fixture(autouse=True)
def _registered() -> None:
    register()


def test_the_bundled_services() -> None:
    assert bundled_services() == ("amplifybackend",)


def test_registering_again_changes_nothing() -> None:
    before = list(moto.__path__), list(backend_index.backend_url_patterns)

    register()

    assert (list(moto.__path__), list(backend_index.backend_url_patterns)) == before


def test_moto_finds_the_one_backend() -> None:
    from moto.amplifybackend import models, responses, urls

    from shapeproof.mock.amplifybackend import responses as ours

    assert get_backend("amplifybackend") is amplifybackend_backends
    assert models.amplifybackend_backends is amplifybackend_backends
    assert responses.AmplifyBackendResponse is ours.AmplifyBackendResponse
    assert set(urls.url_paths.values()) == {ours.AmplifyBackendResponse.dispatch}


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://amplifybackend.us-east-1.amazonaws.com/backend", "amplifybackend"),
        ("https://amplifybackend.us-gov-west-1.amazonaws.com/", "amplifybackend"),
        ("https://amplifybackend.us-east-1.amazonaws.com/s3.x.amazonaws.com", "amplifybackend"),
        ("https://amplifybackend.s3.us-east-1.amazonaws.com/key", "s3"),
        ("https://amplifybackend.s3.amazonaws.com/key", "s3"),
        ("https://s3.us-east-1.amazonaws.com/amplifybackend.us-east-1.amazonaws.com", "s3"),
    ],
)
def test_only_its_own_addresses(url: str, service: str) -> None:
    assert get_service_from_url(url) == service


def client(region: str = "us-east-1") -> object:
    return boto3.client("amplifybackend", region_name=region, **CREDENTIALS)


@pytest.mark.slow
def test_every_mock_starts_empty_and_regions_are_apart() -> None:
    for _ in range(2):
        with mock_aws():
            near, far = client(), client("eu-west-1")
            near.create_backend(AppId="a", AppName="n", BackendEnvironmentName="dev")
            assert near.get_backend(AppId="a")["BackendEnvironmentList"] == ["dev"]
            with pytest.raises(far.exceptions.NotFoundException):
                far.get_backend(AppId="a")


def test_a_region_without_the_service_is_a_clear_error() -> None:
    with mock_aws():
        away = client("eu-south-2")
        with pytest.raises(away.exceptions.BadRequestException, match="eu-south-2"):
            away.list_s3_buckets()


@pytest.mark.slow
def test_other_services_go_on_as_before() -> None:
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1", **CREDENTIALS)
        s3.create_bucket(Bucket="amplifybackend")
        s3.put_object(Bucket="amplifybackend", Key="k", Body=b"v")
        assert s3.get_object(Bucket="amplifybackend", Key="k")["Body"].read() == b"v"
