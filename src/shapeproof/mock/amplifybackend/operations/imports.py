"""Operations that bring existing Auth and Storage into an environment.

What they make answers to any ResourceName, since none is given. It is shown as the nearest
configuration that the mock can tell from the ids given.
"""

from __future__ import annotations

from typing import Any

from shapeproof.mock.amplifybackend.environments import HeldResource, ResourceKind
from shapeproof.mock.amplifybackend.operations.call import OperationCall
from shapeproof.mock.rest_json import Body


def import_auth(call: OperationCall) -> Body:
    """ImportBackendAuth."""
    config: dict[str, Any] = {
        "authResources": "USER_POOL_ONLY",
        "service": "COGNITO",
        "userPoolConfigs": {
            "requiredSignUpAttributes": [],
            "signInMethod": "USERNAME",
            "userPoolName": call.params["userPoolId"],
        },
    }
    identity_pool = call.given("identityPoolId")
    if identity_pool is not None:
        config["authResources"] = "IDENTITY_POOL_AND_USER_POOL"
        config["identityPoolConfigs"] = {
            "identityPoolName": identity_pool,
            "unauthenticatedLogin": False,
        }
    return _add(ResourceKind.AUTH, config, call)


def import_storage(call: OperationCall) -> Body:
    """ImportBackendStorage."""
    config = {"imported": True, "serviceName": call.params["serviceName"]}
    bucket = call.given("bucketName")
    if bucket is not None:
        config["bucketName"] = bucket
    return _add(ResourceKind.STORAGE, config, call)


def _add(kind: ResourceKind, config: dict[str, Any], call: OperationCall) -> Body:
    call.environment.add(kind, HeldResource(name=None, config=config))
    return call.start_job().to_wire()
