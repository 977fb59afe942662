"""Single facts about services of many families, looked up by hand in their models."""

from __future__ import annotations

from functools import cache

import pytest

from shapeproof.compile import compile_service
from shapeproof.contract.lifecycle import Lifecycle

FACTS = """
kinesis Stream: makers CreateStream, named StreamName, removers DeleteStream
dynamodb Table: makers CreateTable RestoreTableFromBackup RestoreTableToPointInTime
dynamodb Backup: in Table, makers CreateBackup, named BackupArn
logs LogGroup: makers CreateLogGroup, also logGroupIdentifier
logs DataProtectionPolicy: in LogGroup, makers PutDataProtectionPolicy
logs DeliveryDestinationPolicy: in DeliveryDestination
logs LogEvents: in LogStream, makers PutLogEvents
logs ScheduledQuery: makers CreateScheduledQuery, named identifier
scheduler ScheduleGroup: in nothing, removers DeleteScheduleGroup
scheduler Schedule: in nothing, removers DeleteSchedule
secretsmanager Secret: makers CreateSecret, named SecretId, removers DeleteSecret
secretsmanager SecretValue: in Secret
iot PackageVersion: in Package, makers CreatePackageVersion
glue Crawler: makers CreateCrawler
glue Trigger: makers CreateTrigger
glue BlueprintRun: in Blueprint, makers StartBlueprintRun
glue Statement: in Session, makers RunStatement
athena CapacityAssignmentConfiguration: in CapacityReservation
stepfunctions StateMachineVersion: makers PublishStateMachineVersion
kms Key: makers CreateKey, named KeyId
ecr LifecyclePolicy: in Repository
guardduty Filter: in Detector, makers CreateFilter
sesv2 Contact: in ContactList
appconfig Environment: in Application, also Environment EnvironmentIdentifier
pipes Pipe: makers CreatePipe, removers DeletePipe
events Targets: in Rule, makers PutTargets, removers RemoveTargets
lambda LayerVersion: makers PublishLayerVersion, removers DeleteLayerVersion
mq User: in Broker
batch Job: in JobQueue, makers SubmitJob, named jobId, removers TerminateJob
efs MountTarget: in FileSystem
eks Nodegroup: in Cluster, also -
eks Cluster: makers CreateCluster RegisterCluster, also clusterName
eks PodIdentityAssociation: in Cluster
cognito-idp UserPoolClient: in UserPool
ssm MaintenanceWindowTask: in MaintenanceWindow
codecommit Branch: in Repository
network-firewall Firewall: makers CreateFirewall, named FirewallName
databrew ProfileJob: in Dataset, own Name RoleArn
rds DBCluster: makers CreateDBCluster RestoreDBClusterFromS3 RestoreDBClusterFromSnapshot \
RestoreDBClusterToPointInTime
ses ReceiptRuleSet: makers CreateReceiptRuleSet CloneReceiptRuleSet
"""
"""``also``: further names of the identifier; ``own``: what is not the parent's."""


@cache
def lifecycle(service: str) -> Lifecycle:
    return compile_service(service).lifecycle


def is_so(service: str, name: str, fact: str) -> bool:
    resource = lifecycle(service).resources[name]
    kind, _, rest = fact.partition(" ")
    values = [] if rest == "-" else rest.split()
    found = {
        "in": [resource.parent or "nothing"],
        "makers": [each.operation for each in resource.makers],
        "removers": list(resource.removers),
        "named": list(resource.identifiers),
        "also": list(resource.aliases),
        "own": list(lifecycle(service).own_identifiers(resource)),
    }
    return found[kind] == values


LINES = FACTS.replace("\\\n", "").strip().splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.partition(":")[0].replace(" ", "-"))
def test_facts(line: str) -> None:
    subject, _, told = line.partition(": ")
    service, name = subject.split()

    wrong = [fact for fact in told.split(", ") if not is_so(service, name, fact)]

    assert not wrong


NEEDS = """
kinesis PutRecord Stream
kinesis ListShards Stream
kinesis SplitShard Stream
logs GetLogEvents LogEvents
logs PutRetentionPolicy LogGroup
secretsmanager RestoreSecret Secret
secretsmanager RotateSecret Secret
pipes StartPipe Pipe
glue StartCrawler Crawler
eks ListNodegroups Cluster
eks ListAddons Cluster
dynamodb RestoreTableFromBackup Backup
stepfunctions StartExecution StateMachine
lambda GetLayerVersionPolicy LayerVersion
"""


@pytest.mark.parametrize("line", NEEDS.strip().splitlines())
def test_needs(line: str) -> None:
    service, operation, resource = line.split()

    assert lifecycle(service).needs[operation].resource == resource
