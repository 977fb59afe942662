from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError
from botocore.response import StreamingBody

from shapeproof.compile import compile_service
from shapeproof.contract.shape import Shape
from shapeproof.exceptions import BadUsage
from shapeproof.targets.fake_client import Answer, as_boto3, as_read, open_fake_client


class Behaviour:
    """Answers everything with the same; has no method for what is called ``delete_``."""

    def __init__(self, answer: Answer) -> None:
        self.calls: list[Any] = []
        self._answer = answer

    def method(self, name: str, operation: str, call: Callable[..., Any]) -> Any:
        return None if name.startswith("delete_") else call

    def extra(self, name: str) -> Any:
        return "extra" if name == "more" else None

    def hint(self, name: str, said: str) -> str:
        return f"{said}; hint for {name}"

    def helper_hint(self, method: str, name: str) -> str:
        return f"{method}.{name}: hint"

    def answer(self, operation: str, given: Any, sent: Any) -> Answer:
        self.calls.append((operation, given, sent))
        return self._answer


def _client(answer: Answer, service: str = "amplifybackend") -> tuple[Any, Behaviour]:
    behaviour = Behaviour(answer)
    return open_fake_client(service, "us-east-1", behaviour), behaviour


def test_answers_stand_in_for_what_would_be_sent() -> None:
    client, behaviour = _client(Answer(200, {"AppId": "x"}))
    found = client.get_backend(AppId="x")
    assert found["AppId"] == "x"
    assert found["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert client.calls == [("GetBackend", {"AppId": "x"}, {"AppId": "x"})] == behaviour.calls


def test_errors_are_raised_by_the_client_itself() -> None:
    error = {"Error": {"Code": "NotFoundException", "Message": "m"}}
    client, _ = _client(Answer(404, error))
    with pytest.raises(client.exceptions.NotFoundException, match="m"):
        client.get_backend(AppId="x")


def test_what_is_given_and_what_is_sent() -> None:
    client, behaviour = _client(Answer(200, {}), "logs")
    client.create_export_task(logGroupName="g", fromTime=1, to=2, destination="d")
    (_, given, sent) = behaviour.calls[0]
    assert "fromTime" in given
    assert sent == {"logGroupName": "g", "from": 1, "to": 2, "destination": "d"}


def test_nothing_of_the_users_is_read(monkeypatch: Any, tmp_path: Any) -> None:
    (tmp_path / "config").write_text("[broken")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    client, _ = _client(Answer(200, {}))
    client.get_backend(AppId="x")
    assert client.meta.region_name == "us-east-1"
    assert client.meta.endpoint_url == "https://amplifybackend.us-east-1.amazonaws.com"


def test_nothing_can_be_sent() -> None:
    client, _ = _client(Answer(200, {}))
    with pytest.raises(BotoCoreError, match="a fake client sends nothing"):
        client.meta.events.emit("before-send.amplifybackend.GetBackend", request=None)


def test_methods_that_the_behaviour_does_not_have() -> None:
    client, _ = _client(Answer(200, {}))
    assert not hasattr(client, "delete_backend")
    assert hasattr(client, "get_backend")
    polly, _ = _client(Answer(200, {}), "polly")
    assert not hasattr(polly, "start_speech_synthesis_stream")  # boto3 has none


def test_attributes_that_a_client_does_not_have() -> None:
    client, _ = _client(Answer(200, {}))
    assert client.more == "extra"
    with pytest.raises(AttributeError, match=r"no attribute 'less'; hint for less$"):
        _ = client.less
    with pytest.raises(AttributeError, match=r"no attribute 'less'; hint for less$"):
        client.less = 1
    client.get_backend = client._mine = client.meta  # what is there may be replaced
    assert client.get_backend is client.meta


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_client_is_not_copied(copied: Callable[..., Any]) -> None:
    client, _ = _client(Answer(200, {}))
    with pytest.raises(TypeError, match="a client cannot be copied"):
        copied(client)


def test_a_service_that_boto3_does_not_know() -> None:
    with pytest.raises(BadUsage, match="my-own: the installed botocore has no client"):
        _client(Answer(200, {}), "my-own")


def test_what_a_client_reads_of_an_output() -> None:
    client, behaviour = _client(Answer(200, {}), "iam")
    parsed = {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "%7B%22a%22%3A1%7D"}
    assert as_read(client, "GetRolePolicy", parsed)["PolicyDocument"] == {"a": 1}
    assert parsed["PolicyDocument"] == "%7B%22a%22%3A1%7D"
    assert behaviour.calls == []


@pytest.mark.parametrize("exact", [True, False])
def test_an_exact_output_is_not_decoded(exact: bool) -> None:
    text = '{"a": 1}'
    client, _ = _client(Answer(200, {"PolicyDocument": text}, exact), "iam")
    found = client.get_role_policy(RoleName="r", PolicyName="p")["PolicyDocument"]
    assert found == (text if exact else {"a": 1})


def test_streams_are_new_in_every_output() -> None:
    schema = compile_service("s3").operations["GetObject"].response
    first, second = (as_boto3(schema, {"Body": "YWJj"})["Body"] for _ in range(2))
    assert isinstance(first, StreamingBody)
    assert (first.read(), second.read()) == (b"abc", b"abc")


def test_a_blob_that_is_the_whole_body_is_a_stream() -> None:
    schema = compile_service("apigateway").operations["GetExport"].response
    assert not Shape.of(schema).member("body").is_streaming
    assert as_boto3(schema, {"body": "YWJj"})["body"].read() == b"abc"
