"""Operations on the models that are generated from an API's schema."""

from __future__ import annotations

from dataclasses import replace

from shapeproof.mock.amplifybackend.environments import ResourceKind
from shapeproof.mock.amplifybackend.operations.call import OperationCall
from shapeproof.mock.rest_json import Body

_NO_MODELS = '{"version":1,"models":{},"enums":{},"nonModels":{}}'


def generate(call: OperationCall) -> Body:
    """GenerateBackendAPIModels."""
    environment = call.environment
    api = environment.resource(ResourceKind.API, call.params["resourceName"])
    environment.resources[ResourceKind.API] = replace(api, models_current=True)
    return call.start_job().to_wire()


def get(call: OperationCall) -> Body:
    """GetBackendAPIModels: stale until they are generated, and after each update of the API."""
    api = call.environment.resource(ResourceKind.API, call.params["resourceName"])
    return {
        "models": _NO_MODELS,
        "modelIntrospectionSchema": _NO_MODELS,
        "status": "LATEST" if api.models_current else "STALE",
    }
