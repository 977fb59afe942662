"""Defects that show only over several calls, planted into the state of the bundled mock.

Each replaces some operations by functions that get the call and the right function. What they have
to remember they keep in ``memory``, which belongs to one server.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.mock.amplifybackend.environment_calls import OperationCall
from shapeproof.mock.amplifybackend.environments import (
    BadRequestError,
    Environment,
    NotFoundError,
    ResourceKind,
)
from shapeproof.mock.amplifybackend.models import AmplifyBackend
from shapeproof.mock.amplifybackend.responses import OPERATIONS, AmplifyBackendResponse
from shapeproof.mock.app import BundledApp
from shapeproof.mock.backends import private_backends

Body = Any
Right = Callable[[OperationCall], Body]
Wrong = Callable[[OperationCall, Right], Body]
Plan = Mapping[str, Wrong]


@dataclass(frozen=True)
class StatefulDefect:
    """What is planted, and the check and operation under which it must be found."""

    plan: Plan
    check: str
    operation: str


def planted(plan: Plan) -> Any:
    """A new bundled mock with some operations done wrongly."""

    class Planted(AmplifyBackendResponse):
        def perform(self, backend: AmplifyBackend, operation: str, params: Any) -> Body:
            right = OPERATIONS[operation]
            call = OperationCall(backend, operation, params)
            with backend.lock:
                return plan[operation](call, right) if operation in plan else right(call)

    return BundledApp(Planted, private_backends(AmplifyBackend))


def memory(call: OperationCall) -> dict[Any, Any]:
    """What a defect remembers of one server."""
    return call.backend.__dict__.setdefault("planted", {})


def of(call: OperationCall, *names: str) -> tuple[Any, ...]:
    return tuple(call.params.get(name) for name in names)


IDS = ("AppId", "BackendEnvironmentName", "ResourceName")


def answer_only(call: OperationCall, right: Right) -> Body:
    """Answer as if it had been done."""
    return {
        "AppId": call.params["AppId"],
        "BackendEnvironmentName": call.params.get("BackendEnvironmentName", ""),
        "JobId": call.backend.jobs.start(*of(call, *IDS[:2]), call.operation).id,
        "Operation": call.operation,
        "Status": "COMPLETED",
    }


def first_read(call: OperationCall, right: Right) -> Body:
    body = right(call)
    return memory(call).setdefault((call.operation, *of(call, *IDS, "JobId")), body)


def removes_nothing(call: OperationCall, right: Right) -> Body:
    call.environment.resource(
        ResourceKind(call.operation.removeprefix("DeleteBackend").lower()),
        call.params["ResourceName"],
    )
    return answer_only(call, right)


def updates_newest(call: OperationCall, right: Right) -> Body:
    """Update the resource of the environment that was made last."""
    name = list(call.backend.environments.of_app(call.app_id))[-1]
    call.environment.resource(ResourceKind.STORAGE, call.params["ResourceName"])
    other = call.backend.environments.get(call.app_id, name)
    if ResourceKind.STORAGE in other.resources:
        wrong = {
            **call.params,
            "BackendEnvironmentName": name,
            "ResourceName": other.resources[ResourceKind.STORAGE].name
            or call.params["ResourceName"],
        }
        right(replace(call, params=wrong))
        return answer_only(call, right)
    return right(call)


def unlisted(call: OperationCall, right: Right) -> Body:
    """Forget to list the job that is made."""
    body = right(call)
    memory(call).setdefault("unlisted", set()).add(body["JobId"])
    return body


def lists_less(call: OperationCall, right: Right) -> Body:
    body = right(call)
    hidden = memory(call).get("unlisted", set())
    return {**body, "Jobs": [each for each in body["Jobs"] if each["JobId"] not in hidden]}


def ignoring(*names: str) -> Wrong:
    """Leave members of the request out."""

    def wrong(call: OperationCall, right: Right) -> Body:
        kept = {name: each for name, each in call.params.items() if name not in names}
        return right(replace(call, params=kept))

    return wrong


def listing(change: Callable[[OperationCall, Body], Body]) -> Wrong:
    return lambda call, right: change(call, right(call))


def overlapping(call: OperationCall, body: Body) -> Body:
    """Begin each further page with the last job of the one before."""
    last = memory(call).get("last")
    memory(call)["last"] = body["Jobs"][-1] if body["Jobs"] else None
    if call.given("NextToken") and last:
        return {**body, "Jobs": [last, *body["Jobs"][:-1], *body["Jobs"][-1:]]}
    return body


def losing_edge(call: OperationCall, body: Body) -> Body:
    """Leave out the first job of each further page."""
    return {**body, "Jobs": body["Jobs"][1:]} if call.given("NextToken") else body


def round_and_round(call: OperationCall, right: Right) -> Body:
    if call.given("NextToken") == "again":
        call = replace(call, params={**call.params, "NextToken": None})
    body = right(call)
    return {"NextToken": "again", **body}


def any_token(call: OperationCall, right: Right) -> Body:
    try:
        return right(call)
    except BadRequestError:
        return right(replace(call, params={**call.params, "NextToken": None}))


def one_more(call: OperationCall, right: Right) -> Body:
    size = call.params.get("MaxResults", 24)
    return right(replace(call, params={**call.params, "MaxResults": size + 1}))


def first_page_filtered(call: OperationCall, right: Right) -> Body:
    """Forget the filters on further pages."""
    if not call.given("NextToken"):
        body = right(call)
        wanted = of(call, "Status", "Operation")
        if "NextToken" in body:
            memory(call)[body["NextToken"]] = wanted
        return body
    return right(call)


def in_any_environment(call: OperationCall, right: Right) -> Body:
    """Find a resource of the name in any environment of the app."""
    kind = ResourceKind(call.operation.removeprefix("GetBackend").lower())
    try:
        return right(call)
    except NotFoundError:
        for environment in call.backend.environments.of_app(call.app_id).values():
            resource = environment.resources.get(kind)
            if resource is not None:
                return {**{k: call.params[k] for k in IDS}, "ResourceConfig": resource.config}
        raise


def by_name_only(writer: bool) -> Wrong:
    """Keep what is known of a resource by its name, whatever the environment or the app."""

    def wrong(call: OperationCall, right: Right) -> Body:
        body = right(call)
        kept = memory(call)
        if writer:
            kept[call.params["ResourceName"]] = call.params["ResourceConfig"]
            return body
        shown = kept.get(call.params["ResourceName"], body["ResourceConfig"])
        return {**body, "ResourceConfig": {**body["ResourceConfig"], **shown}}

    return wrong


def by_environment_only(writer: bool) -> Wrong:
    """Keep a resource's values by environment and name, whatever the app."""

    def wrong(call: OperationCall, right: Right) -> Body:
        body = right(call)
        key = of(call, *IDS[1:])
        if writer:
            memory(call)[key] = call.params["ResourceConfig"]
            return body
        return {**body, "ResourceConfig": {**body["ResourceConfig"], **memory(call).get(key, {})}}

    return wrong


def empty_clone(call: OperationCall, right: Right) -> Body:
    body = right(call)
    target = call.backend.environments.get(call.app_id, call.params["TargetEnvironmentName"])
    target.resources.clear()
    return body


def shallow_clone(call: OperationCall, right: Right) -> Body:
    body = right(call)
    target = call.backend.environments.get(call.app_id, call.params["TargetEnvironmentName"])
    target.resources = call.environment.resources
    return body


def clone_without(kind: ResourceKind) -> Wrong:
    def wrong(call: OperationCall, right: Right) -> Body:
        body = right(call)
        target = call.backend.environments.get(call.app_id, call.params["TargetEnvironmentName"])
        target.resources.pop(kind, None)
        return body

    return wrong


def clone_onto(call: OperationCall, right: Right) -> Body:
    try:
        return right(call)
    except BadRequestError:
        call.backend.environments.remove(call.app_id, call.params["TargetEnvironmentName"])
        return right(call)


def second_lost(call: OperationCall, right: Right) -> Body:
    """Do an update once for each resource, and no more."""
    key = (call.operation, *of(call, *IDS, "JobId"))
    if memory(call).setdefault(key, 0):
        call.environment.resource(
            ResourceKind(call.operation.removeprefix("UpdateBackend").lower()),
            call.params["ResourceName"],
        )
        return answer_only(call, right)
    memory(call)[key] = 1
    return right(call)


def second_job_update_lost(call: OperationCall, right: Right) -> Body:
    key = of(call, *IDS[:2], "JobId")
    if memory(call).setdefault(key, 0):
        return OPERATIONS["GetBackendJob"](call)
    memory(call)[key] = 1
    return right(call)


def overwrites(call: OperationCall, right: Right) -> Body:
    """Make what exists again, over the old one."""
    kind = ResourceKind(call.operation.removeprefix("CreateBackend").lower())
    call.environment.resources.pop(kind, None)
    return right(call)


def overwrites_and_refuses(call: OperationCall, right: Right) -> Body:
    kind = ResourceKind(call.operation.removeprefix("CreateBackend").lower())
    there = call.environment.resources.get(kind)
    if there is None or there.name != call.params["ResourceName"]:
        return right(call)
    overwrites(call, right)
    raise BadRequestError("It is there already")


def again_accepted(call: OperationCall, right: Right) -> Body:
    try:
        return right(call)
    except BadRequestError:
        return answer_only(call, right)


def config_again_accepted(call: OperationCall, right: Right) -> Body:
    try:
        return right(call)
    except BadRequestError:
        return {"AppId": call.app_id, "Status": "COMPLETED"}


def keeps_old(call: OperationCall, right: Right) -> Body:
    """Fill what is not given from what was there under the name before."""
    key = of(call, *IDS)
    old = memory(call).get(key, {})
    config = {**old, **call.params["ResourceConfig"]}
    memory(call)[key] = config
    return right(replace(call, params={**call.params, "ResourceConfig": config}))


def environment_keeps_resources(call: OperationCall, right: Right) -> Body:
    """An environment that is made again has what the old one had."""
    key = of(call, *IDS[:2])
    body = right(call)
    environment = call.environment
    environment.resources = memory(call).setdefault(key, environment.resources)
    return body


def never_again(call: OperationCall, right: Right) -> Body:
    """A name that was used once cannot be used again."""
    used = memory(call).setdefault("used", set())
    if of(call, *IDS) in used:
        raise BadRequestError("It was there before")
    used.add(of(call, *IDS))
    return right(call)


def removes_siblings(call: OperationCall, right: Right) -> Body:
    body = right(call)
    call.environment.resources.clear()
    return body


def removes_everywhere(call: OperationCall, right: Right) -> Body:
    """Remove the storage of every environment of the app."""
    body = right(call)
    for each in call.backend.environments.of_app(call.app_id).values():
        each.resources.pop(ResourceKind.STORAGE, None)
    return body


def removes_the_app(call: OperationCall, right: Right) -> Body:
    body = right(call)
    if call.app_id in call.backend.environments._apps:
        call.backend.environments.remove_app(call.app_id)
    return body


def lists_removed(call: OperationCall, right: Right) -> Body:
    memory(call).setdefault(call.app_id, []).append(call.environment_name)
    return right(call)


def adds_removed(call: OperationCall, right: Right) -> Body:
    body = right(call)
    ghosts = [
        each
        for each in memory(call).get(call.app_id, [])
        if each not in body["BackendEnvironmentList"]
    ]
    return {**body, "BackendEnvironmentList": [*body["BackendEnvironmentList"], *ghosts]}


def lists_twice(call: OperationCall, right: Right) -> Body:
    body = right(call)
    listed = body["BackendEnvironmentList"]
    return {**body, "BackendEnvironmentList": [*listed, listed[-1]]}


def lists_one(call: OperationCall, right: Right) -> Body:
    body = right(call)
    return {**body, "BackendEnvironmentList": body["BackendEnvironmentList"][-1:]}


def lists_all_apps(call: OperationCall, right: Right) -> Body:
    apps = call.backend.environments._apps.values()
    body = right(call)
    return {**body, "BackendEnvironmentList": [name for each in apps for name in each]}


def wrong_job(call: OperationCall, right: Right) -> Body:
    return {**right(call), "JobId": "job-0"}


def token_of_any_app(call: OperationCall, right: Right) -> Body:
    try:
        return right(call)
    except NotFoundError:
        for (_, session), token in call.backend.tokens._tokens.items():
            if session == call.params["SessionId"]:
                return {**token.to_output(), "AppId": call.app_id}
        raise


def token_kept(call: OperationCall, right: Right) -> Body:
    call.backend.tokens.get(call.app_id, call.params["SessionId"])
    return {"IsSuccess": True}


def last_token(call: OperationCall, right: Right) -> Body:
    """The token that was made last, whichever is asked for."""
    body = right(call)
    newest = [each for (app, _), each in call.backend.tokens._tokens.items() if app == call.app_id]
    return {**newest[-1].to_output(), "SessionId": body["SessionId"]}


def all_tokens(call: OperationCall, right: Right) -> Body:
    body = right(call)
    call.backend.tokens._tokens.clear()
    return body


def config_kept(call: OperationCall, right: Right) -> Body:
    if call.app_id not in call.backend.configs:
        raise NotFoundError("config", call.app_id)
    return {}


def one_config(call: OperationCall, right: Right) -> Body:
    """Forget the configurations of all other apps."""
    body = right(call)
    for app in [each for each in call.backend.configs if each != call.app_id]:
        del call.backend.configs[app]
    return body


def removes_one(call: OperationCall, right: Right) -> Body:
    """Remove the first environment only."""
    names = list(call.backend.environments.of_app(call.app_id))
    call.backend.environments.remove(call.app_id, names[0])
    return {"AppId": call.app_id, "Operation": call.operation, "Status": "COMPLETED"}


def removes_all_apps(call: OperationCall, right: Right) -> Body:
    body = right(call)
    call.backend.environments._apps.clear()
    return body


def update_creates(call: OperationCall, right: Right) -> Body:
    try:
        return right(call)
    except NotFoundError:
        make = {
            "UpdateBackendStorage": "CreateBackendStorage",
            "UpdateBackendAPI": "CreateBackendAPI",
        }
        return OPERATIONS[make[call.operation]](call)


def config_update_creates(call: OperationCall, right: Right) -> Body:
    call.backend.configs.setdefault(call.app_id, {"AppId": call.app_id})
    return right(call)


def job_of_any_environment(call: OperationCall, right: Right) -> Body:
    try:
        return right(call)
    except NotFoundError:
        for (app, _), history in call.backend.jobs._histories.items():
            if app == call.app_id and call.params["JobId"] in history.positions:
                job = history.jobs[history.positions[call.params["JobId"]]]
                return {**job.to_output(), "BackendEnvironmentName": call.environment_name}
        raise


def updates_all_jobs(call: OperationCall, right: Right) -> Body:
    body = right(call)
    history = call.backend.jobs._histories[call.app_id, call.environment_name]
    for index, job in enumerate(history.jobs):
        history.jobs[index] = replace(job, operation=body["Operation"], status=body["Status"])
    return body


def leaves_parts(call: OperationCall, right: Right) -> Body:
    """Remember what a removed environment held, and find it still."""
    memory(call)[of(call, *IDS[:2])] = copy.copy(call.environment.resources)
    return right(call)


def finds_parts(call: OperationCall, right: Right) -> Body:
    try:
        return right(call)
    except NotFoundError:
        left = memory(call).get(of(call, *IDS[:2]), {}).get(ResourceKind.STORAGE)
        if left is None or left.name != call.params["ResourceName"]:
            raise
        return {**{k: call.params[k] for k in IDS}, "ResourceConfig": left.config}


def job_dropped(call: OperationCall, right: Right) -> Body:
    """Show a job that is logged under the app's first environment."""
    body = right(call)
    history = call.backend.jobs._histories[call.app_id, call.environment_name]
    history.jobs.pop()
    history.positions.pop(body["JobId"])
    return body


def one_for_all(call: OperationCall, right: Right) -> Body:
    """All environments of an app share one set of resources."""
    body = right(call)
    shared = memory(call).setdefault(call.app_id, Environment("shared"))
    call.environment.resources = shared.resources
    return body


D = StatefulDefect
LIST = "ListBackendJobs"
STATEFUL_DEFECTS: dict[str, StatefulDefect] = {
    "stale-read": D({"GetBackendStorage": first_read}, "lost_update", "UpdateBackendStorage"),
    "stale-job": D({"GetBackendJob": first_read}, "lost_update", "UpdateBackendJob"),
    "create-does-nothing": D({"CreateBackendAuth": answer_only}, "lost_write", "CreateBackendAuth"),
    "update-does-nothing": D({"UpdateBackendAPI": answer_only}, "lost_update", "UpdateBackendAPI"),
    "delete-does-nothing": D(
        {"DeleteBackendStorage": removes_nothing}, "not_removed", "DeleteBackendStorage"
    ),
    "delete-backend-does-nothing": D(
        {"DeleteBackend": answer_only}, "not_removed", "DeleteBackend"
    ),
    "update-of-the-newest": D(
        {"UpdateBackendStorage": updates_newest}, "isolation", "UpdateBackendStorage"
    ),
    "job-not-listed": D(
        {"UpdateBackendAuth": unlisted, LIST: lists_less},
        "dangling_identifier",
        "UpdateBackendAuth",
    ),
    "job-of-delete-not-listed": D(
        {"DeleteBackendAPI": unlisted, LIST: lists_less}, "dangling_identifier", "DeleteBackendAPI"
    ),
    "job-does-not-resolve": D(
        {"ImportBackendAuth": wrong_job}, "dangling_identifier", "ImportBackendAuth"
    ),
    "job-dropped": D({"CloneBackend": job_dropped}, "dangling_identifier", "CloneBackend"),
    "status-filter-ignored": D({LIST: ignoring("Status")}, "filters", LIST),
    "operation-filter-ignored": D({LIST: ignoring("Operation")}, "filters", LIST),
    "job-filter-ignored": D({LIST: ignoring("JobId")}, "filters", LIST),
    "all-filters-or-none": D(
        {
            LIST: lambda call, right: (
                ignoring("Status")(call, right)
                if call.given("Status") and call.given("Operation")
                else right(call)
            )
        },
        "filters",
        LIST,
    ),
    "filter-drops-one": D(
        {
            LIST: listing(
                lambda call, body: (
                    {**body, "Jobs": body["Jobs"][:1]} if call.given("Status") else body
                )
            )
        },
        "filters",
        LIST,
    ),
    "duplicate-at-edge": D({LIST: listing(overlapping)}, "pagination", LIST),
    "lost-at-edge": D({LIST: listing(losing_edge)}, "pagination", LIST),
    "endless-token": D({LIST: round_and_round}, "pagination", LIST),
    "made-up-token-accepted": D({LIST: any_token}, "pagination", LIST),
    "page-size-ignored": D({LIST: ignoring("MaxResults")}, "pagination", LIST),
    "page-one-more": D({LIST: one_more}, "pagination", LIST),
    "no-token": D({LIST: listing(lambda _, body: {"Jobs": body["Jobs"]})}, "pagination", LIST),
    "environments-share-resources": D({"CreateBackend": one_for_all}, "leftovers", "CreateBackend"),
    "environment-not-isolated": D(
        {
            "CreateBackendStorage": by_name_only(True),
            "UpdateBackendStorage": by_name_only(True),
            "GetBackendStorage": by_name_only(False),
        },
        "isolation",
        "CreateBackendStorage",
    ),
    "app-not-isolated": D(
        {
            "CreateBackendStorage": by_environment_only(True),
            "UpdateBackendStorage": by_environment_only(True),
            "GetBackendStorage": by_environment_only(False),
        },
        "isolation",
        "CreateBackendStorage",
    ),
    "found-in-any-environment": D(
        {"GetBackendStorage": in_any_environment}, "isolation", "GetBackendStorage"
    ),
    "clone-empty": D({"CloneBackend": empty_clone}, "copies", "CloneBackend"),
    "clone-without-auth": D(
        {"CloneBackend": clone_without(ResourceKind.AUTH)}, "copies", "CloneBackend"
    ),
    "clone-shallow": D({"CloneBackend": shallow_clone}, "copies", "CloneBackend"),
    "clone-onto-existing": D({"CloneBackend": clone_onto}, "made_twice", "CloneBackend"),
    "second-update-lost": D(
        {"UpdateBackendStorage": second_lost}, "lost_update", "UpdateBackendStorage"
    ),
    "second-job-update-lost": D(
        {"UpdateBackendJob": second_job_update_lost}, "lost_update", "UpdateBackendJob"
    ),
    "made-over-existing": D(
        {"CreateBackendStorage": overwrites}, "made_twice", "CreateBackendStorage"
    ),
    "made-twice-accepted": D(
        {"CreateBackendAPI": again_accepted}, "made_twice", "CreateBackendAPI"
    ),
    "config-made-twice": D(
        {"CreateBackendConfig": config_again_accepted}, "made_twice", "CreateBackendConfig"
    ),
    "refused-but-overwritten": D(
        {"CreateBackendAuth": overwrites_and_refuses}, "atomicity", "CreateBackendAuth"
    ),
    "made-again-with-old-values": D(
        {"CreateBackendStorage": keeps_old}, "leftovers", "CreateBackendStorage"
    ),
    "environment-made-again-with-old-resources": D(
        {"CreateBackend": environment_keeps_resources}, "leftovers", "CreateBackend"
    ),
    "never-made-again": D({"CreateBackendAPI": never_again}, "leftovers", "CreateBackendAPI"),
    "delete-removes-siblings": D(
        {"DeleteBackendAuth": removes_siblings}, "isolation", "DeleteBackendAuth"
    ),
    "delete-removes-everywhere": D(
        {"DeleteBackendStorage": removes_everywhere}, "isolation", "DeleteBackendStorage"
    ),
    "delete-removes-the-app": D({"DeleteBackend": removes_the_app}, "isolation", "DeleteBackend"),
    "list-shows-removed": D(
        {"DeleteBackend": lists_removed, "GetBackend": adds_removed}, "not_removed", "DeleteBackend"
    ),
    "list-shows-twice": D({"GetBackend": lists_twice}, "listing", "GetBackend"),
    "list-shows-one": D({"GetBackend": lists_one}, "listing", "GetBackend"),
    "list-shows-all-apps": D({"GetBackend": lists_all_apps}, "listing", "GetBackend"),
    "job-listed-with-old-status": D(
        {
            LIST: listing(
                lambda _, body: {
                    **body,
                    "Jobs": [{**each, "Status": "COMPLETED"} for each in body["Jobs"]],
                }
            )
        },
        "listing",
        LIST,
    ),
    "token-shared": D({"GetToken": token_of_any_app}, "isolation", "GetToken"),
    "token-survives": D({"DeleteToken": token_kept}, "not_removed", "DeleteToken"),
    "newest-token": D({"GetToken": last_token}, "isolation", "CreateToken"),
    "all-tokens-removed": D({"DeleteToken": all_tokens}, "isolation", "DeleteToken"),
    "config-survives": D(
        {"RemoveBackendConfig": config_kept}, "not_removed", "RemoveBackendConfig"
    ),
    "one-config-for-all": D(
        {"CreateBackendConfig": one_config}, "isolation", "CreateBackendConfig"
    ),
    "remove-all-leaves-some": D(
        {"RemoveAllBackends": removes_one}, "not_removed", "RemoveAllBackends"
    ),
    "remove-all-of-all-apps": D(
        {"RemoveAllBackends": removes_all_apps}, "isolation", "RemoveAllBackends"
    ),
    "update-creates": D(
        {"UpdateBackendStorage": update_creates}, "not_removed", "UpdateBackendStorage"
    ),
    "config-update-creates": D(
        {"UpdateBackendConfig": config_update_creates}, "not_removed", "RemoveBackendConfig"
    ),
    "job-of-any-environment": D(
        {"GetBackendJob": job_of_any_environment}, "isolation", "GetBackendJob"
    ),
    "all-jobs-updated": D({"UpdateBackendJob": updates_all_jobs}, "isolation", "UpdateBackendJob"),
    "removed-environment-keeps-parts": D(
        {"DeleteBackend": leaves_parts, "GetBackendStorage": finds_parts},
        "not_removed",
        "DeleteBackend",
    ),
}
