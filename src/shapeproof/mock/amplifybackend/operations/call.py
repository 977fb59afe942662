"""One call of an operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeproof.mock.amplifybackend.environments import Environment
from shapeproof.mock.amplifybackend.jobs import Job
from shapeproof.mock.amplifybackend.models import AmplifyBackend
from shapeproof.mock.rest_json import Params


@dataclass(frozen=True)
class OperationCall:
    """An operation, its parameters, which fit the model, and the backend it is for."""

    backend: AmplifyBackend
    operation: str
    params: Params

    def given(self, name: str) -> Any:
        """An optional parameter, None if it is absent."""
        return self.params.get(name)

    @property
    def app_id(self) -> str:
        """The app that the call is for."""
        return str(self.params["appId"])

    @property
    def environment_name(self) -> str:
        """The name of the environment that the call is for."""
        return str(self.params["backendEnvironmentName"])

    @property
    def environment(self) -> Environment:
        """The environment that the call is for; NotFoundError if it does not exist."""
        return self.backend.environments.get(self.app_id, self.environment_name)

    def start_job(self) -> Job:
        """Log the call as a job of its environment."""
        return self.backend.jobs.start(self.app_id, self.environment_name, self.operation)
