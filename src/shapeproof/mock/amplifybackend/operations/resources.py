"""Operations on an environment's API, Auth and Storage, which are alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, cast

from botocore.model import StructureShape

from shapeproof.mock.amplifybackend.environments import HeldResource, ResourceKind
from shapeproof.mock.amplifybackend.operations.call import OperationCall
from shapeproof.mock.completion import complete
from shapeproof.mock.model import service_model
from shapeproof.mock.rest_json import Body

_READERS = {
    ResourceKind.API: "GetBackendAPI",
    ResourceKind.AUTH: "GetBackendAuth",
    ResourceKind.STORAGE: "GetBackendStorage",
}
_ADDED: Mapping[ResourceKind, Mapping[str, Any]] = {ResourceKind.STORAGE: {"imported": False}}
"""What is shown of a resource beside the configuration that it was made with."""


def create(kind: ResourceKind, call: OperationCall) -> Body:
    """CreateBackendAPI, CreateBackendAuth, CreateBackendStorage."""
    config = {**call.params["resourceConfig"], **_ADDED.get(kind, {})}
    call.environment.add(kind, HeldResource(call.params["resourceName"], config))
    return call.start_job().to_wire()


def get(kind: ResourceKind, call: OperationCall) -> Body:
    """GetBackendAPI, GetBackendAuth, GetBackendStorage."""
    name = call.params["resourceName"]
    return {
        "appId": call.app_id,
        "backendEnvironmentName": call.environment_name,
        "resourceConfig": call.environment.resource(kind, name).config,
        "resourceName": name,
    }


def update(kind: ResourceKind, call: OperationCall) -> Body:
    """UpdateBackendAPI, UpdateBackendAuth, UpdateBackendStorage.

    The members given are replaced. What the reading operation has to show, and cannot be given
    here, stays as it was.
    """
    environment = call.environment
    resource = environment.resource(kind, call.params["resourceName"])
    changed = {**resource.config, **(call.given("resourceConfig") or {})}
    config = complete(_shown_shape(kind), changed, resource.config)
    environment.resources[kind] = replace(resource, config=config, models_current=False)
    return call.start_job().to_wire()


def delete(kind: ResourceKind, call: OperationCall) -> Body:
    """DeleteBackendAPI, DeleteBackendAuth, DeleteBackendStorage."""
    environment = call.environment
    environment.resource(kind, call.params["resourceName"])
    del environment.resources[kind]
    return call.start_job().to_wire()


@cache
def _shown_shape(kind: ResourceKind) -> StructureShape:
    shape = service_model("amplifybackend").operation_model(_READERS[kind]).output_shape
    return cast("StructureShape", shape and shape.members["ResourceConfig"])
