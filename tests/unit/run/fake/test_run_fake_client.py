from __future__ import annotations

import io
import pickle
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

import shapeproof
from shapeproof.exceptions import BadUsage, UnknownService
from shapeproof.run.fake import ContractViolation, FakeCall

_API = {
    "AppId": "a",
    "BackendEnvironmentName": "e",
    "ResourceName": "r",
    "ResourceConfig": {"Service": "s"},
}


@pytest.fixture
def fake() -> Any:
    return shapeproof.fake_client("amplifybackend")


def test_calls_are_kept_as_they_were_made(fake: Any) -> None:
    params = {"AppId": "x", "BackendEnvironmentName": "dev"}
    fake.get_backend(**params)
    fake.create_backend_api(**_API)
    given = fake.create_backend_api.calls[0]
    assert fake.get_backend.calls == [params]
    assert fake.calls == [FakeCall("get_backend", params), FakeCall("create_backend_api", _API)]
    _API["ResourceConfig"]["Service"] = "another"  # type: ignore[index]
    assert given["ResourceConfig"] == {"Service": "s"}


@pytest.mark.parametrize(
    "params", [{}, {"AppId": 1}, {"AppId": "x", "Nope": 1}], ids=["missing", "type", "unknown"]
)
def test_what_botocore_refuses_is_refused_as_by_botocore(fake: Any, params: Any) -> None:
    real = boto3.client(
        "amplifybackend", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with pytest.raises(ParamValidationError) as due:
        real.get_backend(**params)
    with pytest.raises(ParamValidationError) as caught:
        fake.get_backend(**params)
    assert str(caught.value) == str(due.value)
    assert fake.calls == []


BROKEN: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "enum": (
        "amplifybackend", "create_backend_api",
        {**_API, "ResourceConfig": {"DefaultAuthType": {"Mode": "NOPE"}}},
        "error: request /ResourceConfig/DefaultAuthType/Mode: the value is not in its enum",
    ),
    "maximum": (
        "dynamodb", "scan", {"TableName": "xxx", "TotalSegments": 1_000_001},
        "warning: request /TotalSegments: the value violates maximum",
    ),
    "pattern": (
        "cognito-idp", "describe_user_pool", {"UserPoolId": "none"},
        "warning: request /UserPoolId: the value violates pattern",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_only_the_contract_sees_is_no_error_of_botocore(case: str) -> None:
    service, method, params, said = BROKEN[case]
    fake = shapeproof.fake_client(service)
    with pytest.raises(ContractViolation) as caught:
        getattr(fake, method)(**params)
    assert not isinstance(caught.value, (ClientError, BotoCoreError))
    assert said in str(caught.value)
    assert isinstance(caught.value, AssertionError)
    assert caught.value.what == "the call"
    assert fake.calls == []
    frames = [each.path for each in caught.traceback]
    assert not any("botocore" in str(path) for path in frames)


def test_tracebacks_name_the_exception_as_users_import_it() -> None:
    with pytest.raises(shapeproof.ContractViolation) as caught:
        shapeproof.fake_client("dynamodb").scan(TableName="xxx", TotalSegments=1_000_001)

    (line,) = traceback.format_exception_only(caught.value)[:1]
    assert line.startswith("shapeproof.ContractViolation: dynamodb.scan: the call breaks")
    assert pickle.loads(pickle.dumps(type(caught.value))) is ContractViolation


def test_bounds_pass_where_a_client_is_not_strict() -> None:
    fake = shapeproof.fake_client("dynamodb", strict=False)
    fake.scan(TableName="xxx", TotalSegments=1_000_001)
    assert len(fake.calls) == 1
    with pytest.raises(ContractViolation):
        fake.scan(TableName="xxx", Select="NOPE")


def test_only_keyword_arguments(fake: Any) -> None:
    with pytest.raises(TypeError, match="only accepts keyword arguments"):
        fake.get_backend("x")


def test_it_is_a_client(fake: Any) -> None:
    assert isinstance(fake, BaseClient)
    assert fake.meta.region_name == "us-east-1"
    assert fake.meta.service_model.service_name == "amplifybackend"
    assert shapeproof.fake_client("s3", region_name="eu-west-3").meta.region_name == "eu-west-3"
    assert fake.can_paginate("list_backend_jobs") is True
    assert fake.can_paginate("get_backend") is False
    assert repr(fake.get_backend) == "<fake amplifybackend.get_backend>"
    fake.close()


def test_what_boto3_makes_of_parameters_is_what_is_judged() -> None:
    logs = shapeproof.fake_client("logs")
    params = {"logGroupName": "g", "fromTime": 1, "to": 2, "destination": "bucket"}
    logs.create_export_task(**params)  # ``from`` in the model
    assert logs.create_export_task.calls == [params]
    s3 = shapeproof.fake_client("s3")
    copied = {"Bucket": "bbb", "Key": "k", "CopySource": {"Bucket": "aaa", "Key": "k"}}
    s3.copy_object(**copied)  # a text in the model
    assert s3.copy_object.calls == [copied]
    token = shapeproof.fake_client("ecs")
    token.create_capacity_provider(name="n")
    assert token.calls[0].params == {"name": "n"}


def test_what_boto3_adds_to_clients_works() -> None:
    s3 = shapeproof.fake_client("s3")
    s3.upload_fileobj(io.BytesIO(b"abc"), "bucket", "key")
    assert [(each.method, each.params["Key"]) for each in s3.calls] == [("put_object", "key")]
    s3.get_object.returns(Body=b"abc", ContentLength=3)
    s3.head_object.returns(ContentLength=3)
    read = io.BytesIO()
    s3.download_fileobj("bucket", "key", read)
    assert read.getvalue() == b"abc"
    link = s3.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "key"})
    assert link.startswith("https://bucket.s3.amazonaws.com/key?")


def test_it_stands_in_for_boto3s_client(fake: Any) -> None:
    fake.get_backend.returns(AppId="x", AppName="n", BackendEnvironmentName="dev")
    with patch("boto3.client", return_value=fake) as made:
        assert _name_of_app("x") == "n"
    made.assert_called_once_with("amplifybackend")
    assert fake.get_backend.calls == [{"AppId": "x"}]


def _name_of_app(app_id: str) -> str:
    """Code under test: it makes its own client."""
    found: str = boto3.client("amplifybackend").get_backend(AppId=app_id)["AppName"]
    return found


def test_clients_do_not_share_anything(fake: Any) -> None:
    other = shapeproof.fake_client("amplifybackend")
    fake.get_backend.raises("NotFoundException")
    assert other.get_backend(AppId="x")["AppId"] == "x"
    assert fake.calls == []


def test_the_working_directory_may_change(fake: Any, tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert fake.get_backend(AppId="x")["AppId"] == "x"


def test_calls_from_many_threads_are_all_kept(fake: Any) -> None:
    names = [f"n{index}" for index in range(60)]
    fake.get_backend.returns(*[{**fake.get_backend.example(), "AppName": each} for each in names])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda each: fake.get_backend(AppId=each), names))
    assert sorted(each["AppName"] for each in answers) == sorted(names)
    assert sorted(each["AppId"] for each in fake.get_backend.calls) == sorted(names)
    assert len({each["ResponseMetadata"]["RequestId"] for each in answers}) == len(names)


def test_names_that_are_wrong() -> None:
    with pytest.raises(UnknownService, match="did you mean amplifybackend"):
        shapeproof.fake_client("amplifybackned")


def test_a_contract_of_no_service_of_boto3(tmp_path: Any, monkeypatch: Any) -> None:
    from shapeproof.run.fake import client as module

    contract = module.named_contract("amplifybackend")
    monkeypatch.setattr(module, "named_contract", lambda _: contract)
    with pytest.raises(BadUsage, match="the installed botocore has no client of this service"):
        shapeproof.fake_client("my-own")
