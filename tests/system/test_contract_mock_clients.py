"""The AWS CLI and the JavaScript SDK against the contract mock: create, list, describe, delete."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import shapeproof.mock
from shapeproof.mock import RunningMock

from .real_clients import INSTALLED

CLI = INSTALLED / "awscli" / "bin" / "aws"
MODULES = INSTALLED / "javascript" / "node_modules"
SECONDS = 120


@dataclass(frozen=True)
class Round:
    """Calls of one service: create, list, describe, delete, and the error after that.

    ``{}`` stands for what the path ``made`` finds in the first answer, or is ``made`` itself.
    """

    service: str
    create: str
    made: str
    listing: str
    describe: str
    delete: str
    gone: str


TABLE = (
    "--table-name songs --billing-mode PAY_PER_REQUEST --key-schema AttributeName=a,KeyType=HASH "
    "--attribute-definitions AttributeName=a,AttributeType=S"
)
ROUNDS = (
    Round("sns", "create-topic --name orders", "TopicArn", "list-topics",
          "get-topic-attributes --topic-arn {}", "delete-topic --topic-arn {}", "NotFound"),
    Round("iam", "create-user --user-name bob", "User.UserName", "list-users",
          "get-user --user-name {}", "delete-user --user-name {}", "NoSuchEntity"),
    Round("ec2", "create-vpc --cidr-block 10.0.0.0/16", "Vpc.VpcId", "describe-vpcs",
          "describe-vpcs --vpc-ids {}", "delete-vpc --vpc-id {}", "InvalidVpcID.NotFound"),
    Round("s3api", "create-bucket --bucket shop", "=shop", "list-buckets",
          "head-bucket --bucket {}", "delete-bucket --bucket {}", "404"),
    Round("route53", "create-hosted-zone --name example.com --caller-reference x",
          "HostedZone.Id", "list-hosted-zones", "get-hosted-zone --id {}",
          "delete-hosted-zone --id {}", "NoSuchHostedZone"),
    Round("dynamodb", f"create-table {TABLE}", "TableDescription.TableName", "list-tables",
          "describe-table --table-name {}", "delete-table --table-name {}",
          "ResourceNotFoundException"),
    Round("scheduler", "create-schedule-group --name nightly", "=nightly", "list-schedule-groups",
          "get-schedule-group --name {}", "delete-schedule-group --name {}",
          "ResourceNotFoundException"),
    Round("sqs", "create-queue --queue-name jobs", "QueueUrl", "list-queues",
          "get-queue-attributes --queue-url {} --attribute-names All",
          "delete-queue --queue-url {}", "AWS.SimpleQueueService.NonExistentQueue"),
    Round("eventbridgev2", "create-event-bus --name main", "=main", "list-event-buses",
          "describe-event-bus --name {}", "delete-event-bus --name {}",
          "ResourceNotFoundException"),
)  # fmt: skip
"""Eight services that any AWS CLI has, and one that speaks CBOR only."""


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    names = [each.service.removesuffix("api") for each in ROUNDS]
    with shapeproof.mock.start(*names, "cloudwatch", seed=3) as running:
        yield running


@pytest.mark.long
@pytest.mark.skipif(not CLI.exists(), reason="examples/clients/setup.sh installs the AWS CLI")
@pytest.mark.parametrize("calls", ROUNDS, ids=lambda each: each.service)
def test_the_aws_cli_creates_lists_describes_and_deletes(calls: Round, mock: RunningMock) -> None:
    if not _knows(calls.service):
        pytest.skip(f"this AWS CLI has no {calls.service}")
    created = json.loads(_aws(mock, calls.service, calls.create) or "{}")
    name = _found(created, calls.made)

    assert name.rpartition("/")[2] in _aws(mock, calls.service, calls.listing)
    _aws(mock, calls.service, calls.describe.format(name))
    _aws(mock, calls.service, calls.delete.format(name))

    assert name not in _aws(mock, calls.service, calls.listing)
    assert calls.gone in _refused(mock, calls.service, calls.describe.format(name))


SCRIPTS = {
    "sns": """
      const { SNSClient: C, CreateTopicCommand, ListTopicsCommand, DeleteTopicCommand,
        GetTopicAttributesCommand } = require("@aws-sdk/client-sns");
      const c = new C(config);
      const { TopicArn } = await c.send(new CreateTopicCommand({ Name: "orders" }));
      say(await c.send(new ListTopicsCommand({})), TopicArn);
      await c.send(new GetTopicAttributesCommand({ TopicArn }));
      await c.send(new DeleteTopicCommand({ TopicArn }));
      await refused(c.send(new GetTopicAttributesCommand({ TopicArn })), "NotFoundException");
    """,
    "s3": """
      const { S3Client: C, CreateBucketCommand, ListBucketsCommand, DeleteBucketCommand,
        PutObjectCommand, GetObjectCommand } = require("@aws-sdk/client-s3");
      const c = new C({ ...config, forcePathStyle: true });
      await c.send(new CreateBucketCommand({ Bucket: "books" }));
      say(await c.send(new ListBucketsCommand({})), "books");
      await c.send(new PutObjectCommand({ Bucket: "books", Key: "a/b", Body: "hello" }));
      const got = await c.send(new GetObjectCommand({ Bucket: "books", Key: "a/b" }));
      say(await got.Body.transformToString(), "hello");
      await c.send(new DeleteBucketCommand({ Bucket: "books" }));
      await refused(c.send(new GetObjectCommand({ Bucket: "books", Key: "a/b" })), "NoSuchKey");
    """,
    "cloudwatch": """
      const { CloudWatchClient: C, PutDashboardCommand, ListDashboardsCommand, GetDashboardCommand,
        DeleteDashboardsCommand } = require("@aws-sdk/client-cloudwatch");
      const c = new C(config), DashboardName = "load";
      await c.send(new PutDashboardCommand({ DashboardName, DashboardBody: "{}" }));
      say(await c.send(new ListDashboardsCommand({})), DashboardName);
      say(await c.send(new GetDashboardCommand({ DashboardName })), DashboardName);
      await c.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] }));
      await refused(c.send(new GetDashboardCommand({ DashboardName })), "ResourceNotFound");
    """,
    "dynamodb": """
      const { DynamoDBClient: C, CreateTableCommand, ListTablesCommand, DescribeTableCommand,
        DeleteTableCommand } = require("@aws-sdk/client-dynamodb");
      const c = new C(config), TableName = "books";
      await c.send(new CreateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "a", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "a", AttributeType: "S" }] }));
      say(await c.send(new ListTablesCommand({})), TableName);
      await c.send(new DescribeTableCommand({ TableName }));
      await c.send(new DeleteTableCommand({ TableName }));
      await refused(c.send(new DescribeTableCommand({ TableName })), "ResourceNotFoundException");
    """,
}
AROUND = """
const config = { endpoint: process.argv[2], region: "us-east-1", maxAttempts: 1,
  credentials: { accessKeyId: "key", secretAccessKey: "secret" } };
const say = (value, part) => {
  const text = JSON.stringify(value);
  if (!text.includes(part)) throw new Error(`no ${part} in ${text}`);
};
const refused = (call, name) => call.then(
  () => { throw new Error(`${name} was expected`); },
  (error) => { if (error.name !== name) throw error; });
(async () => { %s })().catch((error) => { console.error(error); process.exit(1); });
"""


@pytest.mark.parametrize("service", SCRIPTS)
def test_the_javascript_sdk_creates_lists_and_deletes(service: str, mock: RunningMock) -> None:
    if not (MODULES / "@aws-sdk" / f"client-{service}").exists():
        pytest.skip(f"npm install @aws-sdk/client-{service} in {MODULES.parent}")
    done = subprocess.run(
        ["node", "-e", AROUND.replace("argv[2]", "argv[1]") % SCRIPTS[service], mock.endpoint_url],
        env={**os.environ, "NODE_PATH": str(MODULES)},
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr


def _aws(mock: RunningMock, service: str, command: str) -> str:
    done = _run(mock, service, command)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _refused(mock: RunningMock, service: str, command: str) -> str:
    done = _run(mock, service, command)
    assert done.returncode != 0, done.stdout
    return done.stderr


def _run(mock: RunningMock, service: str, command: str) -> subprocess.CompletedProcess[str]:
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    return subprocess.run(
        [str(CLI), "--endpoint-url", mock.endpoint_url, "--output", "json", service,
         *command.split()],
        env={**os.environ, **keys, "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": ""},
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip


def _knows(service: str) -> bool:
    """Whether the CLI has a service; its botocore lies within it or next to it."""
    name = service.removesuffix("api")
    data = INSTALLED / "awscli" / "lib"
    places = ("*/site-packages/botocore/data", "*/site-packages/*/botocore/data")
    return any((folder / name).exists() for place in places for folder in data.glob(place))


def _found(answer: Any, path: str) -> str:
    if path.startswith("="):
        return path[1:]
    for name in path.split("."):
        answer = answer[name]
    return str(answer)
