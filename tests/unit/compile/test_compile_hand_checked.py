"""Contracts of services of all protocols, against facts read from botocore's models by hand.

``FACTS`` were written down from the raw models: they say what the contract must be. The snapshots
beside this file are what the compiler gave when these operations were read through, member by
member, next to the raw model; they say that nothing has changed since. After a change of the
compiler, or for a newer botocore, read the diff and renew them:

    .venv/bin/python -m tests.unit.compile.test_compile_hand_checked --update

A place is a document (``service`` or an operation), then the way to a schema: ``request``,
``response`` or ``errors NAME``, names of members, ``[]`` for elements, ``{}`` for the values of a
map and ``{key}`` for its keys. References are followed. The value is all that the schema there says
of itself, not of what is in it; or, after ``@``, one keyword: ``@$ref`` is that of the reference,
``@properties`` are the names of the members.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import botocore
import pytest

from shapeproof.compile import compile_service
from shapeproof.contract.document import dump, to_documents

SNAPSHOTS = Path(__file__).parent / "snapshots"
VERSION_FILE = SNAPSHOTS / "botocore-version.txt"
RECORDED = VERSION_FILE.read_text(encoding="utf-8").strip() if VERSION_FILE.is_file() else "none"

pytestmark = pytest.mark.skipif(
    botocore.__version__ != RECORDED,
    reason=f"the models were read in botocore {RECORDED}, and {botocore.__version__} is installed",
)

OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "amplifybackend": ("CreateToken", "ListBackendJobs", "ListS3Buckets", "UpdateBackendAuth"),
    "bedrock-runtime": (
        "ConverseStream",
        "InvokeModelWithBidirectionalStream",
        "InvokeModelWithResponseStream",
        "ListAsyncInvokes",
        "StartAsyncInvoke",
    ),
    "cloudwatch": (
        "GetMetricData",
        "GetMetricStatistics",
        "GetMetricWidgetImage",
        "PutMetricData",
    ),
    "dynamodb": ("PutItem", "Scan", "TransactWriteItems"),
    "ec2": ("CreateTags", "DescribeInstances", "RunInstances"),
    "iam": ("CreateAccessKey", "CreateUser", "ListUsers"),
    "kinesis": ("GetRecords", "SubscribeToShard"),
    "lexv2-models": ("BatchCreateCustomVocabularyItem", "CreateIntent", "DescribeBot", "ListBots"),
    "lexv2-runtime": ("StartConversation",),
    "route53": ("ChangeResourceRecordSets", "CreateHostedZone", "ListHostedZones"),
    "s3": (
        "GetBucketAcl",
        "GetBucketLocation",
        "PutBucketLifecycleConfiguration",
        "PutObject",
        "SelectObjectContent",
    ),
    "sqs": ("CreateQueue", "ReceiveMessage", "SendMessage"),
}

STRING = {"type": "string"}
BOOLEAN = {"type": "boolean"}
INTEGER = {"type": "integer"}
LONG = {"type": "integer", "x-integer": "long"}
DOUBLE = {"type": "number", "x-number": "double"}
BLOB = {"type": "string", "contentEncoding": "base64", "x-blob": True}
LIST = {"type": "array"}
MAP = {"type": "object", "x-map": True}
ONE_OF = {"x-union": True, "minProperties": 1, "maxProperties": 1}
EVENTS = {"type": "array", "x-eventstream": True}
UNIX = {"x-timestamp-format": "unixTimestamp"}
ISO = {"x-timestamp-format": "iso8601"}
HTTP_DATE = {"x-timestamp-format": "rfc822"}


def structure(name: str, *required: str, **more: Any) -> dict[str, Any]:
    found = {"type": "object", "x-shape": name, **more}
    return found | ({"required": sorted(required)} if required else {})


def document(name: str) -> dict[str, Any]:
    return {"x-document": True, "x-shape": name}


def timestamp(how: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "string", "format": "date-time", "x-timestamp": True, **how}


def text(low: int | None = None, high: int | None = None, pattern: str = "") -> dict[str, Any]:
    bounds = {"minLength": low, "maxLength": high, "pattern": pattern or None}
    return STRING | {key: value for key, value in bounds.items() if value is not None}


def enum(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def named(name: str) -> dict[str, Any]:
    return {"x-location-name": name}


def at(location: str, name: str) -> dict[str, Any]:
    return {"x-location": location, "x-location-name": name}


def header(name: str) -> dict[str, Any]:
    return at("header", name)


def binding(method: str, uri: str, status: int = 200) -> dict[str, Any]:
    return {"method": method, "uri": uri, "status": status}


def error(code: str, status: int | None, fault: str = "client", **more: Any) -> dict[str, Any]:
    return {"code": code, "status": status, "fault": fault, **more}


AMPLIFYBACKEND: dict[str, Any] = {
    "service @protocol": "rest-json",
    "service metadata": {
        "endpointPrefix": "amplifybackend",
        "jsonVersion": "1.1",
        "signatureVersion": "v4",
        "signingName": "amplifybackend",
        "uid": "amplifybackend-2020-08-11",
    },
    "service operations UpdateBackendAuth http": binding(
        "POST", "/backend/{appId}/auth/{backendEnvironmentName}"
    ),
    "service operations ListS3Buckets http": binding("POST", "/s3Buckets"),
    "ListS3Buckets @pythonName": "list_s3_buckets",
    "service errors GatewayTimeoutException": error("GatewayTimeoutException", 504, "server"),
    "service errors TooManyRequestsException": error("TooManyRequestsException", 429),
    "service paginators ListBackendJobs": {
        "inputTokens": ["NextToken"],
        "outputTokens": ["NextToken"],
        "resultKeys": ["Jobs"],
        "limitKey": "MaxResults",
        "moreResults": None,
    },
    "ListBackendJobs request": structure(
        "ListBackendJobsRequest", "AppId", "BackendEnvironmentName"
    ),
    "ListBackendJobs request AppId": STRING | at("uri", "appId"),
    "ListBackendJobs request MaxResults": INTEGER
    | {"minimum": 1, "maximum": 25}
    | named("maxResults"),
    "ListBackendJobs response Jobs []": structure(
        "BackendJobRespObj", "AppId", "BackendEnvironmentName"
    ),
    "ListBackendJobs response Jobs [] CreateTime": STRING | named("createTime"),
    # What CreateTokenResponse does not require, its companion CreateTokenRespObj does.
    "CreateToken response": structure(
        "CreateTokenResponse",
        "AppId",
        "ChallengeCode",
        "SessionId",
        "Ttl",
        **{"x-required-origin": ["CreateTokenRespObj"], "x-trust": {"required": "sure"}},
    ),
    "UpdateBackendAuth request ResourceConfig": structure(
        "UpdateBackendAuthResourceConfig", "AuthResources", "UserPoolConfigs", "Service"
    )
    | named("resourceConfig"),
    "UpdateBackendAuth request ResourceConfig AuthResources": enum(
        "USER_POOL_ONLY", "IDENTITY_POOL_AND_USER_POOL"
    )
    | named("authResources"),
    "UpdateBackendAuth request ResourceConfig UserPoolConfigs ForgotPassword EmailSettings": (
        structure("EmailSettings", **{"x-sensitive": True}) | named("emailSettings")
    ),
    "UpdateBackendAuth request ResourceConfig UserPoolConfigs Mfa MFAMode": enum(
        "ON", "OFF", "OPTIONAL"
    ),
    "UpdateBackendAuth request ResourceConfig UserPoolConfigs OAuth OAuthScopes []": enum(
        "PHONE", "EMAIL", "OPENID", "PROFILE", "AWS_COGNITO_SIGNIN_USER_ADMIN"
    ),
    "UpdateBackendAuth request ResourceConfig UserPoolConfigs OAuth SocialProviderSettings "
    "SignInWithApple KeyId": STRING | named("key_id"),
    "UpdateBackendAuth request ResourceConfig UserPoolConfigs PasswordPolicy MinimumLength": (
        DOUBLE | named("minimumLength")
    ),
    "UpdateBackendAuth errors NotFoundException @properties": ["Message", "ResourceType"],
    "UpdateBackendAuth errors TooManyRequestsException LimitType": STRING | named("limitType"),
}

_S3_NAMESPACE = {"uri": "http://s3.amazonaws.com/doc/2006-03-01/"}
_BUCKET = STRING | {"x-context-param": {"name": "Bucket"}} | at("uri", "Bucket")
S3: dict[str, Any] = {
    "service @protocol": "rest-xml",
    "service metadata checksumFormat": "md5",
    "service metadata globalEndpoint": "s3.amazonaws.com",
    "service metadata clientContextParams ForcePathStyle": BOOLEAN,
    "service metadata signatureVersion": "s3",
    "service operations PutObject": {
        "http": binding("PUT", "/{Bucket}/{Key+}"),
        "errors": [
            "InvalidRequest",
            "InvalidWriteOffset",
            "TooManyParts",
            "EncryptionTypeMismatch",
        ],
        "traits": {
            "httpChecksum": {
                "requestAlgorithmMember": "ChecksumAlgorithm",
                "requestChecksumRequired": False,
            }
        },
    },
    "service operations PutBucketLifecycleConfiguration traits": {
        "httpChecksum": {
            "requestAlgorithmMember": "ChecksumAlgorithm",
            "requestChecksumRequired": True,
        },
        "staticContextParams": {"UseS3ExpressControlEndpoint": {"value": True}},
    },
    "service operations SelectObjectContent http @uri": "/{Bucket}/{Key+}?select&select-type=2",
    "service errors NoSuchKey @status": 404,
    "service errors BucketAlreadyExists @status": 409,
    "service waiters BucketExists": {
        "operation": "HeadBucket",
        "delay": 5,
        "maxAttempts": 20,
        "acceptors": [
            {"matcher": "status", "expected": 200, "state": "success"},
            {"matcher": "status", "expected": 301, "state": "success"},
            {"matcher": "status", "expected": 403, "state": "success"},
            {"matcher": "status", "expected": 404, "state": "retry"},
        ],
    },
    # With the non-aggregate keys of botocore's own paginators-1.sdk-extras.json.
    "service paginators ListObjectsV2": {
        "inputTokens": ["ContinuationToken"],
        "outputTokens": ["NextContinuationToken"],
        "resultKeys": ["Contents", "CommonPrefixes"],
        "limitKey": "MaxKeys",
        "moreResults": "IsTruncated",
        "nonAggregateKeys": ["RequestCharged", "Prefix"],
    },
    "service paginators ListObjects outputTokens": ["NextMarker || Contents[-1].Key"],
    "PutObject request": structure("PutObjectRequest", "Bucket", "Key", **{"x-payload": "Body"}),
    "PutObject request ACL": enum(
        "private",
        "public-read",
        "public-read-write",
        "authenticated-read",
        "aws-exec-read",
        "bucket-owner-read",
        "bucket-owner-full-control",
    )
    | header("x-amz-acl"),
    "PutObject request Body": BLOB | {"x-streaming": True},
    "PutObject request Bucket": _BUCKET,
    "PutObject request Key": STRING
    | {"minLength": 1, "x-context-param": {"name": "Key"}}
    | at("uri", "Key"),
    "PutObject request ContentLength": LONG | header("Content-Length"),
    # A string in the model; service-2.sdk-extras.json makes it a timestamp again.
    "PutObject request Expires": timestamp(HTTP_DATE) | header("Expires"),
    "PutObject request ObjectLockRetainUntilDate": timestamp(ISO)
    | header("x-amz-object-lock-retain-until-date"),
    "PutObject request Metadata": MAP | at("headers", "x-amz-meta-"),
    "PutObject request Metadata {}": STRING,
    "PutObject request SSECustomerKey": STRING
    | {"x-sensitive": True}
    | header("x-amz-server-side-encryption-customer-key"),
    "PutObject request BucketKeyEnabled": BOOLEAN
    | header("x-amz-server-side-encryption-bucket-key-enabled"),
    "PutObject response Size": LONG | header("x-amz-object-size"),
    "SelectObjectContent request": structure(
        "SelectObjectContentRequest",
        "Bucket",
        "Key",
        "Expression",
        "ExpressionType",
        "InputSerialization",
        "OutputSerialization",
        **{"x-xml-name": "SelectObjectContentRequest", "x-xml-namespace": _S3_NAMESPACE},
    ),
    "SelectObjectContent response": structure(
        "SelectObjectContentOutput", **{"x-payload": "Payload"}
    ),
    "SelectObjectContent response Payload": EVENTS,
    "SelectObjectContent response Payload []": structure(
        "SelectObjectContentEventStream", **ONE_OF
    ),
    "SelectObjectContent response Payload [] @properties": [
        "Cont",
        "End",
        "Progress",
        "Records",
        "Stats",
    ],
    "SelectObjectContent response Payload [] Records": structure(
        "RecordsEvent", **{"x-event": True}
    ),
    "SelectObjectContent response Payload [] Records Payload": BLOB | {"x-event-payload": True},
    "SelectObjectContent response Payload [] Stats Details": structure(
        "Stats", **{"x-event-payload": True}
    ),
    "PutBucketLifecycleConfiguration request LifecycleConfiguration": structure(
        "BucketLifecycleConfiguration", "Rules", **{"x-xml-namespace": _S3_NAMESPACE}
    )
    | named("LifecycleConfiguration"),
    "PutBucketLifecycleConfiguration request LifecycleConfiguration Rules": LIST
    | {"x-flattened": True}
    | named("Rule"),
    "PutBucketLifecycleConfiguration request LifecycleConfiguration Rules [] Prefix": STRING
    | {"deprecated": True},
    "PutBucketLifecycleConfiguration request LifecycleConfiguration Rules [] Expiration Date": (
        timestamp(ISO)
    ),
    # The shape TagSet is not flattened; here the member is, and the element has a name as well.
    "PutBucketLifecycleConfiguration request LifecycleConfiguration Rules [] Filter And Tags": (
        LIST | {"x-flattened": True} | named("Tag")
    ),
    "PutBucketLifecycleConfiguration request LifecycleConfiguration Rules [] Filter And Tags []": (
        structure("Tag", "Key", "Value") | named("Tag")
    ),
    "PutBucketLifecycleConfiguration response TransitionDefaultMinimumObjectSize": enum(
        "varies_by_storage_class", "all_storage_classes_128K"
    )
    | header("x-amz-transition-default-minimum-object-size"),
    "GetBucketAcl response Grants": LIST | named("AccessControlList"),
    "GetBucketAcl response Grants []": structure("Grant") | named("Grant"),
    "GetBucketAcl response Grants [] Grantee": structure(
        "Grantee",
        "Type",
        **{
            "x-xml-namespace": {
                "prefix": "xsi",
                "uri": "http://www.w3.org/2001/XMLSchema-instance",
            }
        },
    ),
    "GetBucketAcl response Grants [] Grantee Type": enum(
        "CanonicalUser", "AmazonCustomerByEmail", "Group"
    )
    | {"x-xml-attribute": True}
    | named("xsi:type"),
    "GetBucketLocation request ExpectedBucketOwner": STRING | header("x-amz-expected-bucket-owner"),
    "GetBucketLocation response": structure("GetBucketLocationOutput"),
}

_ATTRIBUTE_NAME = text(high=65535)
DYNAMODB: dict[str, Any] = {
    "service @protocol": "json",
    "service @serviceId": "DynamoDB",
    "service metadata jsonVersion": "1.0",
    "service metadata targetPrefix": "DynamoDB_20120810",
    "service operations PutItem traits": {"endpointdiscovery": {}},
    "service operations TransactWriteItems traits operationContextParams": {
        "ResourceArnList": {
            "path": "TransactItems[*].[ConditionCheck.TableName, Put.TableName, "
            "Delete.TableName, Update.TableName][]"
        }
    },
    "service errors ConditionalCheckFailedException": error(
        "ConditionalCheckFailedException", None
    ),
    "service errors InternalServerError": error("InternalServerError", None, "server"),
    "service errors ReplicatedWriteConflictException": error(
        "ReplicatedWriteConflictException", None, retryable={"throttling": False}
    ),
    "service waiters TableExists": {
        "operation": "DescribeTable",
        "delay": 20,
        "maxAttempts": 25,
        "acceptors": [
            {
                "matcher": "path",
                "expected": "ACTIVE",
                "state": "success",
                "argument": "Table.TableStatus",
            },
            {"matcher": "error", "expected": "ResourceNotFoundException", "state": "retry"},
        ],
    },
    "service paginators Scan": {
        "inputTokens": ["ExclusiveStartKey"],
        "outputTokens": ["LastEvaluatedKey"],
        "resultKeys": ["Items", "Count", "ScannedCount"],
        "limitKey": "Limit",
        "moreResults": None,
        "nonAggregateKeys": ["ConsumedCapacity"],
    },
    "PutItem request": structure("PutItemInput", "TableName", "Item"),
    "PutItem request TableName": text(1, 1024) | {"x-context-param": {"name": "ResourceArn"}},
    "PutItem request Item": MAP,
    "PutItem request Item {key}": _ATTRIBUTE_NAME,
    "PutItem request Item {} @$ref": "#/$defs/AttributeValue",
    # No union in this model, however much it is one.
    "PutItem request Item {}": structure("AttributeValue"),
    "PutItem request Item {} @properties": [
        "B",
        "BOOL",
        "BS",
        "L",
        "M",
        "N",
        "NS",
        "NULL",
        "S",
        "SS",
    ],
    "PutItem request Item {} N": STRING,
    "PutItem request Item {} B": BLOB,
    "PutItem request Item {} BS []": BLOB,
    "PutItem request Item {} L": LIST,
    "PutItem request Item {} L [] @$ref": "#/$defs/AttributeValue",
    "PutItem request Item {} M {} M {} L [] S": STRING,
    "PutItem request Item {} M {key}": _ATTRIBUTE_NAME,
    "PutItem request ReturnValues": enum(
        "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"
    ),
    "PutItem response ConsumedCapacity LocalSecondaryIndexes {key}": text(
        3, 255, "[a-zA-Z0-9_.-]+"
    ),
    "PutItem response ItemCollectionMetrics SizeEstimateRangeGB []": DOUBLE,
    "PutItem errors ConditionalCheckFailedException Item {} @$ref": "#/$defs/AttributeValue",
    "PutItem errors ThrottlingException": structure("ThrottlingException", **{"x-synthetic": True}),
    "Scan request Limit": INTEGER | {"minimum": 1},
    "Scan request Segment": INTEGER | {"minimum": 0, "maximum": 999999},
    "Scan request AttributesToGet": LIST | {"minItems": 1},
    "Scan request ScanFilter {}": structure("Condition", "ComparisonOperator"),
    "Scan response Items []": MAP,
    "TransactWriteItems request TransactItems": LIST | {"minItems": 1, "maxItems": 100},
    "TransactWriteItems request TransactItems [] Update": structure(
        "Update", "Key", "UpdateExpression", "TableName"
    ),
    "TransactWriteItems request ClientRequestToken": text(1, 36) | {"x-idempotency-token": True},
}

_FLAT = {"x-flattened": True}
SQS: dict[str, Any] = {
    "service @protocol": "json",
    "service metadata awsQueryCompatible": {},
    "service metadata targetPrefix": "AmazonSQS",
    "service metadata jsonVersion": "1.0",
    "service operations SendMessage http": binding("POST", "/"),
    "service errors QueueDoesNotExist": error("QueueDoesNotExist", None),
    "service errors OverLimit": error("OverLimit", None),
    "service paginators ListQueues": {
        "inputTokens": ["NextToken"],
        "outputTokens": ["NextToken"],
        "resultKeys": ["QueueUrls"],
        "limitKey": "MaxResults",
        "moreResults": None,
    },
    "SendMessage request": structure("SendMessageRequest", "QueueUrl", "MessageBody"),
    "SendMessage request MessageAttributes": MAP | _FLAT,
    "SendMessage request MessageAttributes {key}": STRING,
    "SendMessage request MessageAttributes {}": structure("MessageAttributeValue", "DataType"),
    "SendMessage request MessageAttributes {} BinaryValue": BLOB,
    "SendMessage request MessageAttributes {} BinaryListValues": LIST | _FLAT,
    "SendMessage request MessageSystemAttributes {key}": enum("AWSTraceHeader"),
    "SendMessage request DelaySeconds": INTEGER,
    "SendMessage response @properties": [
        "MD5OfMessageAttributes",
        "MD5OfMessageBody",
        "MD5OfMessageSystemAttributes",
        "MessageId",
        "SequenceNumber",
    ],
    "ReceiveMessage request AttributeNames": LIST
    | _FLAT
    | {
        "deprecated": True,
        "x-deprecated-message": "AttributeNames has been replaced by MessageSystemAttributeNames",
    },
    "ReceiveMessage response Messages": LIST | _FLAT,
    "ReceiveMessage response Messages [] Attributes": MAP | _FLAT,
    "ReceiveMessage response Messages [] Attributes {key}": enum(
        "All",
        "SenderId",
        "SentTimestamp",
        "ApproximateReceiveCount",
        "ApproximateFirstReceiveTimestamp",
        "SequenceNumber",
        "MessageDeduplicationId",
        "MessageGroupId",
        "AWSTraceHeader",
        "DeadLetterQueueSourceArn",
    ),
    "ReceiveMessage response Messages [] MessageAttributes {} StringListValues": LIST | _FLAT,
    "CreateQueue request tags": MAP | _FLAT,
    "CreateQueue response QueueUrl": STRING,
}

_ITEM = named("item")
EC2: dict[str, Any] = {
    "service @protocol": "ec2",
    "service metadata xmlNamespace": "http://ec2.amazonaws.com/doc/2016-11-15",
    "service @errors": {},
    "service operations DescribeInstances": {"http": binding("POST", "/"), "errors": []},
    "service paginators DescribeInstances @resultKeys": ["Reservations"],
    # From paginators-1.sdk-extras.json.
    "service paginators GetNetworkInsightsAccessScopeAnalysisFindings @nonAggregateKeys": [
        "AnalysisStatus",
        "NetworkInsightsAccessScopeAnalysisId",
    ],
    "service waiters InstanceExists": {
        "operation": "DescribeInstances",
        "delay": 5,
        "maxAttempts": 40,
        "acceptors": [
            {
                "matcher": "path",
                "expected": True,
                "state": "success",
                "argument": "length(Reservations[]) > `0`",
            },
            {"matcher": "error", "expected": "InvalidInstanceID.NotFound", "state": "retry"},
        ],
    },
    "DescribeInstances request InstanceIds": LIST | named("InstanceId"),
    "DescribeInstances request InstanceIds []": STRING | named("InstanceId"),
    "DescribeInstances request Filters [] Values": LIST | named("Value"),
    "DescribeInstances request DryRun": BOOLEAN | named("dryRun"),
    "DescribeInstances request MaxResults": INTEGER | named("maxResults"),
    "DescribeInstances response Reservations": LIST | named("reservationSet"),
    "DescribeInstances response Reservations [] Instances": LIST | named("instancesSet"),
    "DescribeInstances response Reservations [] Instances []": structure("Instance") | _ITEM,
    "DescribeInstances response Reservations [] Instances [] LaunchTime": timestamp(ISO)
    | named("launchTime"),
    "DescribeInstances response Reservations [] Instances [] UsageOperationUpdateTime": timestamp(
        ISO
    )
    | named("usageOperationUpdateTime"),
    "DescribeInstances response Reservations [] Instances [] PublicDnsName": STRING
    | named("dnsName"),
    "DescribeInstances response Reservations [] Instances [] Architecture": enum(
        "i386", "x86_64", "arm64", "x86_64_mac", "arm64_mac"
    )
    | named("architecture"),
    "DescribeInstances response Reservations [] Instances [] State Name": enum(
        "pending", "running", "shutting-down", "terminated", "stopping", "stopped"
    )
    | named("name"),
    "RunInstances request": structure("RunInstancesRequest", "MaxCount", "MinCount"),
    "RunInstances request UserData": STRING | {"x-sensitive": True},
    "RunInstances request ClientToken": STRING
    | {"x-idempotency-token": True}
    | named("clientToken"),
    "RunInstances request NetworkInterfaces": LIST | named("networkInterface"),
    "RunInstances request NetworkInterfaces [] Ipv6Addresses": LIST
    | {"x-query-name": "Ipv6Addresses"}
    | named("ipv6AddressesSet"),
    "RunInstances request NetworkInterfaces [] PrivateIpAddresses": LIST
    | {"x-query-name": "PrivateIpAddresses"}
    | named("privateIpAddressesSet"),
    "RunInstances request ElasticGpuSpecification": LIST
    | {
        "deprecated": True,
        "x-deprecated-message": "Specifying Elastic Graphics accelerators is no longer supported "
        "on the RunInstances API.",
        "x-deprecated-since": "2024-01-08",
    },
    "RunInstances request ElasticInferenceAccelerators [] Count": INTEGER | {"minimum": 1},
    "RunInstances request InstanceMarketOptions SpotOptions ValidUntil": timestamp(ISO),
    "RunInstances request Monitoring": structure("RunInstancesMonitoringEnabled", "Enabled"),
    "RunInstances request BlockDeviceMappings [] Ebs VolumeType": enum(
        "standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"
    )
    | named("volumeType"),
    "RunInstances response": structure("Reservation"),
    "CreateTags request": structure("CreateTagsRequest", "Resources", "Tags"),
    "CreateTags request Resources": LIST | named("ResourceId"),
    "CreateTags request Resources []": STRING,
    "CreateTags request Tags []": structure("Tag") | _ITEM,
    "CreateTags response": {"type": "object"},
}

_PATH_PATTERN = r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"
IAM: dict[str, Any] = {
    "service @protocol": "query",
    "service metadata xmlNamespace": "https://iam.amazonaws.com/doc/2010-05-08/",
    "service metadata globalEndpoint": "iam.amazonaws.com",
    "service errors LimitExceededException": error("LimitExceeded", 409),
    "service errors EntityAlreadyExistsException": error("EntityAlreadyExists", 409),
    "service errors NoSuchEntityException": error("NoSuchEntity", 404),
    "service errors ServiceFailureException": error("ServiceFailure", 500, "server"),
    "service operations ListUsers errors": ["ServiceFailureException"],
    "service waiters UserExists": {
        "operation": "GetUser",
        "delay": 1,
        "maxAttempts": 20,
        "acceptors": [
            {"matcher": "status", "expected": 200, "state": "success"},
            {"matcher": "error", "expected": "NoSuchEntity", "state": "retry"},
        ],
    },
    "service paginators ListUsers": {
        "inputTokens": ["Marker"],
        "outputTokens": ["Marker"],
        "resultKeys": ["Users"],
        "limitKey": "MaxItems",
        "moreResults": "IsTruncated",
    },
    "service paginators GetGroup @nonAggregateKeys": ["Group"],
    "CreateUser request": structure("CreateUserRequest", "UserName"),
    "CreateUser request Path": text(1, 512, _PATH_PATTERN),
    "CreateUser request UserName": text(1, 64, r"[\w+=,.@-]+"),
    "CreateUser request Tags": LIST | {"maxItems": 50},
    "CreateUser request Tags []": structure("Tag", "Key", "Value"),
    "CreateUser request Tags [] Key @x-pattern": r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+",
    "CreateUser request Tags [] Value @minLength": 0,
    "CreateUser response": structure(
        "CreateUserResponse", **{"x-result-wrapper": "CreateUserResult"}
    ),
    "CreateUser response User": structure(
        "User", "Path", "UserName", "UserId", "Arn", "CreateDate"
    ),
    "CreateUser response User CreateDate": timestamp(ISO),
    "CreateUser response User PermissionsBoundary PermissionsBoundaryType": enum(
        "PermissionsBoundaryPolicy"
    ),
    "ListUsers response": structure(
        "ListUsersResponse", "Users", **{"x-result-wrapper": "ListUsersResult"}
    ),
    "ListUsers request MaxItems": INTEGER | {"minimum": 1, "maximum": 1000},
    "ListUsers response IsTruncated": BOOLEAN,
    "CreateAccessKey response AccessKey SecretAccessKey": STRING | {"x-sensitive": True},
    "CreateAccessKey response AccessKey Status": enum("Active", "Inactive", "Expired"),
    "CreateAccessKey request UserName": text(1, 128, r"[\w+=,.@-]+"),
}

CLOUDWATCH: dict[str, Any] = {
    "service @protocol": "json",
    "service metadata protocols": ["smithy-rpc-v2-cbor", "json", "query"],
    "service metadata awsQueryCompatible": {},
    "service metadata targetPrefix": "GraniteServiceVersion20100801",
    "service operations PutMetricData traits": {"requestcompression": {"encodings": ["gzip"]}},
    "service errors MissingRequiredParameterException": error("MissingParameter", 400),
    "service errors InternalServiceFault": error("InternalServiceError", 500, "server"),
    "service waiters AlarmExists acceptors": [
        {
            "matcher": "path",
            "expected": True,
            "state": "success",
            "argument": "length(MetricAlarms[]) > `0`",
        }
    ],
    "service paginators GetMetricData": {
        "inputTokens": ["NextToken"],
        "outputTokens": ["NextToken"],
        "resultKeys": ["MetricDataResults", "Messages"],
        "limitKey": "MaxDatapoints",
        "moreResults": None,
    },
    "service paginators ListDashboards @limitKey": None,
    "PutMetricData request": structure("PutMetricDataInput", "Namespace"),
    "PutMetricData request Namespace": text(1, 255, "[^:].*"),
    "PutMetricData request StrictEntityValidation": BOOLEAN,
    "PutMetricData request MetricData [] Dimensions": LIST | {"maxItems": 30},
    "PutMetricData request MetricData [] Dimensions []": structure(
        "Dimension", "Name", "Value", **{"x-xml-order": ["Name", "Value"]}
    ),
    "PutMetricData request MetricData [] Timestamp": timestamp(UNIX),
    "PutMetricData request MetricData [] Value": DOUBLE,
    "PutMetricData request EntityMetricData [] Entity KeyAttributes": MAP
    | {"minProperties": 2, "maxProperties": 4},
    "PutMetricData response": {"type": "object"},
    "PutMetricData errors InvalidParameterValueException": structure(
        "InvalidParameterValueException", **{"x-synthetic": True}
    ),
    "GetMetricData request": structure(
        "GetMetricDataInput", "MetricDataQueries", "StartTime", "EndTime"
    ),
    "GetMetricData request StartTime": timestamp(UNIX),
    "GetMetricData response": structure(
        "GetMetricDataOutput", **{"x-result-wrapper": "GetMetricDataResult"}
    ),
    "GetMetricData response MetricDataResults [] Timestamps []": timestamp(UNIX),
    "GetMetricData response MetricDataResults [] StatusCode": enum(
        "Complete", "InternalError", "PartialData", "Forbidden"
    ),
    "GetMetricStatistics request Statistics": LIST | {"minItems": 1, "maxItems": 5},
    "GetMetricStatistics response Datapoints []": structure(
        "Datapoint",
        **{
            "x-xml-order": [
                "Timestamp",
                "SampleCount",
                "Average",
                "Sum",
                "Minimum",
                "Maximum",
                "Unit",
                "ExtendedStatistics",
            ]
        },
    ),
    "GetMetricStatistics response Datapoints [] ExtendedStatistics {}": DOUBLE,
    "GetMetricWidgetImage response MetricWidgetImage": BLOB,
}

_ROUTE53_NAMESPACE = {"uri": "https://route53.amazonaws.com/doc/2013-04-01/"}
_RECORD_SET = "ChangeResourceRecordSets request ChangeBatch Changes [] ResourceRecordSet"
ROUTE53: dict[str, Any] = {
    "service @protocol": "rest-xml",
    "service metadata globalEndpoint": "route53.amazonaws.com",
    "service operations CreateHostedZone http": binding("POST", "/2013-04-01/hostedzone", 201),
    "service operations ChangeResourceRecordSets http": binding(
        "POST", "/2013-04-01/hostedzone/{Id}/rrset/"
    ),
    "service errors NoSuchHostedZone": error("NoSuchHostedZone", 404),
    "service errors InvalidChangeBatch": error("InvalidChangeBatch", None),
    "service waiters ResourceRecordSetsChanged": {
        "operation": "GetChange",
        "delay": 30,
        "maxAttempts": 60,
        "acceptors": [
            {
                "matcher": "path",
                "expected": "INSYNC",
                "state": "success",
                "argument": "ChangeInfo.Status",
            }
        ],
    },
    "service paginators ListResourceRecordSets": {
        "inputTokens": ["StartRecordName", "StartRecordType", "StartRecordIdentifier"],
        "outputTokens": ["NextRecordName", "NextRecordType", "NextRecordIdentifier"],
        "resultKeys": ["ResourceRecordSets"],
        "limitKey": "MaxItems",
        "moreResults": "IsTruncated",
    },
    "ChangeResourceRecordSets request": structure(
        "ChangeResourceRecordSetsRequest",
        "HostedZoneId",
        "ChangeBatch",
        **{
            "x-xml-name": "ChangeResourceRecordSetsRequest",
            "x-xml-namespace": _ROUTE53_NAMESPACE,
        },
    ),
    "ChangeResourceRecordSets request HostedZoneId": text(high=32) | at("uri", "Id"),
    "ChangeResourceRecordSets request ChangeBatch Changes": LIST | {"minItems": 1},
    "ChangeResourceRecordSets request ChangeBatch Changes []": structure(
        "Change", "Action", "ResourceRecordSet"
    )
    | named("Change"),
    "ChangeResourceRecordSets request ChangeBatch Changes [] Action": enum(
        "CREATE", "DELETE", "UPSERT"
    ),
    f"{_RECORD_SET} Weight": LONG | {"minimum": 0, "maximum": 255},
    f"{_RECORD_SET} TTL": LONG | {"minimum": 0, "maximum": 2147483647},
    f"{_RECORD_SET} ResourceRecords []": structure("ResourceRecord", "Value")
    | named("ResourceRecord"),
    f"{_RECORD_SET} AliasTarget": structure(
        "AliasTarget", "HostedZoneId", "DNSName", "EvaluateTargetHealth"
    ),
    f"{_RECORD_SET} CidrRoutingConfig CollectionId": text(
        pattern="[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    ),
    f"{_RECORD_SET} GeoProximityLocation Coordinates Latitude": text(
        1, 6, r"[-+]?[0-9]{1,2}(\.[0-9]{0,2})?"
    ),
    f"{_RECORD_SET} GeoProximityLocation Bias": INTEGER | {"minimum": -99, "maximum": 99},
    "ChangeResourceRecordSets response ChangeInfo SubmittedAt": timestamp(ISO),
    "ChangeResourceRecordSets errors InvalidChangeBatch messages []": STRING | named("Message"),
    "ListHostedZones request MaxItems": STRING | at("querystring", "maxitems"),
    "ListHostedZones request DelegationSetId": text(high=32) | at("querystring", "delegationsetid"),
    "ListHostedZones response": structure(
        "ListHostedZonesResponse", "HostedZones", "Marker", "IsTruncated", "MaxItems"
    ),
    "ListHostedZones response HostedZones []": structure(
        "HostedZone", "Id", "Name", "CallerReference"
    )
    | named("HostedZone"),
    "CreateHostedZone response Location": text(high=1024) | header("Location"),
    "CreateHostedZone response DelegationSet NameServers []": text(high=1024) | named("NameServer"),
}

_NAME = text(1, 100, "^([0-9a-zA-Z][_-]?){1,100}$")
_BOT_ID = text(10, 10, "^[0-9a-zA-Z]+$")
_CODE_HOOK = "CreateIntent request fulfillmentCodeHook"
LEXV2_MODELS: dict[str, Any] = {
    "service @protocol": "rest-json",
    "service metadata signingName": "lex",
    "service operations CreateIntent http": binding(
        "PUT", "/bots/{botId}/botversions/{botVersion}/botlocales/{localeId}/intents/"
    ),
    "service errors ThrottlingException": error("ThrottlingException", 429),
    "service errors InternalServerException": error("InternalServerException", 500, "server"),
    "service paginators ListBotAnalyzerHistory": {
        "inputTokens": ["nextToken"],
        "outputTokens": ["nextToken"],
        "resultKeys": ["botAnalyzerHistoryList"],
        "limitKey": "maxResults",
        "moreResults": None,
        "nonAggregateKeys": ["localeId", "botId", "botVersion"],
    },
    "service waiters BotAliasAvailable": {
        "operation": "DescribeBotAlias",
        "delay": 10,
        "maxAttempts": 35,
        "acceptors": [
            {
                "matcher": "path",
                "expected": value,
                "state": state,
                "argument": "botAliasStatus",
            }
            for value, state in (
                ("Available", "success"),
                ("Failed", "failure"),
                ("Deleting", "failure"),
            )
        ],
    },
    "CreateIntent request": structure(
        "CreateIntentRequest", "intentName", "botId", "botVersion", "localeId"
    ),
    "CreateIntent request intentName": _NAME,
    "CreateIntent request botId": _BOT_ID | at("uri", "botId"),
    "CreateIntent request botVersion": text(5, 5, "^DRAFT$") | at("uri", "botVersion"),
    "CreateIntent request description": text(0, 2000),
    f"{_CODE_HOOK}": structure("FulfillmentCodeHookSettings", "enabled"),
    f"{_CODE_HOOK} postFulfillmentStatusSpecification successResponse messageGroups": LIST
    | {"minItems": 1, "maxItems": 5},
    f"{_CODE_HOOK} postFulfillmentStatusSpecification successResponse messageGroups [] message "
    "imageResponseCard buttons [] text": text(1, 50),
    f"{_CODE_HOOK} postFulfillmentStatusSpecification successNextStep dialogAction type": enum(
        "ElicitIntent",
        "StartIntent",
        "ElicitSlot",
        "EvaluateConditional",
        "InvokeDialogCodeHook",
        "ConfirmIntent",
        "FulfillIntent",
        "CloseIntent",
        "EndConversation",
    ),
    # SlotValueOverride holds a list of itself.
    f"{_CODE_HOOK} postFulfillmentStatusSpecification successNextStep intent slots {{}} values [] "
    "@$ref": "#/$defs/SlotValueOverride",
    f"{_CODE_HOOK} postFulfillmentStatusSpecification successNextStep intent slots {{key}}": _NAME,
    f"{_CODE_HOOK} postFulfillmentStatusSpecification successConditional": structure(
        "ConditionalSpecification", "active", "conditionalBranches", "defaultBranch"
    ),
    f"{_CODE_HOOK} fulfillmentUpdatesSpecification startResponse delayInSeconds": INTEGER
    | {"minimum": 1, "maximum": 900},
    "CreateIntent request intentConfirmationSetting promptSpecification "
    "promptAttemptsSpecification {key}": enum(
        "Initial", "Retry1", "Retry2", "Retry3", "Retry4", "Retry5"
    ),
    "CreateIntent request intentConfirmationSetting promptSpecification "
    "promptAttemptsSpecification {} audioAndDTMFInputSpecification dtmfSpecification "
    "endCharacter": text(pattern="^[A-D0-9#*]{1}$"),
    "CreateIntent request qnAIntentConfiguration dataSourceConfiguration opensearchConfiguration "
    "indexName": text(1, 255, r"^(?![_-])[a-z0-9][a-z0-9_\-]{0,254}$"),
    "CreateIntent response creationDateTime": timestamp(UNIX),
    "CreateIntent response botId": _BOT_ID,
    "CreateIntent errors ThrottlingException retryAfterSeconds": INTEGER | header("Retry-After"),
    "ListBots request filters": LIST | {"minItems": 1, "maxItems": 2},
    "ListBots request filters [] operator": enum("CO", "EQ", "NE"),
    "ListBots request filters [] values": LIST | {"minItems": 1, "maxItems": 1},
    "ListBots request maxResults": INTEGER | {"minimum": 1, "maximum": 1000},
    "ListBots response botSummaries [] lastUpdatedDateTime": timestamp(UNIX),
    "DescribeBot response idleSessionTTLInSeconds": INTEGER | {"minimum": 60, "maximum": 86400},
    "DescribeBot response botMembers [] botMemberAliasId": text(
        10, 10, r"^(\bTSTALIASID\b|[0-9a-zA-Z]+)$"
    ),
    "BatchCreateCustomVocabularyItem request customVocabularyItemList [] weight": INTEGER
    | {"minimum": 0, "maximum": 3},
}

_SENSITIVE = {"x-sensitive": True}
_EVENT = {"x-event": True}
_CONTENT = "ConverseStream request messages [] content []"
BEDROCK_RUNTIME: dict[str, Any] = {
    "service @protocol": "rest-json",
    "service metadata auth": ["aws.auth#sigv4", "smithy.api#httpBearerAuth"],
    "service metadata protocolSettings": {"h2": "optional"},
    "service operations StartAsyncInvoke traits": {"idempotent": True},
    "service operations ListAsyncInvokes traits": {"readonly": True},
    "service errors ModelNotReadyException": error(
        "ModelNotReadyException", 429, retryable={"throttling": False}
    ),
    "service errors ModelStreamErrorException": error("ModelStreamErrorException", 424),
    "service errors ServiceUnavailableException": error(
        "ServiceUnavailableException", 503, "server"
    ),
    "ConverseStream request": structure("ConverseStreamRequest", "modelId"),
    "ConverseStream request modelId @x-location": "uri",
    "ConverseStream request messages [] role": enum("user", "assistant", "system"),
    f"{_CONTENT}": structure("ContentBlock", **ONE_OF),
    f"{_CONTENT} image source": structure("ImageSource", **ONE_OF, **_SENSITIVE),
    f"{_CONTENT} image source bytes": BLOB | {"x-min-bytes": 1},
    f"{_CONTENT} toolUse": structure("ToolUseBlock", "toolUseId", "name", "input"),
    f"{_CONTENT} toolUse input": document("Document"),
    "ConverseStream request additionalModelRequestFields": document("Document"),
    "ConverseStream request promptVariables": MAP | _SENSITIVE,
    "ConverseStream request requestMetadata": MAP
    | {"minProperties": 1, "maxProperties": 16}
    | _SENSITIVE,
    "ConverseStream request inferenceConfig temperature": {
        "type": "number",
        "x-number": "float",
        "minimum": 0,
        "maximum": 1,
    },
    "ConverseStream response": structure("ConverseStreamResponse", **{"x-payload": "stream"}),
    "ConverseStream response stream": EVENTS,
    "ConverseStream response stream []": structure("ConverseStreamOutput", **ONE_OF),
    "ConverseStream response stream [] contentBlockDelta": structure(
        "ContentBlockDeltaEvent", "delta", "contentBlockIndex", **_EVENT
    ),
    "ConverseStream response stream [] contentBlockDelta delta": structure(
        "ContentBlockDelta", **ONE_OF
    ),
    "ConverseStream response stream [] messageStop additionalModelResponseFields": document(
        "Document"
    ),
    # Errors within a stream are members that are no events.
    "ConverseStream response stream [] modelStreamErrorException": structure(
        "ModelStreamErrorException"
    ),
    "ConverseStream response stream [] modelStreamErrorException originalStatusCode": INTEGER
    | {"minimum": 100, "maximum": 599},
    "InvokeModelWithResponseStream response": structure(
        "InvokeModelWithResponseStreamResponse", "body", "contentType", **{"x-payload": "body"}
    ),
    "InvokeModelWithResponseStream response contentType": STRING
    | header("X-Amzn-Bedrock-Content-Type"),
    "InvokeModelWithResponseStream response body [] chunk": structure(
        "PayloadPart", **_EVENT, **_SENSITIVE
    ),
    "InvokeModelWithResponseStream response body [] chunk bytes": BLOB
    | {"x-min-bytes": 0, "x-max-bytes": 1000000}
    | _SENSITIVE,
    "InvokeModelWithResponseStream request trace": enum("ENABLED", "DISABLED", "ENABLED_FULL")
    | header("X-Amzn-Bedrock-Trace"),
    "InvokeModelWithBidirectionalStream request": structure(
        "InvokeModelWithBidirectionalStreamRequest", "modelId", "body", **{"x-payload": "body"}
    ),
    "InvokeModelWithBidirectionalStream request body": EVENTS,
    "InvokeModelWithBidirectionalStream request body [] @properties": ["chunk"],
    "ListAsyncInvokes request submitTimeAfter": timestamp(ISO)
    | at("querystring", "submitTimeAfter"),
    "ListAsyncInvokes response asyncInvokeSummaries [] submitTime": timestamp(ISO),
    "StartAsyncInvoke request clientRequestToken": text(1, 256, "[!-~]*")
    | {"x-idempotency-token": True},
    "StartAsyncInvoke request modelInput": document("ModelInputPayload") | _SENSITIVE,
}

_STATE = "StartConversation request requestEventStream [] ConfigurationEvent sessionState"
LEXV2_RUNTIME: dict[str, Any] = {
    "service @protocol": "rest-json",
    "service @paginators": {},
    "service metadata protocolSettings": {"h2": "eventstream"},
    "service operations StartConversation http @status": 200,
    "service errors DependencyFailedException @status": 424,
    "StartConversation request": structure(
        "StartConversationRequest",
        "botId",
        "botAliasId",
        "localeId",
        "requestEventStream",
        "sessionId",
        **{"x-payload": "requestEventStream"},
    ),
    "StartConversation request sessionId": text(2, 100, "[0-9a-zA-Z._:-]+")
    | at("uri", "sessionId"),
    "StartConversation request conversationMode": enum("AUDIO", "TEXT")
    | header("x-amz-lex-conversation-mode"),
    "StartConversation request requestEventStream": EVENTS,
    "StartConversation request requestEventStream []": structure(
        "StartConversationRequestEventStream", **ONE_OF
    ),
    "StartConversation request requestEventStream [] AudioInputEvent": structure(
        "AudioInputEvent", "contentType", **_EVENT
    ),
    "StartConversation request requestEventStream [] AudioInputEvent audioChunk": BLOB,
    "StartConversation request requestEventStream [] AudioInputEvent clientTimestampMillis": LONG,
    "StartConversation request requestEventStream [] DTMFInputEvent inputCharacter": text(
        1, 1, "^[A-D0-9#*]{1}$"
    )
    | _SENSITIVE,
    "StartConversation request requestEventStream [] TextInputEvent text": text(1, 1024)
    | _SENSITIVE,
    f"{_STATE} dialogAction subSlotToElicit": structure("ElicitSubSlot", "name"),
    f"{_STATE} dialogAction subSlotToElicit subSlotToElicit @$ref": "#/$defs/ElicitSubSlot",
    f"{_STATE} intent slots": MAP,
    f"{_STATE} intent slots @$ref": "#/$defs/Slots",
    f"{_STATE} activeContexts [] contextAttributes": MAP
    | {"minProperties": 0, "maxProperties": 10},
    f"{_STATE} runtimeHints slotHints {{}} {{}} subSlotHints @$ref": "#/$defs/SlotHintsSlotMap",
    "StartConversation response": structure(
        "StartConversationResponse", **{"x-payload": "responseEventStream"}
    ),
    "StartConversation response responseEventStream [] PlaybackInterruptionEvent eventReason": enum(
        "DTMF_START_DETECTED", "TEXT_DETECTED", "VOICE_START_DETECTED"
    ),
    "StartConversation response responseEventStream [] IntentResultEvent inputMode": enum(
        "Text", "Speech", "DTMF"
    ),
}

KINESIS: dict[str, Any] = {
    "service @protocol": "json",
    "service metadata targetPrefix": "Kinesis_20131202",
    "service metadata jsonVersion": "1.1",
    "service operations SubscribeToShard traits": {
        "staticContextParams": {"OperationType": {"value": "data"}}
    },
    "service errors InternalFailureException @fault": "server",
    "service waiters StreamNotExists acceptors": [
        {"matcher": "error", "expected": "ResourceNotFoundException", "state": "success"}
    ],
    "service paginators DescribeStream @outputTokens": ["StreamDescription.Shards[-1].ShardId"],
    "SubscribeToShard request": structure(
        "SubscribeToShardInput", "ConsumerARN", "ShardId", "StartingPosition"
    ),
    "SubscribeToShard request ConsumerARN @x-context-param": {"name": "ConsumerARN"},
    "SubscribeToShard request StreamId": text(1, 24, "[a-z0-9]{20}-[a-z0-9]{3}")
    | {"x-context-param": {"name": "StreamId"}},
    "SubscribeToShard request StartingPosition Timestamp": timestamp(UNIX),
    "SubscribeToShard request StartingPosition Type": enum(
        "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"
    ),
    # No payload: over RPC, an initial response comes before the events.
    "SubscribeToShard response": structure("SubscribeToShardOutput", "EventStream"),
    "SubscribeToShard response EventStream": EVENTS,
    "SubscribeToShard response EventStream [] SubscribeToShardEvent": structure(
        "SubscribeToShardEvent",
        "Records",
        "ContinuationSequenceNumber",
        "MillisBehindLatest",
        **_EVENT,
    ),
    "SubscribeToShard response EventStream [] SubscribeToShardEvent MillisBehindLatest": LONG
    | {"minimum": 0},
    "SubscribeToShard response EventStream [] KMSThrottlingException": structure(
        "KMSThrottlingException"
    ),
    "GetRecords request Limit": INTEGER | {"minimum": 1, "maximum": 10000},
    "GetRecords response Records [] Data": BLOB | {"x-min-bytes": 0, "x-max-bytes": 10485760},
    "GetRecords response Records [] ApproximateArrivalTimestamp": timestamp(UNIX),
    "GetRecords response Records [] EncryptionType": enum("NONE", "KMS"),
}

FACTS: Mapping[str, dict[str, Any]] = {
    "amplifybackend": AMPLIFYBACKEND,
    "bedrock-runtime": BEDROCK_RUNTIME,
    "cloudwatch": CLOUDWATCH,
    "dynamodb": DYNAMODB,
    "ec2": EC2,
    "iam": IAM,
    "kinesis": KINESIS,
    "lexv2-models": LEXV2_MODELS,
    "lexv2-runtime": LEXV2_RUNTIME,
    "route53": ROUTE53,
    "s3": S3,
    "sqs": SQS,
}

ELSEWHERE: tuple[tuple[str, str, Any], ...] = (
    (
        "kinesis",
        "SubscribeToShard response EventStream []",
        # The model requires one event of the stream: taken at its word, no other would be valid.
        structure(
            "SubscribeToShardEventStream",
            **ONE_OF,
            **{"x-traits": {"required": ["SubscribeToShardEvent"]}},
        ),
    ),
    (
        "autoscaling",
        "service errors ResourceContentionFault",
        error("ResourceContention", 500),  # the model says senderFault
    ),
    (
        "elasticache",
        "DescribeReplicationGroups response ReplicationGroups [] PendingModifiedValues "
        "LogDeliveryConfigurations",
        # botocore takes the locationName of a shape where the member has none.
        LIST
        | named("PendingLogDeliveryConfiguration")
        | {"x-xml-name": "PendingLogDeliveryConfiguration"},
    ),
)
"""Facts that are rare among services: service, place, what is due."""


@cache
def documents_of(service: str) -> Mapping[str, Any]:
    return to_documents(compile_service(service))


_INNER = frozenset(
    {"$schema", "$defs", "$ref", "properties", "items", "propertyNames", "additionalProperties"}
)
_BELOW = {"[]": "items", "{}": "additionalProperties", "{key}": "propertyNames"}


def value_at(documents: Mapping[str, Any], place: str) -> Any:
    """What the documents of a contract say at a place (see the module's docstring)."""
    path, _, keyword = place.partition(" @")
    name, *steps = path.split(" ")
    found: Any = documents[f"{name}.json"]
    if name == "service" or not steps:
        for step in steps:
            found = found[step]
        return found[keyword] if keyword else found
    part, *steps = steps
    root = found = found[part][steps.pop(0)] if part == "errors" else found[part]
    for step in steps:
        followed = _followed(root, found)
        found = followed[_BELOW[step]] if step in _BELOW else followed["properties"][step]
    if keyword == "$ref":
        return found["$ref"]
    found = _followed(root, found)
    if keyword == "properties":
        return sorted(found["properties"])
    return found[keyword] if keyword else {k: v for k, v in found.items() if k not in _INNER}


def _followed(root: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    target: Mapping[str, Any] = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return {**target, **schema}


def summary_of(documents: Mapping[str, Any]) -> dict[str, Any]:
    """How much a contract holds. Structures and ``$defs`` count once, in however many places."""
    service = documents["service.json"]
    return {
        "protocol": service["protocol"],
        "apiVersion": service["apiVersion"],
        "operations": len(service["operations"]),
        "errors": len(service["errors"]),
        "paginators": len(service["paginators"]),
        "waiters": len(service.get("waiters", {})),
        "schemas": dict(sorted(_counted(documents).items())),
    }


_COUNTED = {
    "enum": "enums", "pattern": "patterns", "x-pattern-unsupported": "patterns",
    **dict.fromkeys(
        (
            "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
            "minProperties", "maxProperties", "x-min-bytes", "x-max-bytes",
        ),
        "bounds",
    ),
}  # fmt: skip


def _counted(documents: Mapping[str, Any]) -> Counter[str]:
    counts: Counter[str] = Counter()
    todo = list(_roots(documents))
    seen: set[str] = set()
    while todo:
        schema = todo.pop()
        name = schema.get("x-shape")
        if "x-document" in schema or "$ref" in schema or (name is not None and name in seen):
            continue
        if name is None:
            counts.update(what for keyword, what in _COUNTED.items() if keyword in schema)
        else:
            seen.add(name)
            counts["structures"] += 1
            counts["unions"] += "x-union" in schema
            counts["members"] += len(schema["properties"])
            counts["required"] += len(schema.get("required", ()))
        todo += schema.get("properties", {}).values()
        todo += (schema[key] for key in _BELOW.values() if key in schema)
    return counts


def _roots(documents: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schemas of all messages and all ``$defs``, those of a name once."""
    defined: dict[str, Mapping[str, Any]] = {}
    messages = [each["schema"] for each in documents["service.json"]["errors"].values()
                if "schema" in each]  # fmt: skip
    for name, each in documents.items():
        if name != "service.json":
            messages += (each["request"], each["response"], *each["errors"].values())
    for message in messages:
        defined |= message.get("$defs", {})
    yield from messages
    yield from defined.values()


@cache
def snapshots_of(service: str) -> dict[Path, str]:
    """The text of each snapshot of a service, by its file."""
    documents, folder = documents_of(service), SNAPSHOTS / service
    texts = {
        folder / f"{name}.json": dump(documents[f"{name}.json"]) for name in OPERATIONS[service]
    }
    return texts | {folder / "summary.json": dump(summary_of(documents))}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("service", "place"), [(service, place) for service in FACTS for place in FACTS[service]]
)
def test_a_fact_of_the_model_is_in_the_contract(service: str, place: str) -> None:
    assert value_at(documents_of(service), place) == FACTS[service][place]


@pytest.mark.parametrize(("service", "place", "due"), ELSEWHERE)
def test_a_rare_fact_of_the_model_is_in_the_contract(service: str, place: str, due: Any) -> None:
    assert value_at(documents_of(service), place) == due


@pytest.mark.parametrize("service", OPERATIONS)
def test_each_service_has_a_dozen_facts_or_more(service: str) -> None:
    assert len(FACTS[service]) >= 12


@pytest.mark.parametrize(
    "path",
    [
        SNAPSHOTS / service / f"{name}.json"
        for service, names in OPERATIONS.items()
        for name in (*names, "summary")
    ],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_a_document_is_what_was_read_by_hand(path: Path) -> None:
    assert path.read_bytes() == snapshots_of(path.parent.name)[path].encode()


def test_there_are_no_snapshots_of_something_else() -> None:
    due = {path for service in OPERATIONS for path in snapshots_of(service)}
    assert set(SNAPSHOTS.rglob("*.json")) == due


def update() -> None:
    """Write all snapshots anew, and the version of the botocore that they come from."""
    for path in SNAPSHOTS.rglob("*.json"):
        path.unlink()
    for service in OPERATIONS:
        for path, content in snapshots_of(service).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode())
    VERSION_FILE.write_text(f"{botocore.__version__}\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit(f"usage: {sys.argv[0]} --update")
    update()
