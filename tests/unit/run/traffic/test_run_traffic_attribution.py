"""Whose traffic a request is: by target, host, signature, version, and what is no call at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shapeproof.exchange import HttpRequest
from shapeproof.run.traffic.attribution import Attributed, Attribution, NotAttributed
from shapeproof.run.traffic.contracts import TrafficContracts
from shapeproof.run.traffic.hosts import is_of_aws, prefixes_in
from shapeproof.targets.recordings import HttpEntry
from tests.support.recordings import SIGNED, Made, made

CONTRACTS = TrafficContracts()


def attributed(
    method: str, url_host: str, target: str, body: bytes = b"", *services: str, **fields: str
) -> str:
    headers = {"Host": url_host, **{name.replace("_", "-"): each for name, each in fields.items()}}
    request = HttpRequest(method, target, tuple(headers.items()), body)
    found = Attribution(CONTRACTS, services).of(HttpEntry("", "", request, None))
    if isinstance(found, NotAttributed):
        return found.reason
    return f"{found.contract.service}.{found.operation.name}"


FORM = {"Content_Type": "application/x-www-form-urlencoded"}
PRESIGNED = "/b/k?X-Amz-Credential=A%2F20260101%2Fr%2Fs3%2Faws4_request"
BY_KEY = "/b/k?AWSAccessKeyId=A&Signature=c2ln&Expires=1"
S3_SIGNED = {"Authorization": SIGNED.format("s3")}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("expected", "method", "host", "target", "fields"),
    [
        ("s3.GetObject", "GET", "bucket.s3.amazonaws.com", "/a/b", {}),
        ("s3.GetObject", "GET", "my.bucket.s3.eu-west-1.amazonaws.com", "/a", {}),
        ("s3.GetObject", "GET", "s3.dualstack.eu-west-1.amazonaws.com", "/bucket/a", {}),
        ("s3.GetObject", "GET", "bucket.s3-us-west-2.amazonaws.com", "/a", {}),
        ("s3.GetObject", "GET", "s3.cn-north-1.amazonaws.com.cn", "/bucket/a", {}),
        ("s3.ListBuckets", "GET", "localhost:4566", "/", S3_SIGNED),
        ("s3.GetObject", "GET", "localhost:9000", PRESIGNED, {}),
        ("s3.GetObject", "GET", "localhost:9000", BY_KEY, {}),
        ("s3.GetObject", "GET", "localhost:9000", "/b/k", {"Authorization": "AWS A:c2ln="}),
        ("not AWS traffic", "GET", "localhost:9000", "/b/k?Signature=x", {}),
        ("not AWS traffic", "GET", "localhost:9000", "/b/k", {"Authorization": "AWS is fine"}),
        ("lambda.ListFunctions", "GET", "lambda.us-east-1.api.aws", "/2015-03-31/functions", {}),
        ("apigatewayv2.GetApis", "GET", "apigateway.us-east-1.amazonaws.com", "/v2/apis", {}),
        ("apigateway.GetRestApis", "GET", "apigateway.us-east-1.amazonaws.com", "/restapis", {}),
        (
            "sesv2.ListContactLists",
            "GET",
            "email.us-east-1.amazonaws.com",
            "/v2/email/contact-lists",
            {},
        ),
        (
            "iot-data.GetThingShadow",
            "GET",
            "a1b2c3-ats.iot.us-east-1.amazonaws.com",
            "/things/x/shadow",
            {"Authorization": SIGNED.format("iotdata")},
        ),
        ("not AWS traffic", "GET", "api.github.com", "/repos", {}),
        ("not AWS traffic", "GET", "169.254.169.254", "/latest/meta-data/", {}),
        ("no call of an operation", "OPTIONS", "s3.amazonaws.com", "/b", {}),
        (
            "unknown service 'moonbase'",
            "GET",
            "localhost",
            "/",
            {"Authorization": SIGNED.format("moonbase")},
        ),
        (
            "no operation of lambda fits",
            "GET",
            "lambda.us-east-1.amazonaws.com",
            "/moon/landing/site/x/y/z",
            {},
        ),
    ],
)
def test_a_rest_request_is_attributed(
    expected: str, method: str, host: str, target: str, fields: dict[str, str]
) -> None:
    found = attributed(method, host, target, **fields)
    assert found == expected or (expected.startswith("no op") and found.startswith(expected[:20]))


@pytest.mark.parametrize(
    ("expected", "host", "body"),
    [
        (
            "elbv2.DescribeLoadBalancers",
            "elasticloadbalancing.us-east-1.amazonaws.com",
            b"Action=DescribeLoadBalancers&Version=2015-12-01",
        ),
        (
            "elb.DescribeLoadBalancers",
            "elasticloadbalancing.us-east-1.amazonaws.com",
            b"Action=DescribeLoadBalancers&Version=2012-06-01",
        ),
        ("iam.ListUsers", "localhost:5000", b"Action=ListUsers&Version=2010-05-08"),
        (
            "rds.DescribeDBInstances",
            "rds.us-east-1.amazonaws.com",
            b"Action=DescribeDBInstances&Version=2014-10-31",
        ),
        (
            "sts.GetCallerIdentity",
            "sts.amazonaws.com",
            b"Action=GetCallerIdentity&Version=2011-06-15",
        ),
    ],
)
def test_a_form_is_attributed_by_its_version(expected: str, host: str, body: bytes) -> None:
    assert attributed("POST", host, "/", body, **FORM) == expected


@pytest.mark.parametrize("host", ["localhost:4566", "10.0.0.1", "kms.us-east-1.amazonaws.com"])
def test_a_target_names_the_service_at_any_host(host: str) -> None:
    found = attributed("POST", host, "/", b"{}", X_Amz_Target="TrentService.ListKeys")
    assert found == "kms.ListKeys"


def test_a_path_of_smithy_names_the_service() -> None:
    target = "/service/GraniteServiceVersion20100801/operation/ListMetrics"
    fields = {"smithy_protocol": "rpc-v2-cbor", "Content_Type": "application/cbor"}
    assert attributed("POST", "localhost", target, **fields) == "cloudwatch.ListMetrics"


def test_a_named_service_is_the_only_one_that_is_tried() -> None:
    target = "/2015-03-31/functions"
    assert attributed("GET", "localhost", target, b"", "lambda") == "lambda.ListFunctions"
    assert attributed("GET", "lambda.us-east-1.amazonaws.com", target, b"", "kms") == (
        "no operation of kms fits"
    )


def test_the_header_field_names_the_host_behind_a_proxy() -> None:
    call: Made = made("kms", "ListKeys", {}, {"Keys": []})
    entry = HttpEntry("", "http://127.0.0.1:8080/", call.request, call.response)
    found = Attribution(CONTRACTS).of(entry)
    assert isinstance(found, Attributed)
    assert found.by_aws
    local = replace(call.request, headers=(("Host", "127.0.0.1"), *call.request.headers[1:]))
    other = Attribution(CONTRACTS).of(replace(entry, request=local))
    assert isinstance(other, Attributed)
    assert not other.by_aws


@pytest.mark.parametrize(
    ("host", "first"),
    [
        ("api.ecr.us-east-1.amazonaws.com", "api.ecr"),
        ("sqs-fips.us-east-1.amazonaws.com", "sqs"),
        ("123456789012.s3-control.us-east-1.amazonaws.com", "123456789012.s3-control"),
        ("sqs.us-east-1.localhost.localstack.cloud", "sqs"),
        ("events.example.com", ""),
        ("localhost", ""),
    ],
)
def test_a_host_of_aws_has_a_prefix(host: str, first: str) -> None:
    assert next(prefixes_in(host), "") == first


def test_only_hosts_of_aws_are_its_own() -> None:
    assert is_of_aws("s3.amazonaws.com")
    assert not is_of_aws("s3.amazonaws.com.evil.example")
    assert not is_of_aws("sqs.us-east-1.localhost.localstack.cloud")
