from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.response import StreamingBody

import shapeproof
from shapeproof.run.fake import ContractViolation

_BACKEND = {"AppId": "x", "AppName": "n", "BackendEnvironmentName": "e"}


@pytest.fixture
def fake() -> Any:
    return shapeproof.fake_client("amplifybackend")


def test_an_answer_has_what_the_request_says(fake: Any) -> None:
    answer = fake.get_backend(AppId="x", BackendEnvironmentName="dev")
    assert (answer["AppId"], answer["BackendEnvironmentName"]) == ("x", "dev")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    jobs = fake.list_backend_jobs(AppId="x", BackendEnvironmentName="dev")
    assert [each["AppId"] for each in jobs["Jobs"]] == ["x"]


def test_an_answer_is_the_same_for_the_same_request(fake: Any) -> None:
    first, second = (fake.get_backend(AppId="x") for _ in range(2))
    first.pop("ResponseMetadata")
    second.pop("ResponseMetadata")
    assert first == second
    first["BackendEnvironmentList"].append("mine")
    assert fake.get_backend(AppId="x")["BackendEnvironmentList"] == ["sample"]


def test_an_answer_tells_of_no_failure_and_no_further_page(fake: Any) -> None:
    assert "Error" not in fake.get_backend(AppId="x")
    assert "NextToken" not in fake.list_backend_jobs(AppId="x", BackendEnvironmentName="e")
    put = shapeproof.fake_client("firehose").put_record_batch(
        DeliveryStreamName="s", Records=[{"Data": b"x"}]
    )
    assert put["FailedPutCount"] == 0
    batch = shapeproof.fake_client("dynamodb").batch_get_item(
        RequestItems={"table": {"Keys": [{"a": {"S": "b"}}]}}
    )
    assert "UnprocessedKeys" not in batch


def test_a_request_is_echoed_only_where_the_contract_lets_it() -> None:
    # The state of a request and that of its answer are other enums.
    iam = shapeproof.fake_client("iam")
    assert iam.get_user(UserName="anna")["User"]["UserName"] == "anna"
    s3 = shapeproof.fake_client("s3")
    assert s3.list_objects_v2(Bucket="bbb", MaxKeys=7)["MaxKeys"] == 7
    token = s3.list_objects_v2(Bucket="bbb", ContinuationToken="t").get("ContinuationToken")
    assert token in (None, "t")
    assert "NextContinuationToken" not in s3.list_objects_v2(Bucket="bbb")


def test_values_are_those_of_boto3() -> None:
    table = shapeproof.fake_client("dynamodb").describe_table(TableName="xxx")["Table"]
    assert table["CreationDateTime"] == datetime(2020, 8, 11, tzinfo=UTC)
    plain = shapeproof.fake_client("kms").encrypt(KeyId="k", Plaintext=b"p")
    assert plain["CiphertextBlob"] == b"sample"
    body = shapeproof.fake_client("s3").get_object(Bucket="bbb", Key="k")["Body"]
    assert isinstance(body, StreamingBody)
    assert body.read() == b"sample"


@pytest.mark.parametrize(
    "given", [b"abc", bytearray(b"abc"), "YWJj"], ids=["bytes", "array", "api"]
)
def test_a_stream_can_be_read_at_every_call(given: Any) -> None:
    s3 = shapeproof.fake_client("s3")
    s3.get_object.returns(Body=given)
    for _ in range(2):
        assert s3.get_object(Bucket="bbb", Key="k")["Body"].read() == b"abc"


def test_files_and_streams_are_given_as_they_are() -> None:
    s3 = shapeproof.fake_client("s3")
    stream = StreamingBody(io.BytesIO(b"abc"), 3)
    s3.get_object.returns({"Body": stream}, {"Body": io.BytesIO(b"line\nother")})
    assert s3.get_object(Bucket="bbb", Key="k")["Body"] is stream
    lines = s3.get_object(Bucket="bbb", Key="k")["Body"].iter_lines()
    assert list(lines) == [b"line", b"other"]


def test_events_of_a_stream() -> None:
    s3 = shapeproof.fake_client("s3")
    params: dict[str, Any] = {
        "Bucket": "bbb", "Key": "k", "Expression": "e", "ExpressionType": "SQL",
        "InputSerialization": {}, "OutputSerialization": {},
    }  # fmt: skip
    assert len(list(s3.select_object_content(**params)["Payload"])) == 1
    events = [{"Records": {"Payload": b"a"}}, {"End": {}}]
    s3.select_object_content.returns(Payload=iter(events))
    for _ in range(2):
        with_end = s3.select_object_content(**params)["Payload"]
        assert list(with_end) == events
        with_end.close()
    with pytest.raises(ContractViolation, match="has no member Nope"):
        s3.select_object_content.returns(Payload=[{"Nope": {}}])


def test_outputs_are_returned_in_turn_and_the_last_one_on(fake: Any) -> None:
    fake.get_backend.returns(_BACKEND, {**_BACKEND, "AppName": "m"})
    names = [fake.get_backend(AppId="x")["AppName"] for _ in range(3)]
    assert names == ["n", "m", "m"]
    fake.get_backend.returns(**_BACKEND)
    assert fake.get_backend(AppId="y")["AppName"] == "n"


def test_an_output_is_exactly_what_was_given(fake: Any) -> None:
    given = {**_BACKEND, "Error": None, "BackendEnvironmentList": ["a"]}
    fake.get_backend.returns(given)
    given["BackendEnvironmentList"] = ["changed since"]
    answer = fake.get_backend(AppId="x")
    answer.pop("ResponseMetadata")
    # What is null is left out: boto3 gives no member that is null.
    assert answer == {**_BACKEND, "BackendEnvironmentList": ["a"]}


def test_metadata_of_ones_own(fake: Any) -> None:
    fake.get_backend.returns({**_BACKEND, "ResponseMetadata": {"RequestId": "mine"}})
    metadata = fake.get_backend(AppId="x")["ResponseMetadata"]
    assert (metadata["RequestId"], metadata["HTTPStatusCode"]) == ("mine", 200)


def test_a_function_makes_the_output_of_the_parameters(fake: Any) -> None:
    fake.get_backend.returns(lambda params: {**_BACKEND, "AppId": params["AppId"] * 2})
    assert fake.get_backend(AppId="ab")["AppId"] == "abab"
    fake.get_backend.returns(lambda params: {"AppId": 1})
    with pytest.raises(ContractViolation, match="the answer breaks the contract"):
        fake.get_backend(AppId="x")


def test_a_function_may_raise_what_it_likes(fake: Any) -> None:
    def nothing(params: Any) -> Any:
        raise KeyError(params["AppId"])

    fake.get_backend.returns(nothing)
    with pytest.raises(KeyError, match="x"):
        fake.get_backend(AppId="x")


def test_errors_and_outputs_in_turn(fake: Any) -> None:
    fake.get_backend.raises("TooManyRequestsException").then.returns(_BACKEND)
    with pytest.raises(fake.exceptions.TooManyRequestsException):
        fake.get_backend(AppId="x")
    assert [fake.get_backend(AppId="x")["AppName"] for _ in range(2)] == ["n", "n"]
    assert len(fake.get_backend.calls) == 3


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "type": ({**_BACKEND, "AppId": 1}, "error: output /AppId: expected a string, got a number"),
    "casing": ({**_BACKEND, "appName": "n"}, "output /appName: the response shape has no"),
    "missing": ({"AppName": "n"}, "/AppId: the required member AppId is missing"),
    "unknown": ({**_BACKEND, "Nope": 1}, "warning: output /Nope: the response shape has no"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_outputs_that_break_the_contract_are_refused(fake: Any, case: str) -> None:
    given, said = REFUSED[case]
    with pytest.raises(ContractViolation, match="get_backend: the answer breaks") as caught:
        fake.get_backend.returns(given)
    assert said in str(caught.value)
    if "warning" in said:
        fake.get_backend.returns(given, strict=False)
        assert fake.get_backend(AppId="x")["Nope"] == 1


def test_every_finding_is_told(fake: Any) -> None:
    with pytest.raises(ContractViolation) as caught:
        fake.get_backend.returns(AppId=1, Nope=2)
    lines = str(caught.value).splitlines()
    assert [each.split(":")[0] for each in lines[1:]] == ["  error", "  warning"]
    assert len(caught.value.findings) == 2


@pytest.mark.parametrize("given", ["text", 1, None, ["list"]])
def test_what_is_no_output(fake: Any, given: Any) -> None:
    with pytest.raises(TypeError, match="get_backend returns outputs"):
        fake.get_backend.returns(given)


def test_an_output_or_its_members(fake: Any) -> None:
    with pytest.raises(TypeError, match="not both"):
        fake.get_backend.returns(_BACKEND, AppId="x")


def test_an_example_to_start_from(fake: Any) -> None:
    fake.get_backend.returns(fake.get_backend.example(AppName="mine"))
    assert fake.get_backend(AppId="x")["AppName"] == "mine"
    assert fake.get_backend.calls == [{"AppId": "x"}]


def test_what_boto3_decodes_is_given_decoded() -> None:
    policy = {"Version": "2012-10-17", "Statement": []}
    iam = shapeproof.fake_client("iam")
    iam.get_role_policy.returns(RoleName="r", PolicyName="p", PolicyDocument=policy)
    found = iam.get_role_policy(RoleName="r", PolicyName="p")
    assert found["PolicyDocument"] == policy
    with pytest.raises(ContractViolation, match=", got an object"):
        iam.get_role_policy.returns(RoleName=policy, PolicyName="p", PolicyDocument=policy)


def test_a_given_output_is_not_decoded_once_more() -> None:
    ec2 = shapeproof.fake_client("ec2")
    ec2.get_console_output.returns(InstanceId="i", Output="aGVsbG8=")
    assert ec2.get_console_output(InstanceId="i")["Output"] == "aGVsbG8="


@pytest.mark.parametrize("refused", ["returns", "raises"])
def test_the_traceback_ends_at_the_users_line(fake: Any, refused: str) -> None:
    with pytest.raises(ContractViolation) as caught:
        fake.get_backend.returns({}) if refused == "returns" else fake.get_backend.raises("Nope")
    paths = [str(each.path) for each in caught.traceback]
    assert paths[0] == __file__
    assert len(paths) == 2
    assert paths[1].endswith("method.py")
    assert caught.traceback[1].ishidden(caught)


@pytest.mark.parametrize("time", ["yesterday", b"2020-08-11", 1597104000])
def test_what_is_no_time_is_refused_as_an_answer(time: Any) -> None:
    method = shapeproof.fake_client("dynamodb").describe_table
    with pytest.raises(AssertionError, match="expected a datetime"):
        method.returns(Table={"CreationDateTime": time})
