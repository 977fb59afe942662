"""Resources of services that were looked up by hand in their models."""

from __future__ import annotations

import re
from functools import cache

import pytest

from shapeproof.compile import compile_service
from shapeproof.contract.lifecycle import Lifecycle, Resource

EXPECTED = """
amplify App
  named by appId</app/appId
  made by CreateApp
  shown by GetApp
  removed by DeleteApp
  listed by ListApps
amplify Branch in App
  named by appId branchName
  made by CreateBranch
  shown by GetBranch
  removed by DeleteBranch
  listed by ListBranches
amplify Job in Branch
  named by appId branchName jobId</jobSummary/jobId
  made by StartJob
  shown by GetJob
  removed by DeleteJob
  listed by ListJobs
amplify Webhook in Branch
  named by webhookId</webhook/webhookId
  made by CreateWebhook
  shown by GetWebhook
  removed by DeleteWebhook
  listed by ListWebhooks
amplify DomainAssociation in App
  named by appId domainName
  made by CreateDomainAssociation
  shown by GetDomainAssociation
  removed by DeleteDomainAssociation
  listed by ListDomainAssociations
amplify BackendEnvironment in App
  named by appId environmentName
  made by CreateBackendEnvironment
  shown by GetBackendEnvironment
  removed by DeleteBackendEnvironment
  listed by ListBackendEnvironments
apigateway RestApi
  named by restApiId<id
  made by CreateRestApi ImportRestApi
  shown by GetRestApi
  removed by DeleteRestApi
  listed by GetRestApis
apigateway ApiKey
  named by apiKey<id
  made by CreateApiKey
  shown by GetApiKey
  removed by DeleteApiKey
  listed by GetApiKeys
apigateway Authorizer in RestApi
  named by restApiId authorizerId<id
  made by CreateAuthorizer
  shown by GetAuthorizer
  removed by DeleteAuthorizer
  listed by GetAuthorizers
apigateway Deployment in RestApi
  named by restApiId deploymentId<id
  made by CreateDeployment
  shown by GetDeployment
  removed by DeleteDeployment
  listed by GetDeployments
apigateway Stage in Deployment
  named by restApiId stageName
  made by CreateStage
  shown by GetStage
  removed by DeleteStage
  listed by GetStages
apigateway Method in Resource
  named by restApiId resourceId httpMethod
  made by PutMethod
  shown by GetMethod
  removed by DeleteMethod
apigateway Integration in Method
  named by restApiId resourceId httpMethod
  made by PutIntegration
  shown by GetIntegration
  removed by DeleteIntegration
apigateway IntegrationResponse in Integration
  named by restApiId resourceId httpMethod statusCode
  made by PutIntegrationResponse
  shown by GetIntegrationResponse
  removed by DeleteIntegrationResponse
apigateway Model in RestApi
  named by restApiId modelName>name
  made by CreateModel
  shown by GetModel
  removed by DeleteModel
  listed by GetModels
apigateway BasePathMapping in DomainName
  named by domainName basePath
  made by CreateBasePathMapping
  shown by GetBasePathMapping
  removed by DeleteBasePathMapping
  listed by GetBasePathMappings
apigateway UsagePlanKey in UsagePlan
  named by usagePlanId keyId
  made by CreateUsagePlanKey
  shown by GetUsagePlanKey
  removed by DeleteUsagePlanKey
  listed by GetUsagePlanKeys
appconfig Application
  named by ApplicationId<Id
  called Application ApplicationIdentifier
  made by CreateApplication
  shown by GetApplication
  removed by DeleteApplication
  listed by ListApplications
appconfig Environment in Application
  named by ApplicationId EnvironmentId<Id
  called Environment EnvironmentIdentifier
  made by CreateEnvironment
  shown by GetEnvironment
  removed by DeleteEnvironment
  listed by ListEnvironments
appconfig ConfigurationProfile in Application
  named by ApplicationId ConfigurationProfileId<Id
  called ConfigurationProfileIdentifier
  made by CreateConfigurationProfile
  shown by GetConfigurationProfile
  removed by DeleteConfigurationProfile
  listed by ListConfigurationProfiles
appconfig HostedConfigurationVersion in ConfigurationProfile
  named by ApplicationId ConfigurationProfileId VersionNumber<VersionNumber
  made by CreateHostedConfigurationVersion
  shown by GetHostedConfigurationVersion
  removed by DeleteHostedConfigurationVersion
  listed by ListHostedConfigurationVersions
appconfig Deployment in Environment
  named by ApplicationId EnvironmentId DeploymentNumber<DeploymentNumber
  made by StartDeployment
  shown by GetDeployment
  listed by ListDeployments
appconfig ExperimentDefinition in Application
  named by ApplicationIdentifier ExperimentDefinitionIdentifier<Id
  made by CreateExperimentDefinition
  shown by GetExperimentDefinition
  removed by DeleteExperimentDefinition
  listed by ListExperimentDefinitions
appconfig ExperimentRun in ExperimentDefinition
  named by ApplicationIdentifier ExperimentDefinitionIdentifier Run<Run
  made by StartExperimentRun
  shown by GetExperimentRun
  listed by ListExperimentRuns
appconfig Extension
  named by ExtensionIdentifier<Id
  made by CreateExtension
  shown by GetExtension
  removed by DeleteExtension
  listed by ListExtensions
mq Broker
  named by BrokerId<BrokerId
  made by CreateBroker
  shown by DescribeBroker
  removed by DeleteBroker
  listed by ListBrokers
mq Configuration
  named by ConfigurationId<Id
  made by CreateConfiguration
  shown by DescribeConfiguration
  removed by DeleteConfiguration
  listed by ListConfigurations
mq User in Broker
  named by BrokerId Username
  made by CreateUser
  shown by DescribeUser
  removed by DeleteUser
  listed by ListUsers
dynamodb Table
  named by TableName
  made by CreateTable RestoreTableFromBackup RestoreTableToPointInTime
  shown by DescribeTable
  removed by DeleteTable
  listed by ListTables
dynamodb Item in Table
  named by TableName
  made by PutItem
  shown by GetItem
  removed by DeleteItem
  listed by BatchGetItem
dynamodb Backup in Table
  named by BackupArn</BackupDetails/BackupArn
  made by CreateBackup
  shown by DescribeBackup
  removed by DeleteBackup
  listed by ListBackups
dynamodb Export
  named by ExportArn</ExportDescription/ExportArn
  made by ExportTableToPointInTime
  shown by DescribeExport
  listed by ListExports
dynamodb Import
  named by ImportArn</ImportTableDescription/ImportArn
  made by ImportTable
  shown by DescribeImport
  listed by ListImports
dynamodb GlobalTable
  named by GlobalTableName
  made by CreateGlobalTable
  shown by DescribeGlobalTable
  listed by ListGlobalTables
sqs Queue
  named by QueueUrl<QueueUrl
  made by CreateQueue
  shown by GetQueueAttributes
  removed by DeleteQueue
  listed by ListQueues
sqs Permission in Queue
  named by Label QueueUrl
  made by AddPermission
  removed by RemovePermission
iam User
  named by UserName
  made by CreateUser
  shown by GetUser
  removed by DeleteUser
  listed by ListUsers
iam LoginProfile in User
  named by UserName
  made by CreateLoginProfile
  shown by GetLoginProfile
  removed by DeleteLoginProfile
iam AccessKey
  named by AccessKeyId</AccessKey/AccessKeyId
  made by CreateAccessKey
  removed by DeleteAccessKey
  listed by ListAccessKeys
iam Policy
  named by PolicyArn</Policy/Arn
  made by CreatePolicy
  shown by GetPolicy
  removed by DeletePolicy
  listed by ListPolicies
iam PolicyVersion in Policy
  named by PolicyArn VersionId</PolicyVersion/VersionId
  made by CreatePolicyVersion
  shown by GetPolicyVersion
  removed by DeletePolicyVersion
  listed by ListPolicyVersions
iam RolePolicy in Role
  named by PolicyName RoleName
  made by PutRolePolicy
  shown by GetRolePolicy
  removed by DeleteRolePolicy
  listed by ListRolePolicies
iam SSHPublicKey in User
  named by SSHPublicKeyId</SSHPublicKey/SSHPublicKeyId UserName
  made by UploadSSHPublicKey
  shown by GetSSHPublicKey
  removed by DeleteSSHPublicKey
  listed by ListSSHPublicKeys
iam VirtualMFADevice
  named by SerialNumber</VirtualMFADevice/SerialNumber
  made by CreateVirtualMFADevice
  removed by DeleteVirtualMFADevice
  listed by ListVirtualMFADevices
route53 HostedZone
  named by Id</HostedZone/Id
  called HostedZoneId
  made by CreateHostedZone
  shown by GetHostedZone
  removed by DeleteHostedZone
  listed by ListHostedZones
route53 KeySigningKey in HostedZone
  named by HostedZoneId Name
  made by CreateKeySigningKey
  removed by DeleteKeySigningKey
route53 QueryLoggingConfig in HostedZone
  named by Id</QueryLoggingConfig/Id
  made by CreateQueryLoggingConfig
  shown by GetQueryLoggingConfig
  removed by DeleteQueryLoggingConfig
  listed by ListQueryLoggingConfigs
route53 HealthCheck
  named by HealthCheckId</HealthCheck/Id
  made by CreateHealthCheck
  shown by GetHealthCheck
  removed by DeleteHealthCheck
  listed by ListHealthChecks
route53 TrafficPolicy
  named by Id</TrafficPolicy/Id Version</TrafficPolicy/Version
  called TrafficPolicyId
  made by CreateTrafficPolicy
  shown by GetTrafficPolicy
  removed by DeleteTrafficPolicy
  listed by ListTrafficPolicies
ecs Cluster
  named by cluster>clusterName
  made by CreateCluster
  removed by DeleteCluster
  listed by DescribeClusters ListClusters
ecs Service
  named by service>serviceName
  made by CreateService
  removed by DeleteService
  listed by DescribeServices ListServices
ecs TaskSet in Service
  named by cluster service taskSet</taskSet/id
  made by CreateTaskSet
  removed by DeleteTaskSet
  listed by DescribeTaskSets
ecs TaskDefinition
  named by taskDefinition</taskDefinition/taskDefinitionArn
  made by RegisterTaskDefinition
  shown by DescribeTaskDefinition
  removed by DeregisterTaskDefinition
  listed by ListTaskDefinitions
ecs Gateway
  named by gateway<gatewayArn
  made by CreateGateway
  shown by DescribeGateway
  removed by DeleteGateway
  listed by ListGateways
lexv2-models Bot
  named by botId<botId
  made by CreateBot
  shown by DescribeBot
  removed by DeleteBot
  listed by ListBots
lexv2-models BotVersion in Bot
  named by botId botVersion<botVersion
  made by CreateBotVersion
  shown by DescribeBotVersion
  removed by DeleteBotVersion
  listed by ListBotVersions
lexv2-models BotLocale in BotVersion
  named by botId botVersion localeId
  made by CreateBotLocale
  shown by DescribeBotLocale
  removed by DeleteBotLocale
  listed by ListBotLocales
lexv2-models BotAlias in Bot
  named by botId botAliasId<botAliasId
  made by CreateBotAlias
  shown by DescribeBotAlias
  removed by DeleteBotAlias
  listed by ListBotAliases
lexv2-models Intent in BotLocale
  named by botId botVersion localeId intentId<intentId
  made by CreateIntent
  shown by DescribeIntent
  removed by DeleteIntent
  listed by ListIntents
lexv2-models Slot in Intent
  named by botId botVersion localeId intentId slotId<slotId
  made by CreateSlot
  shown by DescribeSlot
  removed by DeleteSlot
  listed by ListSlots
lexv2-models Import
  named by importId<importId
  made by CreateUploadUrl
  shown by DescribeImport
  removed by DeleteImport
  listed by ListImports
account AlternateContact
  named by AlternateContactType
  made by PutAlternateContact
  shown by GetAlternateContact
  removed by DeleteAlternateContact
"""
"""NAME<PLACE: the first maker returns the identifier there; NAME>MEMBER: the request has it."""


def blocks(text: str) -> list[str]:
    """The parts of a text that begin at lines without a space before, on one line each."""
    parts = re.split(r"\n(?=\S)", text.strip())
    return [" ".join(part.split()) for part in parts]


@cache
def lifecycle(service: str) -> Lifecycle:
    return compile_service(service).lifecycle


def identifiers(resource: Resource) -> list[str]:
    writer = (resource.makers or resource.sources)[0]
    words = []
    for name in resource.identifiers:
        member = writer.identifiers.get(name)
        told = f"<{writer.outputs.get(name, name)}" if name in resource.generated else ""
        words.append(name + told + (f">{member}" if member else ""))
    return words


def described(service: str, resource: Resource) -> str:
    parts = [f"{service} {resource.name}" + (f" in {resource.parent}" if resource.parent else "")]
    roles = {
        "named by": identifiers(resource),
        "called": list(resource.aliases),
        "made by": [each.operation for each in resource.makers or resource.sources],
        "shown by": [each.operation for each in resource.readers],
        "removed by": resource.removers,
        "listed by": resource.listers,
    }
    return " ".join([*parts, *(f"{role} {' '.join(x)}" for role, x in roles.items() if x)])


@pytest.mark.slow
@pytest.mark.parametrize("expected", blocks(EXPECTED), ids=lambda each: "-".join(each.split()[:2]))
def test_what_is_guessed(expected: str) -> None:
    service, name = expected.split()[:2]

    assert described(service, lifecycle(service).resources[name]) == expected


@pytest.mark.parametrize(
    ("service", "operation", "resource", "missing"),
    [
        ("amplify", "ListBranches", "App", "open"),
        ("amplify", "ListJobs", "Branch", "open"),
        ("amplify", "StopJob", "Job", "refused"),
        ("amplify", "CreateBranch", "App", "refused"),
        ("amplify", "GenerateAccessLogs", "App", "refused"),
        ("appconfig", "StopDeployment", "Deployment", "refused"),
        ("appconfig", "ValidateConfiguration", "ConfigurationProfile", "refused"),
        ("appconfig", "ListExperimentRunEvents", "ExperimentRun", "refused"),
        ("mq", "RebootBroker", "Broker", "refused"),
        ("mq", "DescribeSharedResources", "Broker", "refused"),
        ("dynamodb", "Scan", "Table", "open"),
        ("sqs", "SendMessage", "Queue", "open"),
        ("iam", "AttachRolePolicy", "Policy", "open"),
        ("iam", "ListUserTags", "User", "open"),
        ("route53", "ListResourceRecordSets", "HostedZone", "open"),
        ("lexv2-models", "BuildBotLocale", "BotLocale", "open"),
    ],
)
def test_what_operations_need(service: str, operation: str, resource: str, missing: str) -> None:
    need = lifecycle(service).needs[operation]

    assert (need.resource, need.missing) == (resource, missing)


@pytest.mark.parametrize(
    ("service", "operation"),
    [("mq", "CreateTags"), ("mq", "ListBrokers"), ("sqs", "ListQueues"), ("iam", "TestIt")],
)
def test_what_needs_nothing(service: str, operation: str) -> None:
    assert operation not in lifecycle(service).needs


def test_what_shows_another_thing_is_none_of_its_own() -> None:
    assert "AccessKeyLastUsed" not in lifecycle("iam").resources
    assert "HealthCheckStatus" not in lifecycle("route53").resources
    assert "SharedResources" not in lifecycle("mq").resources
