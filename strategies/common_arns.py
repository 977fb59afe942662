"""Amazon Resource Names by the words in members' names, for all services.

The forms are those of the Service Authorization Reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/), with the account id and the
region of AWS's own examples. Where a text has a pattern and its name says nothing, the first ARN
here that the pattern takes is used.
"""

from __future__ import annotations

from shapeproof.strategies import domain

values = domain("*")

ACCOUNT = "123456789012"
UUID = "01234567-89ab-cdef-0123-456789abcdef"
HEX = "0123456789abcdef"


def arn(service: str, resource: str) -> str:
    """The ARN of a resource in a region of an account."""
    return f"arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}"


def iam(resource: str) -> str:
    """The ARN of something of IAM, which has no regions."""
    return f"arn:aws:iam::{ACCOUNT}:{resource}"


OWN = (
    arn("<service>", "<resource>/sample"),
    arn("<service>", "<resource>:sample"),
    arn("<service>", f"<resource>/{UUID}"),
    arn("<service>", "sample"),
    arn("<service>", "resource/sample"),
)
ROLE = iam("role/sample")
QUEUE, TOPIC, FUNCTION = (
    arn("sqs", "sample"),
    arn("sns", "sample"),
    arn("lambda", "function:sample"),
)
KEY = arn("kms", f"key/{UUID}")
BUCKET = "arn:aws:s3:::sample"
TABLE = arn("dynamodb", "table/sample")
STREAM = arn("kinesis", "stream/sample")
LOG_GROUP = arn("logs", "log-group:sample")
STATE_MACHINE = arn("states", "stateMachine:sample")
BALANCER = f"{arn('elasticloadbalancing', 'loadbalancer')}/app/sample/{HEX}"

values.forms(
    {
        "source arn": (QUEUE, STREAM, BUCKET, *OWN),
        "target arn": (FUNCTION, QUEUE, TOPIC, *OWN),
        "destination arn": (QUEUE, TOPIC, BUCKET, FUNCTION, STREAM, *OWN),
        "role": (ROLE,),
        "role arn": (ROLE, iam("role/service-role/sample")),
        "role to assume": (ROLE,),
        "user arn": iam("user/sample"),
        "group arn": (iam("group/sample"), *OWN),
        "iam arn": ROLE,
        "policy arn": ("arn:aws:iam::aws:policy/ReadOnlyAccess", iam("policy/sample"), *OWN),
        "permissions boundary": iam("policy/sample"),
        "instance profile arn": iam("instance-profile/sample"),
        "saml provider arn": iam("saml-provider/sample"),
        "open id connect provider arn": iam("oidc-provider/example.com"),
        "server certificate arn": iam("server-certificate/sample"),
        "mfa device arn": iam("mfa/sample"),
        "principal arn": (ROLE, iam("user/sample"), *OWN),
        "principal": (ACCOUNT, ROLE),
        "owner arn": (ROLE, iam("user/sample"), *OWN),
    }
)

values.forms(
    {
        "kms key arn": KEY,
        "kms arn": KEY,
        "kms key": KEY,
        "kms key id": (KEY, UUID, "alias/sample"),
        "kms master key id": (KEY, UUID),
        "kms key identifier": (KEY, UUID),
        "kms encryption key arn": KEY,
        "key arn": (KEY, *OWN),
        "encryption key": (KEY, UUID),
        "encryption key arn": KEY,
        "encryption key id": (KEY, UUID),
        "kms create grant key id": (UUID, KEY),
        "queue arn": (QUEUE, *OWN),
        "sqs arn": QUEUE,
        "topic arn": (TOPIC, *OWN),
        "sns arn": TOPIC,
        "notification target arn": (TOPIC, QUEUE),
        "notification arn": TOPIC,
        "dead letter config arn": QUEUE,
        "dead letter target arn": QUEUE,
        "function arn": FUNCTION,
        "lambda arn": FUNCTION,
        "lambda function": FUNCTION,
        "lambda function arn": FUNCTION,
        "authorizer function arn": FUNCTION,
        "layer arn": arn("lambda", "layer:sample"),
        "layer version arn": arn("lambda", "layer:sample:1"),
        "bucket arn": BUCKET,
        "s3 arn": BUCKET,
        "s3 bucket arn": BUCKET,
        "access point arn": (arn("s3", "accesspoint/sample"), *OWN),
        "object arn": ("arn:aws:s3:::sample/sample", *OWN),
        "log group arn": (LOG_GROUP, f"{LOG_GROUP}:*"),
        "cloud watch logs log group arn": (f"{LOG_GROUP}:*", LOG_GROUP),
        "log destination": (LOG_GROUP, BUCKET),
        "log stream arn": f"{LOG_GROUP}:log-stream:sample",
        "alarm arn": arn("cloudwatch", "alarm:sample"),
        "state machine arn": STATE_MACHINE,
        "state machine version arn": f"{STATE_MACHINE}:1",
        "activity arn": (arn("states", "activity:sample"), *OWN),
        "stepfunctions execution arn": arn("states", "execution:sample:sample"),
        "stream arn": (STREAM, *OWN),
        "kinesis arn": STREAM,
        "kinesis stream arn": STREAM,
        "kinesis video stream arn": arn("kinesisvideo", "stream/sample/1234567890123"),
        "delivery stream arn": arn("firehose", "deliverystream/sample"),
        "firehose arn": arn("firehose", "deliverystream/sample"),
        "table arn": (TABLE, *OWN),
        "dynamo db table arn": TABLE,
        "backup arn": (f"{TABLE}/backup/01234567890123-01234567", *OWN),
        "event bus arn": (arn("events", "event-bus/default"), arn("events", "event-bus/sample")),
        "create archive event source arn": arn("events", "event-bus/default"),
        "start replay event source arn": arn("events", "archive/sample"),
        "replay destination arn": arn("events", "event-bus/default"),
        "event source arn": (QUEUE, STREAM, *OWN),
        "rule arn": (arn("events", "rule/sample"), *OWN),
        "secret arn": arn("secretsmanager", "secret:sample-AbCdEf"),
        "secrets manager arn": arn("secretsmanager", "secret:sample-AbCdEf"),
        "secrets manager secret arn": arn("secretsmanager", "secret:sample-AbCdEf"),
        "credentials arn": arn("secretsmanager", "secret:sample-AbCdEf"),
        "credentials secret arn": arn("secretsmanager", "secret:sample-AbCdEf"),
        "parameter arn": arn("ssm", "parameter/sample"),
        "document arn": (arn("ssm", "document/sample"), *OWN),
        "certificate arn": (arn("acm", f"certificate/{UUID}"), *OWN),
        "acm certificate arn": arn("acm", f"certificate/{UUID}"),
        "certificate authority arn": arn("acm-pca", f"certificate-authority/{UUID}"),
    }
)

values.forms(
    {
        "subnet arn": arn("ec2", "subnet/subnet-0123456789abcdef0"),
        "vpc arn": arn("ec2", "vpc/vpc-0123456789abcdef0"),
        "security group arn": arn("ec2", "security-group/sg-0123456789abcdef0"),
        "vpc endpoint arn": arn("ec2", "vpc-endpoint/vpce-0123456789abcdef0"),
        "image arn": (arn("imagebuilder", "image/sample/1.0.0/1"), *OWN),
        "capacity reservation resource group arn": arn("resource-groups", "group/sample"),
        "load balancer arn": (BALANCER, BALANCER.replace("/app/", "/net/")),
        "listener arn": f"{BALANCER.replace(':loadbalancer/', ':listener/')}/{HEX}",
        "target group arn": (arn("elasticloadbalancing", f"targetgroup/sample/{HEX}"), *OWN),
        "auto scaling group arn": arn(
            "autoscaling", f"autoScalingGroup:{UUID}:autoScalingGroupName/sample"
        ),
        "web acl arn": arn("wafv2", f"regional/webacl/sample/{UUID}"),
        "repository arn": (arn("ecr", "repository/sample"), *OWN),
        "ecs cluster arn": arn("ecs", "cluster/sample"),
        "task definition arn": arn("ecs", "task-definition/sample:1"),
        "eks cluster arn": arn("eks", "cluster/sample"),
        "kafka cluster arn": arn("kafka", f"cluster/sample/{UUID}-1"),
        "msk cluster arn": arn("kafka", f"cluster/sample/{UUID}-1"),
        "redshift cluster arn": arn("redshift", "namespace:sample"),
        "file system arn": (
            arn("elasticfilesystem", "file-system/fs-0123456789abcdef0"),
            arn("fsx", "file-system/fs-0123456789abcdef0"),
        ),
        "db instance arn": arn("rds", "db:sample"),
        "db cluster arn": arn("rds", "cluster:sample"),
        "db proxy arn": arn("rds", "db-proxy:prx-0123456789abcdef0"),
        "rds resource name": arn("rds", "db:sample"),
        "replication instance arn": arn("dms", "rep:SAMPLE"),
        "user pool arn": arn("cognito-idp", "userpool/us-east-1_AbCdEfGhI"),
        "open search domain arn": arn("es", "domain/sample"),
        "es domain arn": arn("es", "domain/sample"),
        "codestar connection arn": arn("codestar-connections", f"connection/{UUID}"),
        "connection arn": (arn("codeconnections", f"connection/{UUID}"), *OWN),
        "code build project arn": arn("codebuild", "project/sample"),
        "job queue arn": arn("batch", "job-queue/sample"),
        "graph arn": (arn("detective", "graph:0123456789abcdef0123456789abcdef"), *OWN),
        "identity arn": (arn("ses", "identity/sample.example.com"), *OWN),
        "from email address identity arn": arn("ses", "identity/sample.example.com"),
        "license arn": arn("license-manager", "license:l-0123456789abcdef0123456789abcdef"),
        "license configuration arn": arn(
            "license-manager", "license-configuration:lic-0123456789abcdef0123456789abcdef"
        ),
        "model arn": (arn("sagemaker", "model/sample"), *OWN),
        "inference profile arn": arn("bedrock", "inference-profile/sample"),
        "foundation model arn": "arn:aws:bedrock:us-east-1::foundation-model/sample",
        "hosted zone arn": "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
        "health check arn": f"arn:aws:route53:::healthcheck/{UUID}",
        "distribution arn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E0123456789ABC",
        "account arn": f"arn:aws:organizations::{ACCOUNT}:account/o-0123456789/{ACCOUNT}",
        "organization arn": f"arn:aws:organizations::{ACCOUNT}:organization/o-0123456789",
        "instance arn": ("arn:aws:sso:::instance/ssoins-0123456789abcdef", *OWN),
        "permission set arn": (
            "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef"
        ),
        "thing arn": arn("iot", "thing/sample"),
        "device arn": (arn("iot", "thing/sample"), *OWN),
        "data set arn": OWN,
        "arn": OWN,
        "amazon resource name": OWN,
    }
)
