"""Clients that never reach AWS."""

import boto3
import pytest


@pytest.fixture
def client():
    def make(service):
        return boto3.client(
            service,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    return make
