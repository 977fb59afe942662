"""The rules that hold AmplifyBackend's operations together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .mock_caller import Caller

Names = dict[str, str]

NOT_FOUND = (404, "NotFoundException")
BAD_REQUEST = (400, "BadRequestException")

API_CONFIG: dict[str, Any] = {
    "additionalAuthTypes": [{"mode": "API_KEY"}, {"mode": "API_KEY"}, {"mode": "AWS_IAM"}],
    "apiName": "é😀\x00\ud800" + "x" * 1000,
    "conflictResolution": {"resolutionStrategy": "NONE"},
    "defaultAuthType": {"mode": "API_KEY", "settings": {"expirationTime": 7.5}},
    "service": "",
    "transformSchema": "type Todo @model { id: ID! }",
}
AUTH_CONFIG: dict[str, Any] = {
    "authResources": "IDENTITY_POOL_AND_USER_POOL",
    "identityPoolConfigs": {"identityPoolName": "identities", "unauthenticatedLogin": False},
    "service": "COGNITO",
    "userPoolConfigs": {
        "mfa": {"MFAMode": "OPTIONAL", "settings": {"mfaTypes": ["TOTP", "SMS", "TOTP"]}},
        "oAuth": {
            "oAuthGrantType": "CODE",
            "oAuthScopes": [],
            "redirectSignInURIs": ["b", "a", "b"],
            "redirectSignOutURIs": [""],
            "socialProviderSettings": {"SignInWithApple": {"client_id": "c", "key_id": "k"}},
        },
        "passwordPolicy": {"minimumLength": 8},
        "requiredSignUpAttributes": ["EMAIL", "NAME"],
        "signInMethod": "EMAIL",
        "userPoolName": "pool",
    },
}
STORAGE_CONFIG: dict[str, Any] = {
    "bucketName": "bucket",
    "permissions": {"authenticated": ["READ", "READ"], "unAuthenticated": []},
    "serviceName": "S3",
}
CONFIGS = {"API": API_CONFIG, "Auth": AUTH_CONFIG, "Storage": STORAGE_CONFIG}
SHOWN = {**CONFIGS, "Storage": {**STORAGE_CONFIG, "imported": False}}
DELETES: dict[str, dict[str, str]] = {"API": {}, "Auth": {}, "Storage": {"serviceName": "S3"}}
KINDS = tuple(CONFIGS)
PLAIN = {"appId": "a", "backendEnvironmentName": "e"}
LOGIN = {"aws_cognito_identity_pool_id": "i", "aws_cognito_region": ""}
IMPORTS: dict[str, dict[str, str]] = {
    "Auth": {"nativeClientId": "n", "userPoolId": "u", "webClientId": "w"},
    "Storage": {"serviceName": "S3", "bucketName": "b"},
}


def create(mock: Caller, env: Names, kind: str, name: str = "res") -> dict[str, Any]:
    config = CONFIGS[kind]
    return mock.do(f"CreateBackend{kind}", **env, resourceName=name, resourceConfig=config)


def shown(mock: Caller, env: Names, kind: str, name: str = "res") -> Any:
    return mock.do(f"GetBackend{kind}", **env, resourceName=name)["resourceConfig"]


class TestEnvironments:
    def test_create_then_read(self, mock: Caller) -> None:
        for name in ("dev", "prod"):
            names = {"appId": "app", "backendEnvironmentName": name}
            answer = mock.do("CreateBackend", **names, appName=f"shop {name}")
            assert answer.items() >= names.items()

        assert mock.do("GetBackend", appId="app") == {
            "appId": "app",
            "appName": "shop prod",
            "backendEnvironmentList": ["dev", "prod"],
        }
        assert mock.do("GetBackend", appId="app", backendEnvironmentName="dev") == {
            "appId": "app",
            "appName": "shop dev",
            "backendEnvironmentList": ["dev", "prod"],
            "backendEnvironmentName": "dev",
        }

    def test_made_twice(self, mock: Caller, env: Names) -> None:
        assert mock.refused("CreateBackend", **env, appName="other") == BAD_REQUEST
        assert mock.do("GetBackend", **env)["appName"] == "shop"

    def test_delete(self, mock: Caller, env: Names) -> None:
        mock.do("CreateBackend", appId="app", backendEnvironmentName="prod", appName="shop")
        mock.do("DeleteBackend", **env)

        assert mock.refused("GetBackend", **env) == NOT_FOUND
        assert mock.refused("DeleteBackend", **env) == NOT_FOUND
        assert mock.refused("ListBackendJobs", **env) == NOT_FOUND
        assert mock.do("GetBackend", appId="app")["backendEnvironmentList"] == ["prod"]

    def test_the_last_environment_takes_the_app_with_it(self, mock: Caller, env: Names) -> None:
        mock.do("DeleteBackend", **env)

        assert mock.refused("GetBackend", appId="app") == NOT_FOUND

    def test_made_again_it_is_empty(self, mock: Caller, env: Names) -> None:
        create(mock, env, "API")
        mock.do("DeleteBackend", **env)
        mock.do("CreateBackend", **env, appName="shop")

        assert mock.refused("GetBackendAPI", **env, resourceName="res") == NOT_FOUND

    @pytest.mark.parametrize("clean", [{}, {"cleanAmplifyApp": False}, {"cleanAmplifyApp": True}])
    def test_remove_all(self, mock: Caller, env: Names, clean: dict[str, bool]) -> None:
        mock.do("CreateBackend", appId="other", backendEnvironmentName="dev", appName="other")
        mock.do("CreateBackendConfig", appId="app")

        assert mock.do("RemoveAllBackends", appId="app", **clean)["appId"] == "app"

        assert mock.refused("GetBackend", appId="app") == NOT_FOUND
        assert mock.refused("RemoveAllBackends", appId="app") == NOT_FOUND
        assert mock.do("GetBackend", appId="other")["backendEnvironmentList"] == ["dev"]
        kept = mock.call("UpdateBackendConfig", {"appId": "app"}).status == 200
        assert kept is not clean.get("cleanAmplifyApp", False)

    def test_clone(self, mock: Caller, env: Names) -> None:
        for kind in KINDS:
            create(mock, env, kind)
        copy = {**env, "backendEnvironmentName": "copy"}

        answer = mock.do("CloneBackend", **env, targetEnvironmentName="copy")

        assert answer.items() >= env.items()
        assert mock.do("GetBackend", appId="app")["backendEnvironmentList"] == ["dev", "copy"]
        assert {kind: shown(mock, copy, kind) for kind in KINDS} == SHOWN

    def test_a_clone_lives_its_own_life(self, mock: Caller, env: Names) -> None:
        create(mock, env, "API")
        mock.do("CloneBackend", **env, targetEnvironmentName="copy")
        copy = {**env, "backendEnvironmentName": "copy"}

        mock.do("UpdateBackendAPI", **copy, resourceName="res", resourceConfig={"apiName": "new"})
        create(mock, copy, "Auth")
        mock.do("DeleteBackendAPI", **env, resourceName="res")

        assert shown(mock, copy, "API")["apiName"] == "new"
        assert mock.refused("GetBackendAuth", **env, resourceName="res") == NOT_FOUND

    @pytest.mark.parametrize(
        ("source", "target", "expected"),
        [("none", "copy", NOT_FOUND), ("dev", "dev", BAD_REQUEST), ("dev", "prod", BAD_REQUEST)],
    )
    def test_clones_that_cannot_be(
        self, mock: Caller, env: Names, source: str, target: str, expected: object
    ) -> None:
        mock.do("CreateBackend", appId="app", backendEnvironmentName="prod", appName="shop")
        names = {**env, "backendEnvironmentName": source}

        assert mock.refused("CloneBackend", **names, targetEnvironmentName=target) == expected
        assert mock.do("GetBackend", appId="app")["backendEnvironmentList"] == ["dev", "prod"]

    def test_buckets(self, mock: Caller) -> None:
        assert mock.do("ListS3Buckets") == {"buckets": []}


@pytest.mark.parametrize("kind", KINDS)
class TestResources:
    def test_create_then_read(self, mock: Caller, env: Names, kind: str) -> None:
        assert create(mock, env, kind).items() >= env.items()

        assert mock.do(f"GetBackend{kind}", **env, resourceName="res") == {
            **env,
            "resourceName": "res",
            "resourceConfig": SHOWN[kind],
        }

    def test_made_twice(self, mock: Caller, env: Names, kind: str) -> None:
        create(mock, env, kind)
        again = {**env, "resourceConfig": CONFIGS[kind]}

        for name in ("res", "other"):
            assert mock.refused(f"CreateBackend{kind}", **again, resourceName=name) == BAD_REQUEST
        assert shown(mock, env, kind) == SHOWN[kind]

    def test_delete(self, mock: Caller, env: Names, kind: str) -> None:
        create(mock, env, kind)
        named = {**env, "resourceName": "res"}

        assert mock.do(f"DeleteBackend{kind}", **named, **DELETES[kind]).items() >= env.items()

        assert mock.refused(f"GetBackend{kind}", **named) == NOT_FOUND
        assert mock.refused(f"DeleteBackend{kind}", **named, **DELETES[kind]) == NOT_FOUND
        create(mock, env, kind)

    @pytest.mark.parametrize("verb", ["Get", "Update", "Delete"])
    @pytest.mark.parametrize("wrong", ["appId", "backendEnvironmentName", "resourceName"])
    def test_never_made(self, mock: Caller, env: Names, kind: str, verb: str, wrong: str) -> None:
        create(mock, env, kind)
        given = {"resourceConfig": CONFIGS[kind]} if verb == "Update" else {}
        given |= DELETES[kind] if verb == "Delete" else {}
        names = {**env, "resourceName": "res", wrong: "nothing"}

        assert mock.refused(f"{verb}Backend{kind}", **names, **given) == NOT_FOUND

    def test_in_no_environment(self, mock: Caller, kind: str) -> None:
        params = {"resourceName": "res", "resourceConfig": CONFIGS[kind]}
        names = {"appId": "app", "backendEnvironmentName": "dev"}

        assert mock.refused(f"CreateBackend{kind}", **names, **params) == NOT_FOUND
        assert mock.refused(f"GetBackend{kind}", **names, resourceName="res") == NOT_FOUND

    def test_unknown_members_and_nulls_are_not_kept(
        self, mock: Caller, env: Names, kind: str
    ) -> None:
        config = {**CONFIGS[kind], "unknown": {"deep": [1]}}
        nulls: dict[str, Any] = {
            "API": {"apiName": None, "defaultAuthType": {"mode": None, "x": 1}},
            "Auth": {"identityPoolConfigs": None},
            "Storage": {"bucketName": None},
        }[kind]
        params = {"resourceName": "res", "resourceConfig": {**config, **nulls}}
        mock.do(f"CreateBackend{kind}", **env, **params)

        expected = {key: value for key, value in SHOWN[kind].items() if key not in nulls}
        if kind == "API":
            expected["defaultAuthType"] = {}
        assert shown(mock, env, kind) == expected

    def test_a_malformed_create_changes_nothing(self, mock: Caller, env: Names, kind: str) -> None:
        params = {**env, "resourceName": 1, "resourceConfig": CONFIGS[kind]}

        assert mock.refused(f"CreateBackend{kind}", **params) == BAD_REQUEST
        assert mock.refused(f"GetBackend{kind}", **env, resourceName="res") == NOT_FOUND
        assert len(mock.do("ListBackendJobs", **env)["jobs"]) == 1


class TestUpdates:
    @pytest.mark.parametrize(
        ("kind", "update", "expected"),
        [
            ("API", {}, API_CONFIG),
            ("API", None, API_CONFIG),
            ("API", {"apiName": "", "service": None}, {**API_CONFIG, "apiName": ""}),
            (
                "API",
                {"defaultAuthType": {"mode": "AWS_IAM"}, "additionalAuthTypes": []},
                {**API_CONFIG, "defaultAuthType": {"mode": "AWS_IAM"}, "additionalAuthTypes": []},
            ),
            (
                "Storage",
                {"permissions": {"authenticated": ["DELETE"]}, "serviceName": "S3"},
                {**SHOWN["Storage"], "permissions": {"authenticated": ["DELETE"]}},
            ),
            (
                "Auth",
                {
                    "authResources": "USER_POOL_ONLY",
                    "identityPoolConfigs": {"unauthenticatedLogin": True},
                    "service": "COGNITO",
                    "userPoolConfigs": {
                        "forgotPassword": {"smsSettings": {"smsMessage": "hi"}},
                        "mfa": {"settings": {"smsMessage": "code"}},
                    },
                },
                {
                    "authResources": "USER_POOL_ONLY",
                    "identityPoolConfigs": {
                        "identityPoolName": "identities",
                        "unauthenticatedLogin": True,
                    },
                    "service": "COGNITO",
                    "userPoolConfigs": {
                        "forgotPassword": {
                            "deliveryMethod": "EMAIL",
                            "smsSettings": {"smsMessage": "hi"},
                        },
                        "mfa": {"MFAMode": "OPTIONAL", "settings": {"smsMessage": "code"}},
                        "requiredSignUpAttributes": ["EMAIL", "NAME"],
                        "signInMethod": "EMAIL",
                        "userPoolName": "pool",
                    },
                },
            ),
        ],
    )
    def test_what_is_given_is_replaced(
        self, mock: Caller, env: Names, kind: str, update: object, expected: object
    ) -> None:
        create(mock, env, kind)

        answer = mock.do(f"UpdateBackend{kind}", **env, resourceName="res", resourceConfig=update)

        assert answer.items() >= env.items()
        assert shown(mock, env, kind) == expected

    def test_a_refused_update_changes_nothing(self, mock: Caller, env: Names) -> None:
        create(mock, env, "API")
        update = {"apiName": "new", "conflictResolution": {"resolutionStrategy": "no"}}

        refusal = mock.refused("UpdateBackendAPI", **env, resourceName="res", resourceConfig=update)

        assert refusal == BAD_REQUEST
        assert shown(mock, env, "API") == API_CONFIG


class TestImports:
    def test_auth(self, mock: Caller, env: Names) -> None:
        mock.do("ImportBackendAuth", **env, **IMPORTS["Auth"], identityPoolId="i")

        assert shown(mock, env, "Auth", name="whatever") == {
            "authResources": "IDENTITY_POOL_AND_USER_POOL",
            "identityPoolConfigs": {"identityPoolName": "i", "unauthenticatedLogin": False},
            "service": "COGNITO",
            "userPoolConfigs": {
                "requiredSignUpAttributes": [],
                "signInMethod": "USERNAME",
                "userPoolName": "u",
            },
        }

    def test_auth_without_identity_pool(self, mock: Caller, env: Names) -> None:
        mock.do("ImportBackendAuth", **env, **IMPORTS["Auth"])

        assert shown(mock, env, "Auth")["authResources"] == "USER_POOL_ONLY"

    @pytest.mark.parametrize("bucket", [{}, {"bucketName": ""}, {"bucketName": "b"}])
    def test_storage(self, mock: Caller, env: Names, bucket: dict[str, str]) -> None:
        mock.do("ImportBackendStorage", **env, serviceName="S3", **bucket)

        expected = {"imported": True, "serviceName": "S3", **bucket}
        assert shown(mock, env, "Storage") == expected

    @pytest.mark.parametrize("kind", IMPORTS)
    def test_any_name_reaches_an_import(self, mock: Caller, env: Names, kind: str) -> None:
        mock.do(f"ImportBackend{kind}", **env, **IMPORTS[kind])
        config: dict[str, Any] = {
            "Auth": {"authResources": "USER_POOL_ONLY", "service": "COGNITO"},
            "Storage": {"serviceName": "S3", "permissions": {"authenticated": ["READ"]}},
        }[kind]
        given = {**config, "userPoolConfigs": {"mfa": {"MFAMode": "ON"}}}

        answer = mock.do(f"GetBackend{kind}", **env, resourceName="any")
        assert answer["resourceName"] == "any"
        mock.do(f"UpdateBackend{kind}", **env, resourceName="thing", resourceConfig=given)
        assert shown(mock, env, kind, name="else").items() >= config.items()
        mock.do(f"DeleteBackend{kind}", **env, resourceName="goes", **DELETES[kind])
        assert mock.refused(f"GetBackend{kind}", **env, resourceName="any") == NOT_FOUND

    @pytest.mark.parametrize("kind", IMPORTS)
    def test_imports_that_cannot_be(self, mock: Caller, env: Names, kind: str) -> None:
        nowhere = {**env, "backendEnvironmentName": "none"}
        assert mock.refused(f"ImportBackend{kind}", **nowhere, **IMPORTS[kind]) == NOT_FOUND

        create(mock, env, kind)
        assert mock.refused(f"ImportBackend{kind}", **env, **IMPORTS[kind]) == BAD_REQUEST
        assert shown(mock, env, kind) == SHOWN[kind]


class TestModels:
    def test_generated_models_are_current_until_the_api_changes(
        self, mock: Caller, env: Names
    ) -> None:
        named = {**env, "resourceName": "res"}
        create(mock, env, "API")

        def status() -> str:
            return str(mock.do("GetBackendAPIModels", **named)["status"])

        assert status() == "STALE"
        assert mock.do("GenerateBackendAPIModels", **named).items() >= env.items()
        assert status() == "LATEST"
        mock.do("UpdateBackendAPI", **named)
        assert status() == "STALE"

    @pytest.mark.parametrize("operation", ["GenerateBackendAPIModels", "GetBackendAPIModels"])
    @pytest.mark.parametrize("wrong", ["appId", "backendEnvironmentName", "resourceName"])
    def test_never_made(self, mock: Caller, env: Names, operation: str, wrong: str) -> None:
        create(mock, env, "API")
        names = {**env, "resourceName": "res", wrong: "nothing"}

        assert mock.refused(operation, **names) == NOT_FOUND


def each_job_maker(mock: Caller, env: Names) -> list[dict[str, Any]]:
    """The answers of all operations that have a job, on one environment."""
    named = {**env, "resourceName": "res"}
    answers = [mock.do("CreateBackend", **env, appName="shop")]
    for kind in KINDS:
        config = {"resourceConfig": CONFIGS[kind]}
        update = {k: v for k, v in CONFIGS[kind].items() if k != "bucketName"}
        answers += [
            mock.do(f"CreateBackend{kind}", **named, **config),
            mock.do(f"UpdateBackend{kind}", **named, resourceConfig=update),
        ]
    answers.append(mock.do("GenerateBackendAPIModels", **named))
    answers += [mock.do(f"DeleteBackend{kind}", **named, **DELETES[kind]) for kind in KINDS]
    answers += [mock.do(f"ImportBackend{kind}", **env, **IMPORTS[kind]) for kind in IMPORTS]
    answers.append(mock.do("CloneBackend", **env, targetEnvironmentName="copy"))
    return answers


class TestJobs:
    def test_every_job_resolves_and_is_listed(self, mock: Caller) -> None:
        answers = each_job_maker(mock, PLAIN)

        listed = mock.do("ListBackendJobs", **PLAIN)["jobs"]
        assert [job["jobId"] for job in listed] == [answer["jobId"] for answer in answers]
        for answer, job in zip(answers, listed, strict=True):
            names = {**PLAIN, "jobId": answer["jobId"]}
            assert mock.do("GetBackendJob", **names) == job
            assert answer.items() <= job.items()

    def test_the_job_of_a_removal_resolves(self, mock: Caller, env: Names) -> None:
        job = mock.do("DeleteBackend", **env)["jobId"]

        assert mock.do("GetBackendJob", **env, jobId=job)["operation"] == "DeleteBackend"

    def test_the_times_are_those_of_a_logical_clock(self, mock: Caller, env: Names) -> None:
        create(mock, env, "API")
        first, second = mock.do("ListBackendJobs", **env)["jobs"]

        assert first["createTime"] == first["updateTime"] == "2020-08-11T00:00:00Z"
        assert second["createTime"] == second["updateTime"] == "2020-08-11T00:00:01Z"
        changed = mock.do("UpdateBackendJob", **env, jobId=first["jobId"], status="X")
        assert changed["createTime"] == "2020-08-11T00:00:00Z"
        assert changed["updateTime"] == "2020-08-11T00:00:02Z"

    @pytest.mark.parametrize(
        "change",
        [{}, {"status": "FAILED"}, {"operation": ""}, {"status": "é", "operation": "x" * 10_000}],
    )
    def test_update_is_seen(self, mock: Caller, env: Names, change: dict[str, str]) -> None:
        job = mock.do("ListBackendJobs", **env)["jobs"][0]
        named = {**env, "jobId": job["jobId"]}

        answer = mock.do("UpdateBackendJob", **named, **change)

        assert answer == {**job, **change, "updateTime": answer["updateTime"]}
        assert mock.do("GetBackendJob", **named) == answer
        assert mock.do("ListBackendJobs", **env, **change)["jobs"] == [answer]

    @pytest.mark.parametrize("wrong", ["appId", "backendEnvironmentName", "jobId"])
    @pytest.mark.parametrize("operation", ["GetBackendJob", "UpdateBackendJob"])
    def test_never_made(self, mock: Caller, env: Names, operation: str, wrong: str) -> None:
        job = mock.do("ListBackendJobs", **env)["jobs"][0]["jobId"]
        names = {**env, "jobId": job, wrong: "nothing"}

        assert mock.refused(operation, **names) == NOT_FOUND

    @pytest.mark.parametrize("wrong", ["appId", "backendEnvironmentName"])
    def test_no_listing_of_what_is_not_there(self, mock: Caller, env: Names, wrong: str) -> None:
        assert mock.refused("ListBackendJobs", **{**env, wrong: "nothing"}) == NOT_FOUND


def pages(mock: Caller, query: dict[str, Any]) -> list[list[str]]:
    """The job ids of a listing, page by page."""
    found, token = [], {}
    while True:
        page = mock.do("ListBackendJobs", **query, **token)
        found.append([job["jobId"] for job in page["jobs"]])
        if "nextToken" not in page:
            return found
        token = {"nextToken": page["nextToken"]}


class TestListing:
    @pytest.fixture
    def jobs(self, mock: Caller, env: Names) -> list[str]:
        """51 jobs, every third of them failed; the first is the environment's."""
        create(mock, env, "API")
        for _ in range(49):
            mock.do("UpdateBackendAPI", **env, resourceName="res")
        ids = [job for page in pages(mock, env) for job in page]
        for job in ids[::3]:
            mock.do("UpdateBackendJob", **env, jobId=job, status="FAILED")
        return ids

    @pytest.mark.parametrize(
        ("size", "lengths"),
        [
            ({}, [25, 25, 1]),
            ({"maxResults": None}, [25, 25, 1]),
            ({"maxResults": 25}, [25, 25, 1]),
            ({"maxResults": 17}, [17, 17, 17]),
            ({"maxResults": 7.0}, [7, 7, 7, 7, 7, 7, 7, 2]),
            ({"maxResults": 1}, [1] * 51),
        ],
    )
    def test_the_pages_hold_every_job_once(
        self, mock: Caller, env: Names, jobs: list[str], size: dict[str, Any], lengths: list[int]
    ) -> None:
        found = pages(mock, {**env, **size})

        assert [len(page) for page in found] == lengths
        assert [job for page in found for job in page] == jobs

    @pytest.mark.parametrize("size", [1, 4, 25])
    def test_filters(self, mock: Caller, env: Names, jobs: list[str], size: int) -> None:
        def listed(**wanted: str) -> list[str]:
            found = pages(mock, {**env, **wanted, "maxResults": size})
            assert all(len(page) <= size for page in found)
            assert len(found) == 1 or found[-1]
            return [job for page in found for job in page]

        assert listed(status="FAILED") == jobs[::3]
        assert listed(operation="UpdateBackendAPI") == jobs[2:]
        assert listed(operation="UpdateBackendAPI", status="FAILED") == jobs[3::3]
        assert listed(jobId=jobs[5]) == [jobs[5]]
        assert listed(jobId=jobs[5], status="FAILED") == []
        assert listed(jobId="none") == []
        assert listed(status="") == []

    def test_an_empty_token_is_the_first_page(
        self, mock: Caller, env: Names, jobs: list[str]
    ) -> None:
        first = mock.do("ListBackendJobs", **env)

        assert mock.do("ListBackendJobs", **env, nextToken="") == first

    @pytest.mark.parametrize(
        "change",
        [
            lambda token: "made-up",
            lambda token: "25",
            lambda token: token + "0",
            lambda token: token.replace("25-", "26-"),
            lambda token: "9" * 100_000,
            lambda token: "\ud800",
        ],
    )
    def test_made_up_tokens(
        self, mock: Caller, env: Names, jobs: list[str], change: Callable[[str], str]
    ) -> None:
        token = change(mock.do("ListBackendJobs", **env)["nextToken"])

        assert mock.refused("ListBackendJobs", **env, nextToken=token) == BAD_REQUEST

    def test_a_token_is_good_for_its_own_listing_only(
        self, mock: Caller, env: Names, jobs: list[str]
    ) -> None:
        token = mock.do("ListBackendJobs", **env)["nextToken"]
        mock.do("CloneBackend", **env, targetEnvironmentName="copy")
        copy = {**env, "backendEnvironmentName": "copy"}

        for query in ({**env, "status": "FAILED"}, copy):
            assert mock.refused("ListBackendJobs", **query, nextToken=token) == BAD_REQUEST
        assert mock.do("ListBackendJobs", **env, nextToken=token, maxResults=3)["jobs"]


class TestTokens:
    def test_create_then_read_then_delete(self, mock: Caller) -> None:
        token = mock.do("CreateToken", appId="app")
        named = {"appId": "app", "sessionId": token["sessionId"]}

        assert set(token) == {"appId", "challengeCode", "sessionId", "ttl"}
        assert mock.do("GetToken", **named) == token
        assert mock.do("DeleteToken", **named) == {"isSuccess": True}
        assert mock.refused("GetToken", **named) == NOT_FOUND
        assert mock.refused("DeleteToken", **named) == NOT_FOUND

    def test_no_session_comes_twice(self, mock: Caller) -> None:
        tokens = []
        for _ in range(3):
            tokens.append(mock.do("CreateToken", appId="app"))
            names = {"appId": "app", "sessionId": tokens[-1]["sessionId"]}
            mock.do("DeleteToken", **names)

        assert len({token["sessionId"] for token in tokens}) == 3
        assert len({token["challengeCode"] for token in tokens}) == 3

    def test_a_session_is_its_apps(self, mock: Caller) -> None:
        session = mock.do("CreateToken", appId="app")["sessionId"]

        assert mock.refused("GetToken", appId="other", sessionId=session) == NOT_FOUND
        assert mock.refused("DeleteToken", appId="other", sessionId=session) == NOT_FOUND


class TestConfigs:
    def test_create_update_remove(self, mock: Caller) -> None:
        assert mock.do("CreateBackendConfig", appId="app", backendManagerAppId="m")["appId"]
        login = {**LOGIN, "unknown": 1, "aws_user_pools_id": None}

        answer = mock.do("UpdateBackendConfig", appId="app", loginAuthConfig=login)

        expected = {"appId": "app", "backendManagerAppId": "m", "loginAuthConfig": LOGIN}
        assert answer == expected
        assert mock.do("UpdateBackendConfig", appId="app") == expected
        assert mock.do("RemoveBackendConfig", appId="app") == {}
        assert mock.refused("UpdateBackendConfig", appId="app") == NOT_FOUND
        assert mock.refused("RemoveBackendConfig", appId="app") == NOT_FOUND

    def test_made_twice(self, mock: Caller) -> None:
        mock.do("CreateBackendConfig", appId="app", backendManagerAppId="m")

        refusal = mock.refused("CreateBackendConfig", appId="app", backendManagerAppId="n")

        assert refusal == BAD_REQUEST
        assert mock.do("UpdateBackendConfig", appId="app")["backendManagerAppId"] == "m"


def test_the_same_calls_give_the_same_bytes(new_mock: Callable[[], Caller]) -> None:
    def run(mock: Caller) -> list[object]:
        answers: list[object] = list(each_job_maker(mock, PLAIN))
        answers += [mock.do("CreateToken", appId="a"), mock.do("ListBackendJobs", **PLAIN)]
        answers.append(mock.call("ListBackendJobs", {**PLAIN, "maxResults": 2}).raw)
        return answers

    assert run(new_mock()) == run(new_mock())


def test_request_ids_are_the_one_thing_that_differs(mock: Caller) -> None:
    first, second = (mock.call("ListS3Buckets", {}) for _ in range(2))

    assert first.headers["x-amzn-RequestId"] != second.headers["x-amzn-RequestId"]
    assert first.raw == second.raw


@pytest.mark.slow
def test_parallel_calls_do_not_mix(mock: Caller, env: Names) -> None:
    create(mock, env, "API")

    def work(number: int) -> tuple[str, int]:
        answer = mock.do("UpdateBackendAPI", **env, resourceName="res")
        made = mock.call("CreateBackend", {**env, "backendEnvironmentName": "x", "appName": "n"})
        return answer["jobId"], made.status

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(200)))

    jobs = [job for page in pages(mock, env) for job in page]
    assert sorted(jobs[2:]) == sorted(job for job, _ in done)
    assert [status for _, status in done].count(200) == 1
