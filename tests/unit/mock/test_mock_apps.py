from __future__ import annotations

from collections.abc import Callable

import pytest
from moto.core.base_backend import BackendDict

from shapeproof.exceptions import BadUsage, UnknownService
from shapeproof.mock import wsgi_app

from .mock_caller import Caller

BACKEND = {"appId": "app", "appName": "shop", "backendEnvironmentName": "dev"}


def target(name: str) -> dict[str, str]:
    return {"HTTP_X_AMZ_TARGET": name, "CONTENT_TYPE": "application/x-amz-json-1.0"}


def test_each_app_has_its_own_state(new_mock: Callable[[], Caller]) -> None:
    one, two = new_mock(), new_mock()
    one.do("CreateBackend", **BACKEND)

    assert one.call("GetBackend", {"appId": "app"}).status == 200
    assert two.call("GetBackend", {"appId": "app"}).status == 404


def test_motos_reset_leaves_an_app_alone(mock: Caller) -> None:
    mock.do("CreateBackend", **BACKEND)

    BackendDict.reset()

    assert mock.call("GetBackend", {"appId": "app"}).status == 200


def test_a_service_of_motos_starts_empty() -> None:
    for _ in range(2):
        sqs = Caller(wsgi_app("sqs"))
        listed = sqs.send("POST", "/", b"{}", PATH_INFO="/", **target("AmazonSQS.ListQueues"))
        assert (listed.status, listed.body) == (200, {})
        made = sqs.send(
            "POST", "/", {"QueueName": "q"}, PATH_INFO="/", **target("AmazonSQS.CreateQueue")
        )
        assert made.status == 200


def test_what_moto_lacks_of_a_service_is_a_500() -> None:
    app = Caller(wsgi_app("sqs"))

    answer = app.send("POST", "/", b"{}", PATH_INFO="/", **target("AmazonSQS.NoSuchThing"))

    assert answer.status == 500


@pytest.mark.parametrize("service", ["lambda", "cognito-idp", "timestream-write", "dynamodb"])
def test_services_of_moto_by_botocores_names(service: str) -> None:
    assert callable(wsgi_app(service))


def test_no_such_service() -> None:
    with pytest.raises(UnknownService) as caught:
        wsgi_app("amplifybackand")

    assert caught.value.nearest[0] == "amplifybackend"


@pytest.mark.parametrize("service", ["core", "../etc", ""])
def test_modules_of_moto_are_no_services(service: str) -> None:
    with pytest.raises(UnknownService):
        wsgi_app(service)


def test_a_service_without_a_mock() -> None:
    with pytest.raises(BadUsage, match=r"amplifyuibuilder.*moto has none.*amplifybackend"):
        wsgi_app("amplifyuibuilder")
