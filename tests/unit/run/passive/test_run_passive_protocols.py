"""Answers of all protocols, judged on their bytes: faults, and what is right beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cbor2
import pytest

from shapeproof.exchange import Severity
from shapeproof.run.passive import PassiveJudge
from shapeproof.run.passive.quick import ApiCall
from shapeproof.targets.passive import SeenCall

VERSIONS = {
    "cloudformation": ("2010-05-15", "query"),
    "cloudwatch": ("2010-08-01", "smithy-rpc-v2-cbor"),
    "ec2": ("2016-11-15", "ec2"),
    "iam": ("2010-05-08", "query"),
    "kms": ("2014-11-01", "json"),
    "route53": ("2013-04-01", "rest-xml"),
    "s3": ("2006-03-01", "rest-xml"),
    "sns": ("2010-03-31", "query"),
}
NAMESPACES = {
    "cloudformation": "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    "ec2": "http://ec2.amazonaws.com/doc/2016-11-15",
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "route53": "https://route53.amazonaws.com/doc/2013-04-01/",
    "s3": "http://s3.amazonaws.com/doc/2006-03-01/",
    "sns": "http://sns.amazonaws.com/doc/2010-03-31/",
}
XML_TYPE = {"Content-Type": "text/xml"}
JSON_TYPE = {"Content-Type": "application/x-amz-json-1.1"}
CBOR_TYPE = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}


def call(
    service: str,
    operation: str,
    body: bytes | None,
    *,
    params: Mapping[str, Any] | None = None,
    parsed: Any = None,
    status: int = 200,
    unread: str = "",
    headers: Mapping[str, str] = XML_TYPE,
) -> SeenCall:
    version, protocol = VERSIONS[service]
    answer = None if body is None else {"status_code": status, "headers": headers, "body": body}
    error = {"Error": {"Code": "x"}} if status >= 300 else {}
    return SeenCall(
        service, version, protocol, operation, params or {},
        None if unread else (parsed or error), status, "sent", None, answer, unread=unread,
    )  # fmt: skip


def xml(service: str, operation: str, inside: str, **more: Any) -> SeenCall:
    """A success of the query and ec2 protocols, or a document of rest-xml without its root."""
    root = f'<{operation}Response xmlns="{NAMESPACES[service]}">'
    return call(service, operation, f"{root}{inside}</{operation}Response>".encode(), **more)


def query(service: str, operation: str, inside: str, **more: Any) -> SeenCall:
    metadata = "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
    wrapped = f"<{operation}Result>{inside}</{operation}Result>{metadata}"
    return xml(service, operation, wrapped, **more)


def document(service: str, operation: str, root: str, inside: str, **more: Any) -> SeenCall:
    text = f'<{root} xmlns="{NAMESPACES[service]}">{inside}</{root}>'
    return call(service, operation, text.encode(), **more)


def query_error(code: str, status: int) -> SeenCall:
    inside = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>m</Message></Error>"
    root = f'<ErrorResponse xmlns="{NAMESPACES["iam"]}">'
    text = f"{root}{inside}<RequestId>r</RequestId></ErrorResponse>"
    return call("iam", "DeleteRole", text.encode(), params={"RoleName": "r"}, status=status)


def ec2_error(code: str) -> SeenCall:
    inside = f"<Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors>"
    text = f"<Response>{inside}<RequestID>r</RequestID></Response>"
    return call("ec2", "DescribeVpcs", text.encode(), status=400)


ROLE = (
    "<Path>/</Path><RoleName>r</RoleName><RoleId>AROA1234567890123456</RoleId>"
    "<Arn>arn:aws:iam::123456789012:role/r</Arn>"
)
ROLES = "<Roles>{}</Roles><IsTruncated>false</IsTruncated>"
DATED = f"<member>{ROLE}<CreateDate>2020-01-01T00:00:00Z</CreateDate></member>"
VPC = "<vpcSet><{0}><vpcId>vpc-1</vpcId><isDefault>{1}</isDefault></{0}></vpcSet>"
EC2_ID = "<requestId>r</requestId>"
BUCKETS = (
    "<Owner><ID>i</ID></Owner>"
    "<Buckets><{0}><Name>b</Name><CreationDate>{1}</CreationDate></{0}></Buckets>"
)
PROTECTED = {"StackName": "s", "EnableTerminationProtection": True}
NOW = "2020-01-01T00:00:00.000Z"
ZONES = (
    "<HostedZones><HostedZone><Id>/hostedzone/Z1</Id><Name>a.</Name>"
    "<CallerReference>c</CallerReference></HostedZone></HostedZones>"
    "<IsTruncated>{}</IsTruncated><MaxItems>100</MaxItems>"
)


def metric(**members: Any) -> SeenCall:
    body = cbor2.dumps(members)
    return call("cloudwatch", "ListMetrics", body, headers=CBOR_TYPE)


def reported(seen: SeenCall) -> list[tuple[str, str, str]]:
    found = PassiveJudge(Severity.WARNING).findings(ApiCall(seen))
    return [(each.severity.label, each.check, f"{each.where} {each.constraint}") for each in found]


@pytest.mark.slow
@pytest.mark.parametrize(
    "seen",
    [
        query("iam", "ListRoles", ROLES.format(DATED)),
        query("iam", "ListRoles", ROLES.format("")),
        query("cloudformation", "UpdateTerminationProtection", "", params=PROTECTED),
        xml("iam", "DeleteRole", "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>",
            params={"RoleName": "r"}),
        xml("ec2", "DescribeVpcs", EC2_ID + VPC.format("item", "true")),
        xml("ec2", "DescribeVpcs", EC2_ID + "<vpcSet/>"),
        xml("ec2", "DeleteVpc", EC2_ID + "<return>true</return>", params={"VpcId": "vpc-1"}),
        document("s3", "ListBuckets", "ListAllMyBucketsResult", BUCKETS.format("Bucket", NOW)),
        document("route53", "ListHostedZones", "ListHostedZonesResponse", ZONES.format("false")),
        call("s3", "PutObject", b"", params={"Bucket": "bucket", "Key": "k"}),
        call("s3", "HeadObject", b"", params={"Bucket": "bucket", "Key": "k"}),
        call("s3", "HeadObject", b"", params={"Bucket": "bucket", "Key": "k"}, status=404),
        call("s3", "HeadObject", b"", params={"Bucket": "bucket", "Key": "k", "IfNoneMatch": "x"},
             status=304),
        call("s3", "GetObject", None, params={"Bucket": "bucket", "Key": "k"},
             parsed={"Body": iter(())}),
        call("s3", "HeadObject", b"Not Found", params={"Bucket": "bucket", "Key": "k"}, status=404),
        call("s3", "PutBucketTagging", b"", params={"Bucket": "bucket", "Tagging": {"TagSet": []}},
             status=204),
        call("s3", "RestoreObject", b"", params={"Bucket": "bucket", "Key": "k"}, status=202),
        query_error("NoSuchEntity", 404),
        query_error("Throttling", 400),
        ec2_error("InvalidVpcID.NotFound"),
        metric(Metrics=[{"Namespace": "n", "MetricName": "m", "Dimensions": []}]),
        call("ec2", "DescribeVpcs", b"<html>bad gateway</html>", status=502),
    ],
)  # fmt: skip
def test_conforming_answers(seen: SeenCall) -> None:
    assert reported(seen) == []


BODY = "response body"


@pytest.mark.slow
@pytest.mark.parametrize(
    "seen, due",
    [
        (xml("sns", "ListTopics", "<Topics/>"), f"{BODY} result-wrapper"),
        (xml("cloudformation", "CreateStack", "<ResponseMetadata/>", unread="KeyError: 'x'",
             params={"StackName": "s"}), f"{BODY} result-wrapper"),
        (query("iam", "ListRoles", ROLES.format(f"<member>{ROLE}<CreateDate>2020-01-01 00:00:00"
                                                "</CreateDate></member>")),
         f"{BODY} /Roles/0/CreateDate timestamp-format"),
        (query("iam", "ListRoles", ROLES.format(DATED.replace("member", "Role"))),
         f"{BODY} /Roles/0 list-element"),
        (xml("ec2", "DescribeVpcs", EC2_ID + VPC.format("member", "true")),
         f"{BODY} /vpcSet/0 list-element"),
        (xml("ec2", "DescribeVpcs", EC2_ID + VPC.format("item", "True")),
         f"{BODY} /vpcSet/0/isDefault type"),
        (document("s3", "ListBuckets", "ListAllMyBucketsResult", BUCKETS.format("member", NOW)),
         f"{BODY} /Buckets/0 list-element"),
        (document("s3", "ListBuckets", "ListAllMyBucketsResult", BUCKETS.format("Bucket", "today")),
         f"{BODY} /Buckets/0/CreationDate timestamp-format"),
        (document("route53", "ListHostedZones", "ListHostedZonesResponse", ZONES.format("no")),
         f"{BODY} /IsTruncated type"),
        (call("s3", "GetObject", b"", params={"Bucket": "bucket", "Key": "k"}, status=403),
         "error response code"),
        (metric(Metrics="none"), f"{BODY} /Metrics type"),
        (call("ec2", "DescribeVpcs", b'{"Vpcs": []}', unread="ResponseParserError: x"),
         f"{BODY} xml"),
        (call("ec2", "DeleteVpc", b"oops", params={"VpcId": "vpc-1"}, unread="ResponseParserError"),
         f"{BODY} xml"),
        (call("iam", "DeleteRole", b'{"__type": "NoSuchEntity"}', params={"RoleName": "r"},
              status=404), "error response code"),
        (call("s3", "ListBuckets", b'{"code": "AccessDenied"}', status=403), "error response code"),
        (call("iam", "GetUser", b"", unread="ResponseParserError"), f"{BODY} root"),
        (call("kms", "DescribeKey", f'{{"KeyMetadata": {{"KeyId": "k", "CreationDate": "{NOW}"}}}}'
              .encode(), params={"KeyId": "k"}, headers=JSON_TYPE),
         f"{BODY} /KeyMetadata/CreationDate type"),
    ],
)  # fmt: skip
def test_one_error_for_one_fault(seen: SeenCall, due: str) -> None:
    errors = [where for severity, _, where in reported(seen) if severity == "error"]

    assert errors == [due]


@pytest.mark.parametrize("service, operation", [("sns", "ListTopics"), ("ec2", "DescribeVpcs")])
def test_a_root_that_no_sdk_looks_at_is_a_warning(service: str, operation: str) -> None:
    metadata = "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
    inside = {"sns": f"<ListTopicsResult><Topics/></ListTopicsResult>{metadata}", "ec2": EC2_ID}
    root = f'<Answer xmlns="{NAMESPACES[service]}">'
    seen = call(service, operation, f"{root}{inside[service]}</Answer>".encode())

    assert reported(seen) == [("warning", "wire_form", f"{BODY} root")]


def test_what_a_client_cannot_read_is_an_error_in_any_case() -> None:
    seen = query("iam", "ListRoles", ROLES.format(""), unread="ValueError: odd")

    assert reported(seen) == [("error", "wire_form", f"{BODY} unread")]


@pytest.mark.parametrize(
    "service, operation, params, parsed, due",
    [
        ("iam", "ListRoles", {"MaxItems": 1}, {"Roles": [{}, {}], "IsTruncated": True},
         {"pages no token", "pages page size"}),
        ("ec2", "DescribeVpcs", {"NextToken": "t"}, {"NextToken": "t"}, {"pages repeated token"}),
        ("route53", "ListHostedZones", {}, {"IsTruncated": True}, {"pages no token"}),
        ("cloudwatch", "ListMetrics", {"NextToken": "t"}, {"NextToken": "u"}, set()),
    ],
)  # fmt: skip
def test_pages_of_all_protocols(
    service: str, operation: str, params: Any, parsed: Any, due: set[str]
) -> None:
    seen = call(service, operation, None, params=params, parsed=parsed)

    assert {where for _, check, where in reported(seen) if check == "pagination"} == due
