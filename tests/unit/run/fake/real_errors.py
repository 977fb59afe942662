"""What a real client of boto3 makes of the bytes of an error, for comparison."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()


def raised_by_boto3(
    service: str,
    method: str,
    params: Mapping[str, Any],
    status: int,
    headers: Mapping[str, str],
    body: str,
) -> ClientError:
    """The exception that a call ends with when this is the reply."""
    client = boto3.client(
        service,
        region_name="us-east-1",
        aws_access_key_id="dummy",
        aws_secret_access_key="dummy",
    )
    client.meta.events.register_first(
        "before-send",
        lambda request, **_: AWSResponse(request.url, status, headers, _Raw(body.encode())),
    )
    try:
        getattr(client, method)(**params)
    except ClientError as error:
        return error
    raise AssertionError("the call succeeded")
