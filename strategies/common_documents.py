"""Documents that travel as text: policies, definitions, patterns and queries, for all services.

Each is as small as its language allows: a policy with one statement, a state machine with one
state. The languages are those of the user guides of IAM, Step Functions, EventBridge, CloudWatch,
CloudFormation, IoT, ECR, Data Lifecycle Manager, OpenAPI and GraphQL.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

from shapeproof.strategies import domain

values = domain("*")


def statement(actions: str, **more: Any) -> dict[str, Any]:
    """A statement that allows something."""
    return {"Effect": "Allow", **more, "Action": actions}


def policy(*statements: dict[str, Any]) -> str:
    """A policy as IAM writes it."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def archive(name: str, text: str) -> bytes:
    """A ZIP file with one file in it, the same each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(zipfile.ZipInfo(name, (2020, 8, 11, 0, 0, 0)), text)
    return packed.getvalue()


IDENTITY = policy(statement("s3:GetObject", Resource="*"))
TRUST = policy(statement("sts:AssumeRole", Principal={"Service": "ec2.amazonaws.com"}))
ACCOUNT = {"AWS": "arn:aws:iam::123456789012:root"}
RESOURCE = policy(statement("<service>:*", Sid="sample", Principal=ACCOUNT, Resource="*"))
BUCKET = policy(
    statement("s3:GetObject", Sid="sample", Principal=ACCOUNT, Resource="arn:aws:s3:::sample/*")
)
KEY = policy(statement("kms:*", Sid="sample", Principal=ACCOUNT, Resource="*"))
REPOSITORY = policy(statement("ecr:BatchGetImage", Sid="sample", Principal=ACCOUNT))
CONTROL = policy({"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"})
IOT = policy(statement("iot:Connect", Resource="*"))

values.forms(
    {
        "policy document": (IDENTITY, RESOURCE),
        "policy json": IDENTITY,
        "policy input list": IDENTITY,
        "inline policy": IDENTITY,
        "session policy": IDENTITY,
        "assume role policy document": TRUST,
        "assume role policy": TRUST,
        "trust policy": TRUST,
        "trust policy document": TRUST,
        "policy": (RESOURCE, IDENTITY),
        "policy text": (RESOURCE, IDENTITY),
        "policy string": (RESOURCE, IDENTITY),
        "policy body": (RESOURCE, IDENTITY),
        "resource policy": RESOURCE,
        "resource policy document": RESOURCE,
        "policy in json": RESOURCE,
        "access policy": RESOURCE,
        "access policy document": RESOURCE,
        "vpc endpoint policy": RESOURCE,
        "bucket policy": BUCKET,
        "s3 policy": BUCKET,
        "s3control policy": BUCKET,
        "kms policy": KEY,
        "kms put key policy policy": KEY,
        "kms create key policy": KEY,
        "repository policy": REPOSITORY,
        "ecr policy text": REPOSITORY,
        "iot policy document": IOT,
        "organizations content": CONTROL,
        "policy source": IDENTITY,
        "iam create policy version policy document": IDENTITY,
    }
)


def saml_attribute(name: str, value: str) -> str:
    """An attribute in a SAML assertion (user guide of IAM, "Configure SAML assertions")."""
    return (
        f'<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/{name}">'
        f"<saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>"
    )


SAML_ROLE = "arn:aws:iam::123456789012:role/sample,arn:aws:iam::123456789012:saml-provider/sample"
SAML_RESPONSE = (
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
    'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Assertion><saml:AttributeStatement>'
    + saml_attribute("RoleSessionName", "sample")
    + saml_attribute("Role", SAML_ROLE)
    + "</saml:AttributeStatement></saml:Assertion></samlp:Response>"
)

STATES = {"StartAt": "Sample", "States": {"Sample": {"Type": "Pass", "End": True}}}
LIFECYCLE = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {
                "tagStatus": "untagged",
                "countType": "imageCountMoreThan",
                "countNumber": 10,
            },
            "action": {"type": "expire"},
        }
    ]
}
TEMPLATE = {"Resources": {"Sample": {"Type": "AWS::SNS::Topic"}}}
WIDGET = {
    "type": "text",
    "x": 0,
    "y": 0,
    "width": 6,
    "height": 3,
    "properties": {"markdown": "sample"},
}
AUTOMATION = {
    "schemaVersion": "2.2",
    "description": "sample",
    "mainSteps": [
        {"action": "aws:runShellScript", "name": "sample", "inputs": {"runCommand": ["ls"]}}
    ],
}
API = {
    "openapi": "3.0.1",
    "info": {"title": "sample", "version": "1.0"},
    "paths": {"/sample": {"get": {"responses": {"200": {"description": "sample"}}}}},
}
AVRO = {"type": "record", "name": "sample", "fields": [{"name": "id", "type": "string"}]}
JSON_SCHEMA = {"type": "object", "properties": {"id": {"type": "string"}}}
OBJECT = json.dumps({"sample": "sample"})
GRAPHQL = "type Query { sample: String }"

values.forms(
    {
        "state machine definition": json.dumps(STATES),
        "stepfunctions definition": json.dumps(STATES),
        "event pattern": json.dumps({"source": ["sample"]}),
        "event rule event pattern": json.dumps({"source": ["sample"]}),
        "lifecycle policy text": json.dumps(LIFECYCLE),
        "lifecycle policy": json.dumps(LIFECYCLE),
        "template body": json.dumps(TEMPLATE),
        "stack policy body": policy(statement("Update:*", Principal="*", Resource="*")),
        "dashboard body": json.dumps({"widgets": [WIDGET]}),
        "ssm content": json.dumps(AUTOMATION),
        "open api document": json.dumps(API),
        "apigatewayv2 body": json.dumps(API),
        "apigateway body": json.dumps(API),
        "graphql schema": GRAPHQL,
        "appsync schema definition": GRAPHQL,
        "appsync definition": GRAPHQL,
        "request mapping template": '{"version": "2018-05-29"}',
        "response mapping template": "$util.toJson($context.result)",
        "schema definition": (json.dumps(AVRO), GRAPHQL),
        "forecast schema": json.dumps(AVRO),
        "personalize schema": json.dumps(AVRO),
        "json schema": json.dumps(JSON_SCHEMA),
        "apigateway create model schema": json.dumps(JSON_SCHEMA),
        "apigatewayv2 create model schema": json.dumps(JSON_SCHEMA),
        "filter pattern": ("ERROR", OBJECT),
        "filter policy": json.dumps({"sample": ["sample"]}),
        "secret string": OBJECT,
        "message body": "sample",
        "log event message": "sample",
        "payload": OBJECT,
        "input json": OBJECT,
        "stepfunctions input": OBJECT,
        "stepfunctions output": OBJECT,
        "entry detail": OBJECT,
        "custom data": OBJECT,
        "configuration json": OBJECT,
        "json": OBJECT,
        "zip file": archive("index.py", "def handler(event, context):\n    return event\n"),
        "zip content": archive("index.py", "def handler(event, context):\n    return event\n"),
        "archive": archive("sample.txt", "sample"),
        "user data": ("IyEvYmluL3NoCg==", "#!/bin/sh\n"),
        "saml assertion": base64.b64encode(SAML_RESPONSE.encode()).decode(),
        "saml metadata document": (
            '<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" '
            'entityID="https://idp.example.com">' + "<!-- sample -->" * 70 + "</EntityDescriptor>"
        ),
        "athena query string": "SELECT 1",
        "logs query string": "fields @timestamp, @message | limit 20",
        "logs start query query string": "fields @timestamp, @message | limit 20",
        "cloudtrail query statement": "SELECT eventName FROM 01234567-89ab-cdef-0123-456789abcdef",
        "sql": "SELECT 1",
        "sql statement": "SELECT 1",
        "sql query": "SELECT 1",
        "iot topic rule payload sql": "SELECT * FROM 'sample'",
        "rule payload sql": "SELECT * FROM 'sample'",
        "sql text": "SELECT 1",
        "query statement": "SELECT 1",
        "prepared statement query statement": "SELECT 1",
        "named query query string": "SELECT 1",
        "select expression": "SELECT * FROM S3Object s",
        "statement": "SELECT 1",
        "iot query string": "thingName:sample",
        "query language": "SQL",
        "handler": "index.handler",
        "dockerfile template data": "FROM public.ecr.aws/docker/library/alpine:latest",
        "config rule source identifier": "S3_BUCKET_VERSIONING_ENABLED",
        "build spec": "version: 0.2\nphases:\n  build:\n    commands:\n      - ls\n",
        "buildspec": "version: 0.2\nphases:\n  build:\n    commands:\n      - ls\n",
        "image manifest": json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                "config": {
                    "mediaType": "application/vnd.docker.container.image.v1+json",
                    "size": 2,
                    "digest": "sha256:" + "0123456789abcdef" * 4,
                },
                "layers": [],
            }
        ),
    }
)
