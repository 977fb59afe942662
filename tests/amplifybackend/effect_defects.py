"""Defects in what one call does, planted into the state of the bundled mock."""

from __future__ import annotations

from dataclasses import replace

from shapeproof.mock.amplifybackend.environment_calls import OperationCall
from shapeproof.mock.amplifybackend.environments import (
    BadRequestError,
    Environment,
    NotFoundError,
    ResourceKind,
)

from .stateful_defects import Body, Right, StatefulDefect, answer_only, memory


def refuses_the_third(call: OperationCall, right: Right) -> Body:
    try:
        full = len(call.backend.environments.of_app(call.app_id)) >= 2
    except NotFoundError:
        full = False
    if full:
        raise BadRequestError("The app has enough environments")
    return right(call)


def copies_nothing(call: OperationCall, right: Right) -> Body:
    """Make the target although there is no source, and refuse."""
    try:
        return right(call)
    except NotFoundError:
        target = call.params["TargetEnvironmentName"]
        call.backend.environments.add(call.app_id, target, Environment("copy"))
        raise


def answers_for_the_first(call: OperationCall, right: Right) -> Body:
    """Find the environment that is asked for, and tell of the oldest one."""
    body = right(call)
    if "BackendEnvironmentName" not in body:
        return body
    return {**body, "BackendEnvironmentName": body["BackendEnvironmentList"][0]}


def clears_status(call: OperationCall, right: Right) -> Body:
    given = {**call.params, "Status": call.given("Status") or "CREATED"}
    return right(replace(call, params=given))


def replaces_config(call: OperationCall, right: Right) -> Body:
    """Keep only what an update of an API gives of its configuration."""
    body = right(call)
    given = call.given("ResourceConfig")
    if given:
        held = call.environment.resources[ResourceKind.API]
        call.environment.resources[ResourceKind.API] = replace(held, config=given)
    return body


def all_on_one_page(call: OperationCall, right: Right) -> Body:
    """Keep to no maximum where no size is given."""
    if call.given("MaxResults") is None:
        call = replace(call, params={**call.params, "MaxResults": 10_000})
    return right(call)


def says_more_follow(call: OperationCall, right: Right) -> Body:
    """Repeat the token of the first page for ever, with pages that are empty after the last."""
    if call.given("NextToken") in memory(call):
        return {"Jobs": [], "NextToken": _fresh(call)}
    body = right(call)
    return body if "NextToken" in body else {**body, "NextToken": _fresh(call)}


def _fresh(call: OperationCall) -> str:
    token = f"empty-{len(memory(call))}"
    memory(call)[token] = True
    return token


D = StatefulDefect
EFFECT_DEFECTS: dict[str, StatefulDefect] = {
    "third-refused": D({"CreateBackend": refuses_the_third}, "several", "CreateBackend"),
    "copy-of-nothing": D({"CloneBackend": copies_nothing}, "atomicity", "CloneBackend"),
    "answers-for-the-first": D({"GetBackend": answers_for_the_first}, "identity", "GetBackend"),
    "import-lost": D({"ImportBackendAuth": answer_only}, "imports", "ImportBackendAuth"),
    "job-status-cleared": D(
        {"UpdateBackendJob": clears_status}, "partial_update", "UpdateBackendJob"
    ),
    "api-config-replaced": D(
        {"UpdateBackendAPI": replaces_config}, "partial_update", "UpdateBackendAPI"
    ),
    "no-largest-page": D({"ListBackendJobs": all_on_one_page}, "pagination", "ListBackendJobs"),
    "empty-pages": D({"ListBackendJobs": says_more_follow}, "pagination", "ListBackendJobs"),
}
