from dataclasses import replace

import pytest

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.run.server.roles import Role, role_of

from ..run_servers import CONTRACT
from .small_services import contract_of, operation


def role(operation: str) -> Role:
    return role_of(CONTRACT, CONTRACT.operations[operation])


ROLES = {
    # needs, makes, changes, imports, consumes, removes
    "CreateBackend": (None, "Backend", None, False, False, False),
    "CloneBackend": ("Backend", "Backend", None, False, False, False),
    "CreateBackendAPI": ("Backend", "API", None, False, True, False),
    "CreateBackendConfig": ("Backend", "Config", None, False, True, False),
    "CreateToken": ("Backend", "Token", None, False, False, False),
    "ImportBackendStorage": ("Backend", "Storage", None, True, True, False),
    "UpdateBackendAPI": ("API", None, "API", False, False, False),
    "UpdateBackendJob": ("Job", None, "Job", False, False, False),
    "DeleteBackendAPI": ("API", None, None, False, True, True),
    "DeleteBackend": ("Backend", None, None, False, True, True),
    "RemoveAllBackends": ("Backend", None, None, False, True, True),
    "GetBackendAPI": ("API", None, None, False, False, False),
    "GetBackendAPIModels": ("APIModels", None, None, False, False, False),
    "ListBackendJobs": ("Job", None, None, False, False, False),
    "ListS3Buckets": (None, None, None, False, False, False),
}


@pytest.mark.parametrize("operation", ROLES)
def test_roles(operation: str) -> None:
    found = role(operation)
    assert (
        found.need.resource if found.need else None,
        found.made[0].name if found.made else None,
        found.changed[0].name if found.changed else None,
        found.imports,
        found.consumes,
        found.removes,
    ) == ROLES[operation]
    assert found.written == (found.made or found.changed)


CHOSEN = {
    "CreateBackend": {"AppId": "AppId", "BackendEnvironmentName": "BackendEnvironmentName"},
    "CloneBackend": {"TargetEnvironmentName": "BackendEnvironmentName"},
    "CreateBackendAPI": {"ResourceName": "ResourceName"},
    "CreateToken": {},
    "ImportBackendStorage": {},
    "UpdateBackendAPI": {},
    "GetBackend": {},
}


@pytest.mark.parametrize("operation", CHOSEN)
def test_what_the_caller_names_anew(operation: str) -> None:
    assert role(operation).chosen == CHOSEN[operation]


def test_identifiers() -> None:
    assert role("GetToken").needed_identifiers == {"AppId", "SessionId"}
    assert role("GetToken").generated == {"SessionId"}
    assert role("GetBackendAPIModels").generated == set()
    assert role("ListS3Buckets").needed_identifiers == set()


def test_a_clone_that_overwrites_its_source_is_not_thought_of() -> None:
    """A member that names what is needed is never chosen anew."""
    for name in CONTRACT.operations:
        found = role(name)
        needed = CONTRACT.lifecycle.resources[found.need.resource] if found.need else None
        assert not found.chosen.keys() & set(needed.identifiers if needed else ())


def test_without_a_lifecycle_there_is_no_role() -> None:
    bare = replace(CONTRACT, lifecycle=Lifecycle())
    found = role_of(bare, bare.operations["CreateBackend"])
    assert (found.need, found.written, found.consumes, found.chosen) == (None, None, False, {})


def test_an_arn_is_not_chosen_by_the_caller() -> None:
    """Servers make ARNs: what is put on a resource has no new one."""
    contract = contract_of(
        operation("PutPolicy", "ResourceArn Policy"),
        operation("GetPolicy", "ResourceArn", "Policy"),
        operation("PutNote", "NoteId Text"),
        operation("GetNote", "NoteId", "Text"),
    )
    puts = [role_of(contract, contract.operations[each]) for each in ("PutPolicy", "PutNote")]
    assert [each.made is not None for each in puts] == [True, True]
    assert [dict(each.chosen) for each in puts] == [{}, {"NoteId": "NoteId"}]
