"""Defects that show only after calls that no planned walk makes, planted into the bundled mock.

Each needs a third thing, an order, or a deed elsewhere before it does harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeproof.mock.amplifybackend.environment_calls import OperationCall
from shapeproof.mock.amplifybackend.environments import NotFoundError, ResourceKind

from .stateful_defects import IDS, Plan, answer_only, memory, of

Body = Any


def lists_two(call: OperationCall, right: Any) -> Body:
    """Of three environments and more, list the two that were made last."""
    body = right(call)
    return {**body, "BackendEnvironmentList": body["BackendEnvironmentList"][-2:]}


def keeps_the_older(call: OperationCall, right: Any) -> Body:
    """Remove nothing where an environment of the app that was made later was removed before."""
    order = memory(call).setdefault(call.app_id, [])
    order += [name for name in call.backend.environments.of_app(call.app_id) if name not in order]
    position = order.index(call.environment_name) if call.environment_name in order else len(order)
    if position < memory(call).get((call.app_id, "last"), -1):
        call.environment  # noqa: B018  (not found where there is none)
        return answer_only(call, right)
    body = right(call)
    memory(call)[call.app_id, "last"] = position
    return body


def notes_removal(call: OperationCall, right: Any) -> Body:
    body = right(call)
    memory(call)[call.app_id] = memory(call).get(call.app_id, 0) + 1
    return body


def update_lost_after_removal(call: OperationCall, right: Any) -> Body:
    """Lose the updates of an app in which a storage was removed."""
    call.environment.resource(ResourceKind.STORAGE, call.params["ResourceName"])
    return answer_only(call, right) if memory(call).get(call.app_id) else right(call)


def hides_second_after_removal(call: OperationCall, right: Any) -> Body:
    """Of the environments that are made after a removal, forget the second one in the listing."""
    body = right(call)
    if memory(call).get(call.app_id):
        made = memory(call).setdefault((call.app_id, "made"), [])
        made.append(call.environment_name)
    return body


def lists_without_second(call: OperationCall, right: Any) -> Body:
    body = right(call)
    hidden = memory(call).get((call.app_id, "made"), [])[1:2]
    shown = [each for each in body["BackendEnvironmentList"] if each not in hidden]
    return {**body, "BackendEnvironmentList": shown}


def third_token_lost(call: OperationCall, right: Any) -> Body:
    """Keep two tokens of an app."""
    body = right(call)
    made = memory(call).setdefault(call.app_id, [])
    made.append(body["SessionId"])
    if len(made) > 2:
        call.backend.tokens._tokens.pop((call.app_id, made[0]), None)
    return body


def third_update_lost(call: OperationCall, right: Any) -> Body:
    """Do two updates of an authentication, and no more."""
    call.environment.resource(ResourceKind.AUTH, call.params["ResourceName"])
    count = memory(call)[of(call, *IDS)] = memory(call).get(of(call, *IDS), 0) + 1
    return right(call) if count <= 2 else answer_only(call, right)


def removal_of_nothing_removes(call: OperationCall, right: Any) -> Body:
    """Where the API that is to be removed is not there, remove what else the environment holds."""
    try:
        return right(call)
    except NotFoundError:
        call.environment.resources.clear()
        raise


def clone_of_clone_empty(call: OperationCall, right: Any) -> Body:
    """Copy nothing of what is itself a copy."""
    body = right(call)
    clones = memory(call).setdefault("clones", set())
    clones.add((call.app_id, call.params["TargetEnvironmentName"]))
    if of(call, *IDS[:2]) in clones:
        target = call.backend.environments.get(call.app_id, call.params["TargetEnvironmentName"])
        target.resources.clear()
    return body


@dataclass(frozen=True)
class RandomWalkDefect:
    """What is planted, and the checks of which one must find it, by what a walk looks at first."""

    plan: Plan
    checks: frozenset[str]


def defect(plan: Plan, *checks: str) -> RandomWalkDefect:
    return RandomWalkDefect(plan, frozenset(checks))


RANDOM_WALK_DEFECTS: dict[str, RandomWalkDefect] = {
    "third-environment-hides-the-first": defect({"GetBackend": lists_two}, "listing", "isolation"),
    "update-lost-after-removal-elsewhere": defect(
        {
            "DeleteBackendStorage": notes_removal,
            "UpdateBackendStorage": update_lost_after_removal,
        },
        "lost_update",
    ),
    "second-made-after-removal-not-listed": defect(
        {
            "DeleteBackend": notes_removal,
            "CreateBackend": hides_second_after_removal,
            "GetBackend": lists_without_second,
        },
        "lost_write",
        "listing",
    ),
    "third-token-ends-the-first": defect({"CreateToken": third_token_lost}, "isolation"),
    "third-update-lost": defect({"UpdateBackendAuth": third_update_lost}, "lost_update"),
    "removal-of-nothing-removes": defect(
        {"DeleteBackendAPI": removal_of_nothing_removes}, "atomicity"
    ),
    "clone-of-a-clone-empty": defect({"CloneBackend": clone_of_clone_empty}, "copies"),
}
FOUND_AT_SOME_SEEDS: dict[str, RandomWalkDefect] = {
    "removed-in-reverse-order": defect({"DeleteBackend": keeps_the_older}, "not_removed"),
}
"""Defects that the default budget finds at some seeds and misses at others."""
