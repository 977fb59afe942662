from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import OperationNotPageableError, WaiterError

import shapeproof
from shapeproof.run.fake import FakeCall


def test_a_paginator_calls_the_fakes_own_method() -> None:
    fake = shapeproof.fake_client("dynamodb")
    fake.list_tables.returns(
        {"TableNames": ["aaa", "bbb"], "LastEvaluatedTableName": "bbb"}, {"TableNames": ["ccc"]}
    )
    pages = fake.get_paginator("list_tables").paginate()
    assert pages.build_full_result() == {"TableNames": ["aaa", "bbb", "ccc"]}
    assert fake.list_tables.calls == [{}, {"ExclusiveStartTableName": "bbb"}]


@pytest.mark.parametrize(
    ("service", "method", "params"),
    [
        ("dynamodb", "scan", {"TableName": "xxx"}),
        ("s3", "list_objects_v2", {"Bucket": "bbb"}),
        ("s3", "list_object_versions", {"Bucket": "bbb"}),
        ("cloudfront", "list_distributions", {}),
        ("iam", "list_users", {}),
        ("ec2", "describe_instances", {}),
        ("route53", "list_resource_record_sets", {"HostedZoneId": "Z1"}),
        ("cloudwatch", "list_metrics", {}),
        ("logs", "filter_log_events", {"logGroupName": "g"}),
        ("apigateway", "get_rest_apis", {}),
    ],
)
def test_the_first_page_is_the_last_by_default(service: str, method: str, params: Any) -> None:
    fake = shapeproof.fake_client(service)
    assert len(list(fake.get_paginator(method).paginate(**params))) == 1
    assert fake.calls == [FakeCall(method, params)]


def test_what_has_no_pages() -> None:
    fake = shapeproof.fake_client("amplifybackend")
    with pytest.raises(OperationNotPageableError):
        fake.get_paginator("get_backend")


def test_a_waiter_calls_the_fakes_own_method_and_does_not_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("botocore.waiter.time.sleep", pauses.append)
    fake = shapeproof.fake_client("dynamodb")
    being = fake.describe_table.example()["Table"]
    fake.describe_table.raises("ResourceNotFoundException").then.returns(
        {"Table": {**being, "TableStatus": "CREATING"}},
        {"Table": {**being, "TableStatus": "ACTIVE"}},
    )
    fake.get_waiter("table_exists").wait(TableName="xxx")
    assert sum(pauses) == 0
    assert len(fake.describe_table.calls) == 3


def test_a_waiter_that_waits_in_vain() -> None:
    fake = shapeproof.fake_client("dynamodb")
    fake.describe_table.raises("ResourceNotFoundException")
    with pytest.raises(WaiterError, match="Max attempts exceeded"):
        fake.get_waiter("table_exists").wait(TableName="xxx")
    assert len(fake.describe_table.calls) == 25


def test_a_waiter_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="Waiter does not exist"):
        shapeproof.fake_client("dynamodb").get_waiter("nope")
