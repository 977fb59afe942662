"""Backends of apps."""

from __future__ import annotations

from typing import Any


def is_ready(client: Any, app_id: str, environment: str, job_id: str) -> bool:
    """Whether a job is done."""
    job = client.get_backend_job(AppId=app_id, BackendEnvironmentName=environment, JobId=job_id)
    return str(job.get("Status", "")).upper() == "COMPLETED"


def environments(client: Any, app_id: str) -> list[str]:
    """The names of the environments of an app."""
    found: list[str] = client.get_backend(AppId=app_id).get("BackendEnvironmentList", [])
    return found


def add_sign_in(client: Any, app_id: str, environment: str, method: str) -> str:
    """Let users sign in by a method; the id of the job."""
    job = client.create_backend_auth(
        AppId=app_id,
        BackendEnvironmentName=environment,
        ResourceName="people",
        ResourceConfig={
            "AuthResources": "USER_POOL_ONLY",
            "Service": "COGNITO",
            "UserPoolConfigs": {
                "RequiredSignUpAttributes": ["EMAIL"],
                "SignInMethod": method,
                "UserPoolName": "people",
            },
        },
    )
    found: str = job["JobId"]
    return found
