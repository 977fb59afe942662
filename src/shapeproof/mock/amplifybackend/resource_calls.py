"""Operations on an environment's API, Auth and Storage, which are alike (API view)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from shapeproof.contract.shape import Kind, Shape
from shapeproof.mock.amplifybackend.environment_calls import OperationCall
from shapeproof.mock.amplifybackend.environments import HeldResource, ResourceKind
from shapeproof.mock.dispatch import installed_contract
from shapeproof.mock.service_api import Output

_READERS = {
    ResourceKind.API: "GetBackendAPI",
    ResourceKind.AUTH: "GetBackendAuth",
    ResourceKind.STORAGE: "GetBackendStorage",
}
_ADDED: Mapping[ResourceKind, Mapping[str, Any]] = {ResourceKind.STORAGE: {"Imported": False}}
"""What is shown of a resource in addition to the configuration of its creation."""
_NO_MODELS = '{"version":1,"models":{},"enums":{},"nonModels":{}}'


def create_resource(kind: ResourceKind, call: OperationCall) -> Output:
    """CreateBackendAPI, CreateBackendAuth, CreateBackendStorage."""
    config = {**call.params["ResourceConfig"], **_ADDED.get(kind, {})}
    call.environment.add(kind, HeldResource(call.params["ResourceName"], config))
    return call.start_job().to_output()


def get_resource(kind: ResourceKind, call: OperationCall) -> Output:
    """GetBackendAPI, GetBackendAuth, GetBackendStorage."""
    name = call.params["ResourceName"]
    return {
        "AppId": call.app_id,
        "BackendEnvironmentName": call.environment_name,
        "ResourceConfig": call.environment.resource(kind, name).config,
        "ResourceName": name,
    }


def update_resource(kind: ResourceKind, call: OperationCall) -> Output:
    """UpdateBackendAPI, UpdateBackendAuth, UpdateBackendStorage.

    The members given are replaced. Members that the reading operation must show, and that cannot
    be given here, stay as they were.
    """
    environment = call.environment
    resource = environment.resource(kind, call.params["ResourceName"])
    changed = {**resource.config, **(call.given("ResourceConfig") or {})}
    config = complete(_shown_shape(kind), changed, resource.config)
    environment.resources[kind] = replace(resource, config=config, models_current=False)
    return call.start_job().to_output()


def delete_resource(kind: ResourceKind, call: OperationCall) -> Output:
    """DeleteBackendAPI, DeleteBackendAuth, DeleteBackendStorage."""
    environment = call.environment
    environment.resource(kind, call.params["ResourceName"])
    del environment.resources[kind]
    return call.start_job().to_output()


@cache
def _shown_shape(kind: ResourceKind) -> Shape:
    reader = installed_contract("amplifybackend").operations[_READERS[kind]]
    return Shape.of(reader.response).member("ResourceConfig")


def complete(shape: Shape, value: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, Any]:
    """The value with the required members that it lacks, at any depth outside lists.

    They are taken from an earlier value; where that lacks them as well, they get a neutral value.
    """
    full = dict(value)
    for name, member in shape.members.items():
        before = earlier.get(name)
        if name not in full:
            if name in shape.required:
                full[name] = _neutral(member) if before is None else before
        elif member.is_structure:
            full[name] = complete(member, full[name], before or {})
    return full


def _neutral(shape: Shape) -> Any:
    if shape.is_structure:
        return complete(shape, {}, {})
    if shape.enum:
        return shape.enum[0]
    return _NEUTRAL.get(shape.kind, 0)


_NEUTRAL: Mapping[Kind, Any] = {
    Kind.BOOLEAN: False,
    Kind.LIST: [],
    Kind.MAP: {},
    Kind.STRING: "",
}


def import_auth(call: OperationCall) -> Output:
    """ImportBackendAuth."""
    config: dict[str, Any] = {
        "AuthResources": "USER_POOL_ONLY",
        "Service": "COGNITO",
        "UserPoolConfigs": {
            "RequiredSignUpAttributes": [],
            "SignInMethod": "USERNAME",
            "UserPoolName": call.params["UserPoolId"],
        },
    }
    identity_pool = call.given("IdentityPoolId")
    if identity_pool is not None:
        config["AuthResources"] = "IDENTITY_POOL_AND_USER_POOL"
        config["IdentityPoolConfigs"] = {
            "IdentityPoolName": identity_pool,
            "UnauthenticatedLogin": False,
        }
    return _add(ResourceKind.AUTH, config, call)


def import_storage(call: OperationCall) -> Output:
    """ImportBackendStorage."""
    config = {"Imported": True, "ServiceName": call.params["ServiceName"]}
    bucket = call.given("BucketName")
    if bucket is not None:
        config["BucketName"] = bucket
    return _add(ResourceKind.STORAGE, config, call)


def _add(kind: ResourceKind, config: dict[str, Any], call: OperationCall) -> Output:
    call.environment.add(kind, HeldResource(name=None, config=config))
    return call.start_job().to_output()


def generate_models(call: OperationCall) -> Output:
    """GenerateBackendAPIModels."""
    environment = call.environment
    api = environment.resource(ResourceKind.API, call.params["ResourceName"])
    environment.resources[ResourceKind.API] = replace(api, models_current=True)
    return call.start_job().to_output()


def get_models(call: OperationCall) -> Output:
    """GetBackendAPIModels: stale until they are generated, and after each update of the API."""
    api = call.environment.resource(ResourceKind.API, call.params["ResourceName"])
    return {
        "Models": _NO_MODELS,
        "ModelIntrospectionSchema": _NO_MODELS,
        "Status": "LATEST" if api.models_current else "STALE",
    }
