"""Operations on jobs."""

from __future__ import annotations

from shapeproof.mock.amplifybackend.jobs import Job, JobFilter
from shapeproof.mock.amplifybackend.operations.call import OperationCall
from shapeproof.mock.rest_json import Body

_PAGE_SIZE = 25


def get(call: OperationCall) -> Body:
    """GetBackendJob. A job can be read when its environment is gone."""
    return _named_job(call).to_wire()


def update(call: OperationCall) -> Body:
    """UpdateBackendJob."""
    job = call.backend.jobs.update(_named_job(call), call.given("operation"), call.given("status"))
    return job.to_wire()


def list_page(call: OperationCall) -> Body:
    """ListBackendJobs."""
    call.backend.environments.get(call.app_id, call.environment_name)
    page = call.backend.jobs.page(
        call.app_id,
        call.environment_name,
        JobFilter(call.given("jobId"), call.given("operation"), call.given("status")),
        size=call.params.get("maxResults", _PAGE_SIZE),
        token=call.given("nextToken"),
    )
    body: dict[str, object] = {"jobs": [job.to_wire() for job in page.jobs]}
    if page.next_token is not None:
        body["nextToken"] = page.next_token
    return body


def _named_job(call: OperationCall) -> Job:
    return call.backend.jobs.get(call.app_id, call.environment_name, call.params["jobId"])
