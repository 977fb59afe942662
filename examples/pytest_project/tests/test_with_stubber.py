"""A Stubber answers: botocore checks names and types, and nothing else."""

from botocore.stub import Stubber
from shop import backends

JOB = {
    "AppId": "d1",
    "BackendEnvironmentName": "dev",
    "JobId": "j1",
    "Operation": "CreateBackend",
    "Status": "COMPLETED",
}
PARAMS = {"AppId": "d1", "BackendEnvironmentName": "dev", "JobId": "j1"}


def is_ready(client, job):
    with Stubber(client) as stubber:
        stubber.add_response("get_backend_job", job, PARAMS)
        return backends.is_ready(client, "d1", "dev", "j1")


def test_a_job_is_done(client):
    assert is_ready(client("amplifybackend"), JOB)


def test_a_job_is_done_drifts(client):
    """AWS always returns the environment of a job."""
    lacking = {name: each for name, each in JOB.items() if name != "BackendEnvironmentName"}

    assert is_ready(client("amplifybackend"), lacking)
