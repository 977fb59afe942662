"""What the values of AWS Amplify Backend look like.

The service's model says "string" nearly everywhere. The forms are those of the API reference
(https://docs.aws.amazon.com/amplify-admin-ui/latest/APIReference/), of the services that Amplify
sets up (Cognito, S3, AppSync), and of the files that the Amplify command line writes. Whatever
would be a secret is made up, and says so.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from shapeproof.strategies import domain

values = domain("amplifybackend")


def text_of(alphabet: str, low: int, high: int | None = None) -> SearchStrategy[str]:
    """Texts of an alphabet, of one length or of all from low to high."""
    return st.text(alphabet, min_size=low, max_size=high or low)


def joined(*parts: str | SearchStrategy[str]) -> SearchStrategy[str]:
    """Texts made of parts."""
    strategies = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*strategies).map("".join)


HEX = "0123456789abcdef"
LOWER = ascii_lowercase + digits
UPPER = ascii_uppercase + digits
EPOCH = datetime(2020, 8, 11, tzinfo=UTC)

words = st.sampled_from(
    ("admin", "blog", "chat", "fleet", "notes", "orders", "photos", "quiz", "shop", "todo")
)
regions = st.sampled_from(
    ("us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2")
)
uuids = st.uuids(version=4).map(str)
hosts = st.one_of(
    st.just("http://localhost:3000"),
    joined("https://", words, ".example.com"),
    joined("https://", text_of(LOWER, 2, 8), ".d", text_of(LOWER, 13), ".amplifyapp.com"),
    joined("my", words, "app:/"),  # what native apps register
)
redirects = st.lists(
    joined(hosts, st.sampled_from(("/", "/callback", "/auth/signed-in/", "/?from=oauth"))),
    min_size=1,
    max_size=3,
    unique=True,
)
user_pools = joined(regions, "_", text_of(UPPER + ascii_lowercase, 9))
identity_pools = joined(regions, ":", uuids)
app_clients = text_of(LOWER, 26)
environments = st.one_of(
    st.sampled_from(("dev", "staging", "prod", "test")), text_of(ascii_lowercase, 2, 10)
)
buckets = joined(words, "-", text_of(LOWER, 2, 12), "-", environments)
times = st.timedeltas(timedelta(0), timedelta(days=3650)).map(
    lambda age: (EPOCH + age).strftime("%Y-%m-%dT%H:%M:%SZ")
)
placeholders = st.sampled_from(
    (
        "Your verification code is {####}",
        "{####} is your code. It expires in 5 minutes.",
        "Hello,\n\nplease enter {####} to go on.\n\nThe team",
        "Ihr Bestätigungscode: {####}",
    )
)

values.members(
    {
        "AppId": joined("d", text_of(LOWER, 13)),
        "BackendManagerAppId": joined("d", text_of(LOWER, 13)),
        "AppName": joined(words, st.sampled_from(("", "app", "-web", " (beta)", "2"))),
        "BackendEnvironmentName": environments,
        "TargetEnvironmentName": environments,
        "BackendEnvironmentList": st.lists(environments, max_size=4, unique=True),
        "ResourceName": joined(words, text_of(HEX, 8)),
        "JobId": joined(environments, "-", uuids),
        "SessionId": uuids,
        "ChallengeCode": uuids,
        "Ttl": st.integers(1_600_000_000, 1_900_000_000).map(str),
        "CreateTime": times,
        "UpdateTime": times,
        "CreationDate": times,
    }
)

# Cognito: pools, clients, the hosted sign-in pages, and the messages that it sends.
values.members(
    {
        "CognitoUserPoolId": user_pools,
        "UserPoolId": user_pools,
        "AwsUserPoolsId": user_pools,
        "IdentityPoolId": identity_pools,
        "AwsCognitoIdentityPoolId": identity_pools,
        "WebClientId": app_clients,
        "NativeClientId": app_clients,
        "AwsUserPoolsWebClientId": app_clients,
        "AwsCognitoRegion": regions,
        "UserPoolName": joined(words, text_of(HEX, 8), "_userpool"),
        "IdentityPoolName": joined(words, text_of(HEX, 8), "_identitypool"),
        "DomainPrefix": joined(words, text_of(HEX, 8), "-", text_of(HEX, 2, 8)),  # "aws" is refused
        "RedirectSignInURIs": redirects,
        "RedirectSignOutURIs": redirects,
        "MinimumLength": st.integers(6, 99),
        "EmailSubject": st.sampled_from(("Your verification code", "Welcome!", "Bestätigungscode")),
        "EmailMessage": placeholders,
        "SmsMessage": placeholders,
    }
)

# Providers of sign-in. Nothing here may be taken for a secret that has leaked.
values.members(
    {
        "ClientId": st.one_of(
            text_of(digits, 15),
            joined(text_of(digits, 12), "-fake.apps.googleusercontent.com"),
            joined("amzn1.application-oa2-client.fake", text_of(HEX, 28)),
            joined("com.example.", words, ".signin"),
        ),
        "ClientSecret": joined("fake-secret-", text_of(LOWER, 16)),
        "KeyId": text_of(UPPER, 10),
        "TeamId": text_of(UPPER, 10),
        "PrivateKey": joined("-----FAKE KEY-----\n", text_of(LOWER, 64), "\n-----END FAKE-----"),
        "OpenIDIssueURL": joined("https://login.", words, ".example.com"),
        "OpenIDClientId": text_of(LOWER, 20),
        "OpenIDProviderName": joined("my-", words, "-provider"),
        "OpenIDAuthTTL": st.integers(60_000, 86_400_000).map(str),
        "OpenIDIatTTL": st.integers(60_000, 86_400_000).map(str),
    }
)

values.members({"BucketName": buckets})
values.members({"Name": buckets}, operation="ListS3Buckets")

# Jobs. "Status" of models is an enum, and that of other responses is often missing.
values.members(
    {
        "Operation": st.sampled_from(("CreateBackend", "CreateBackendAuth", "DeleteBackendAPI")),
        "Status": st.sampled_from(("STARTED", "IN_PROGRESS", "COMPLETED", "FAILED")),
    },
    operation="*BackendJob*",
)

values.members(
    {
        "ApiName": joined(words, "api"),
        "Service": st.just("AppSync"),
        "Description": st.sampled_from(("", "api key for the web app", "öffentlich, 7 Tage")),
        "ExpirationTime": st.integers(1, 365),
    },
    operation="*BackendAPI",
)


@values.shape("BackendAPIAuthType")
def auth_types() -> SearchStrategy[dict[str, Any]]:
    """A mode with the settings that belong to it."""
    days = st.integers(1, 365)
    key = st.fixed_dictionaries({"ExpirationTime": days}, optional={"Description": words})
    pool = st.fixed_dictionaries({"CognitoUserPoolId": user_pools})
    provider = st.fixed_dictionaries(
        {
            "OpenIDIssueURL": joined("https://login.", words, ".example.com"),
            "OpenIDProviderName": words,
        },
        optional={"OpenIDClientId": text_of(LOWER, 20)},
    )
    return st.one_of(
        st.fixed_dictionaries({"Mode": st.just("API_KEY"), "Settings": key}),
        st.fixed_dictionaries({"Mode": st.just("AWS_IAM")}),
        st.fixed_dictionaries({"Mode": st.just("AMAZON_COGNITO_USER_POOLS"), "Settings": pool}),
        st.fixed_dictionaries({"Mode": st.just("OPENID_CONNECT"), "Settings": provider}),
    )


TYPES = ("Blog", "Post", "Comment", "Order", "Customer", "Photo")
FIELDS = ("name", "title", "content", "rating", "createdOn", "price", "email", "isDone")
SCALARS = ("String", "Int", "Float", "Boolean", "AWSDate", "AWSDateTime", "AWSEmail", "AWSJSON")
RULES = ("{allow: public}", "{allow: owner}", '{allow: groups, groups: ["Admins"]}')


@values.member("TransformSchema")
@st.composite
def graphql_schemas(draw: st.DrawFn) -> str:
    """Models for the GraphQL Transform: types with ``@model``, some of them related."""
    names = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=4, unique=True))
    models = [_model(draw, name, names[index + 1 :]) for index, name in enumerate(names)]
    if draw(st.booleans()):
        models.append("enum Status {\n  DRAFT\n  PUBLISHED\n}\n")
        models.append("type Entry @model {\n  id: ID!\n  status: Status\n}\n")
    return "\n".join(models)


def _model(draw: st.DrawFn, name: str, others: list[str]) -> str:
    scalars = draw(
        st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(SCALARS), min_size=1, max_size=4)
    )
    fields = ["id: ID!"]
    for field, scalar in scalars.items():
        fields.append(f"{field}: {draw(st.sampled_from(('{}', '{}!', '[{}]'))).format(scalar)}")
    fields += [f"{other.lower()}s: [{other}] @hasMany" for other in others[:1]]
    rule = draw(st.none() | st.sampled_from(RULES))
    auth = f" @auth(rules: [{rule}])" if rule else ""
    return f"type {name} @model{auth} {{\n" + "".join(f"  {each}\n" for each in fields) + "}\n"


@values.member("Models", "ModelIntrospectionSchema")
@st.composite
def model_documents(draw: st.DrawFn) -> str:
    """The models of an API as JSON text, as DataStore reads them."""
    names = draw(st.lists(st.sampled_from(TYPES), max_size=3, unique=True))
    document = {
        "version": 1,
        "models": {name: _fields(draw, name) for name in names},
        "enums": {},
        "nonModels": {},
    }
    return json.dumps(document)


def _fields(draw: st.DrawFn, name: str) -> dict[str, Any]:
    names = ["id", *draw(st.lists(st.sampled_from(FIELDS), max_size=3, unique=True))]
    kinds = {each: "ID" if each == "id" else draw(st.sampled_from(SCALARS)) for each in names}
    fields = {
        each: {"name": each, "isArray": False, "type": kind, "isRequired": kind == "ID"}
        for each, kind in kinds.items()
    }
    return {"name": name, "pluralName": f"{name}s", "syncable": True, "fields": fields}


@values.member("AmplifyFeatureFlags")
def feature_flags() -> SearchStrategy[str]:
    """The project's ``cli.json``."""
    flag = st.booleans()
    groups = {
        "graphqltransformer": st.dictionaries(
            st.sampled_from(("addmissingownerfields", "useexperimentalpipelinedtransformer")), flag
        ),
        "codegen": st.dictionaries(st.sampled_from(("useappsyncmodelgenplugin",)), flag),
    }
    return st.fixed_dictionaries(groups).map(lambda features: json.dumps({"features": features}))


@values.member("AmplifyMetaConfig")
@st.composite
def meta_configs(draw: st.DrawFn) -> str:
    """The project's ``amplify-meta.json``: the stack, and the resources by category."""
    region, app = draw(regions), draw(words)
    stack = f"amplify-{app}-{draw(environments)}-{draw(text_of(digits, 6))}"
    provider = {"Region": region, "StackName": stack, "DeploymentBucketName": f"{stack}-deployment"}
    document: dict[str, Any] = {"providers": {"awscloudformation": provider}}
    for category, service in (("auth", "Cognito"), ("api", "AppSync"), ("storage", "S3")):
        if draw(st.booleans()):
            document[category] = {f"{app}{draw(text_of(digits, 4))}": {"service": service}}
    return json.dumps(document)
