"""Operations on apps, their environments, configurations, tokens and jobs (API view)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.mock.amplifybackend.environments import BadRequestError, Environment, NotFoundError
from shapeproof.mock.amplifybackend.jobs import COMPLETED, Job, JobFilter
from shapeproof.mock.amplifybackend.models import AmplifyBackend
from shapeproof.mock.service_api import Output, Params

_PAGE_SIZE = 25


@dataclass(frozen=True)
class OperationCall:
    """An operation, its parameters, which keep to the contract, and the backend it is for."""

    backend: AmplifyBackend
    operation: str
    params: Params

    def given(self, name: str) -> Any:
        """An optional parameter, None if it is absent."""
        return self.params.get(name)

    @property
    def app_id(self) -> str:
        """The app that the call is for."""
        return str(self.params["AppId"])

    @property
    def environment_name(self) -> str:
        """The name of the environment that the call is for."""
        return str(self.params["BackendEnvironmentName"])

    @property
    def environment(self) -> Environment:
        """The environment that the call is for; NotFoundError if it does not exist."""
        return self.backend.environments.get(self.app_id, self.environment_name)

    def start_job(self) -> Job:
        """Log the call as a job of its environment."""
        return self.backend.jobs.start(self.app_id, self.environment_name, self.operation)


def create_backend(call: OperationCall) -> Output:
    """CreateBackend."""
    environment = Environment(call.params["AppName"])
    call.backend.environments.add(call.app_id, call.environment_name, environment)
    return call.start_job().to_output()


def clone_backend(call: OperationCall) -> Output:
    """CloneBackend. The job is the source environment's, whose name is in the response."""
    source = call.environment
    copy = Environment(source.app_name, dict(source.resources))
    call.backend.environments.add(call.app_id, call.params["TargetEnvironmentName"], copy)
    return call.start_job().to_output()


def get_backend(call: OperationCall) -> Output:
    """GetBackend: the app, and the environment if one is named."""
    environments = call.backend.environments.of_app(call.app_id)
    listed = {"AppId": call.app_id, "BackendEnvironmentList": list(environments)}
    if call.given("BackendEnvironmentName") is None:
        newest = next(reversed(environments.values()))
        return {**listed, "AppName": newest.app_name}
    return {
        **listed,
        "AppName": call.environment.app_name,
        "BackendEnvironmentName": call.environment_name,
    }


def delete_backend(call: OperationCall) -> Output:
    """DeleteBackend. Its job can still be read afterwards."""
    call.backend.environments.remove(call.app_id, call.environment_name)
    return call.start_job().to_output()


def remove_all_backends(call: OperationCall) -> Output:
    """RemoveAllBackends; with ``CleanAmplifyApp`` the app's configuration as well.

    There is no job: jobs belong to environments.
    """
    call.backend.environments.remove_app(call.app_id)
    if call.given("CleanAmplifyApp"):
        call.backend.configs.pop(call.app_id, None)
    return {"AppId": call.app_id, "Operation": call.operation, "Status": COMPLETED}


def list_s3_buckets(call: OperationCall) -> Output:
    """ListS3Buckets: none, as the mock keeps no buckets. Any token leads to the end."""
    return {"Buckets": []}


def create_backend_config(call: OperationCall) -> Output:
    """CreateBackendConfig. There is no job: jobs belong to environments."""
    if call.app_id in call.backend.configs:
        raise BadRequestError(f"The app {call.app_id!r} has its configuration already")
    call.backend.configs[call.app_id] = dict(call.params)
    return {"AppId": call.app_id, "Status": COMPLETED}


def update_backend_config(call: OperationCall) -> Output:
    """UpdateBackendConfig."""
    changed = {**_existing(call), **call.params}
    call.backend.configs[call.app_id] = changed
    return changed


def remove_backend_config(call: OperationCall) -> Output:
    """RemoveBackendConfig."""
    _existing(call)
    del call.backend.configs[call.app_id]
    return {}


def _existing(call: OperationCall) -> Mapping[str, Any]:
    try:
        return call.backend.configs[call.app_id]
    except KeyError:
        raise NotFoundError("config", call.app_id) from None


def create_token(call: OperationCall) -> Output:
    """CreateToken. The app need not have a backend."""
    return call.backend.tokens.make(call.app_id).to_output()


def get_token(call: OperationCall) -> Output:
    """GetToken."""
    return call.backend.tokens.get(call.app_id, call.params["SessionId"]).to_output()


def delete_token(call: OperationCall) -> Output:
    """DeleteToken."""
    call.backend.tokens.remove(call.app_id, call.params["SessionId"])
    return {"IsSuccess": True}


def get_backend_job(call: OperationCall) -> Output:
    """GetBackendJob. A job can be read when its environment is gone."""
    return _named_job(call).to_output()


def update_backend_job(call: OperationCall) -> Output:
    """UpdateBackendJob."""
    job = call.backend.jobs.update(_named_job(call), call.given("Operation"), call.given("Status"))
    return job.to_output()


def list_backend_jobs(call: OperationCall) -> Output:
    """ListBackendJobs."""
    call.backend.environments.get(call.app_id, call.environment_name)
    page = call.backend.jobs.page(
        call.app_id,
        call.environment_name,
        JobFilter(call.given("JobId"), call.given("Operation"), call.given("Status")),
        size=call.params.get("MaxResults", _PAGE_SIZE),
        token=call.given("NextToken"),
    )
    body: dict[str, object] = {"Jobs": [job.to_output() for job in page.jobs]}
    if page.next_token is not None:
        body["NextToken"] = page.next_token
    return body


def _named_job(call: OperationCall) -> Job:
    return call.backend.jobs.get(call.app_id, call.environment_name, call.params["JobId"])
