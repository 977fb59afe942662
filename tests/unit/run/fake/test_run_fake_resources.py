"""Resources of boto3 on top of a fake client."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from unittest.mock import patch

import boto3

import shapeproof


def _resource(fake: Any) -> Any:
    with patch("boto3.session.Session.client", return_value=fake):
        return boto3.resource(fake.meta.service_model.service_name, region_name="us-east-1")


def test_a_table_converts_items_in_both_directions() -> None:
    fake: Any = shapeproof.fake_client("dynamodb")
    fake.get_item.returns(Item={"id": {"S": "1"}, "n": {"N": "5"}})
    table = _resource(fake).Table("orders")
    assert table.get_item(Key={"id": "1"})["Item"] == {"id": "1", "n": Decimal(5)}
    fake.get_item.assert_called_once_with(TableName="orders", Key={"id": "1"})
    table.put_item(Item={"id": "1", "n": 2})
    assert fake.put_item.call_count == 1


def test_a_bucket_lists_objects() -> None:
    fake: Any = shapeproof.fake_client("s3")
    fake.list_objects.returns(Contents=[{"Key": "a"}, {"Key": "b"}])
    assert [each.key for each in _resource(fake).Bucket("bucket").objects.all()] == ["a", "b"]
