"""``pytest --shapeproof=report`` on answers in XML: what botocore cannot read, streams, pages."""

from __future__ import annotations

import pytest

from .passive_projects import json_report, passive

ANSWERS = '''
import pytest
from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import MockRawResponse


def answered(service, body, status=200):
    """A client whose requests are all answered with a body."""
    made = client(service)
    response = AWSResponse("http://x/", status, {"Content-Type": "text/xml"},
                           MockRawResponse(body.encode()))
    made.meta.events.register("before-send", lambda **_: response)
    return made


METADATA = "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
'''
UNREAD = (
    ANSWERS
    + """
def test_without_its_wrapper():
    body = f"<CreateStackResponse>{METADATA}</CreateStackResponse>"
    with pytest.raises(KeyError):
        answered("cloudformation", body).create_stack(StackName="s")

def test_an_error_in_json():
    with pytest.raises(Exception):
        answered("iam", '{"__type": "NoSuchEntity"}', 404).get_role(RoleName="r")

def test_right():
    body = f"<ListTopicsResponse><ListTopicsResult/>{METADATA}</ListTopicsResponse>"
    answered("sns", body).list_topics()
"""
)
STREAMS = """
@mock_aws
def test_streams_and_heads():
    s3 = client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="k", Body=b"contents")
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"contents"
    assert s3.get_object(Bucket="bucket", Key="k", Range="bytes=0-2")["Body"].read() == b"con"
    assert s3.head_object(Bucket="bucket", Key="k")["ContentLength"] == 8
    with pytest.raises(ClientError):
        s3.head_object(Bucket="bucket", Key="none")
    with pytest.raises(ClientError):
        s3.get_object(Bucket="bucket", Key="none")
"""


def test_what_botocore_cannot_read_is_counted_and_told(pytester: pytest.Pytester) -> None:
    result = passive(
        pytester, UNREAD, "--shapeproof=report", "--shapeproof-report", "json=report.json"
    )

    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(
        [
            "ERROR  wire_form  cloudformation.CreateStack  response body",
            "  the element around the output is missing",
            "  expected <CreateStackResult>",
            "  actual   <ResponseMetadata> in <CreateStackResponse>",
            "ERROR  error_shape  iam.GetRole  error response",
            "  the body of the error is JSON, which no client of the service reads",
            "2 errors, 2 notes*; 3 calls of 3 operations checked, 2 with an answer that *",
        ]
    )
    report = json_report(pytester)
    assert report["stats"]["unread"] == 2
    assert {each["protocol"] for each in report["findings"]} == {"query"}


def test_streams_are_left_to_the_test(pytester: pytest.Pytester) -> None:
    result = passive(pytester, STREAMS, "--shapeproof")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["no findings; 7 calls of 4 operations checked"])
