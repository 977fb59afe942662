"""Operations on apps and their environments."""

from __future__ import annotations

from shapeproof.mock.amplifybackend.environments import Environment
from shapeproof.mock.amplifybackend.jobs import COMPLETED
from shapeproof.mock.amplifybackend.operations.call import OperationCall
from shapeproof.mock.rest_json import Body


def create(call: OperationCall) -> Body:
    """CreateBackend."""
    environment = Environment(call.params["appName"])
    call.backend.environments.add(call.app_id, call.environment_name, environment)
    return call.start_job().to_wire()


def clone(call: OperationCall) -> Body:
    """CloneBackend. The job is the source environment's, whose name is in the response."""
    source = call.environment
    copy = Environment(source.app_name, dict(source.resources))
    call.backend.environments.add(call.app_id, call.params["targetEnvironmentName"], copy)
    return call.start_job().to_wire()


def get(call: OperationCall) -> Body:
    """GetBackend: the app, and the environment if one is named."""
    environments = call.backend.environments.of_app(call.app_id)
    listed = {"appId": call.app_id, "backendEnvironmentList": list(environments)}
    if call.given("backendEnvironmentName") is None:
        newest = next(reversed(environments.values()))
        return {**listed, "appName": newest.app_name}
    return {
        **listed,
        "appName": call.environment.app_name,
        "backendEnvironmentName": call.environment_name,
    }


def delete(call: OperationCall) -> Body:
    """DeleteBackend. Its job can still be read afterwards."""
    call.backend.environments.remove(call.app_id, call.environment_name)
    return call.start_job().to_wire()


def remove_all(call: OperationCall) -> Body:
    """RemoveAllBackends; with ``cleanAmplifyApp`` the app's configuration goes, too.

    There is no job, for a job is an environment's.
    """
    call.backend.environments.remove_app(call.app_id)
    if call.given("cleanAmplifyApp"):
        call.backend.configs.pop(call.app_id, None)
    return {"appId": call.app_id, "operation": call.operation, "status": COMPLETED}


def list_buckets(call: OperationCall) -> Body:
    """ListS3Buckets: none, since the mock keeps no buckets; hence every token is at the end."""
    return {"buckets": []}
