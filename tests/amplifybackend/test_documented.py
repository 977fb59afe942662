"""The contract states what the published reference of AmplifyBackend states: no less and no more.

Everything that an operation's document says of the values of its request and response is compared,
both ways, but for what the reference is silent on: which members a response must have, how members
are named on the wire, and what errors hold besides their names.
"""

import pytest

from tests.support.selection import one_in

from .contract_facts import (
    CONTRACT,
    Facts,
    Json,
    contract,
    contract_operation,
    contract_paginator,
    contract_service,
    differences,
    documented,
    documented_operation,
    documented_paginator,
    documented_service,
    load,
    operation_names,
)
from .contract_mutations import (
    OPERATION_MUTATIONS,
    Mutation,
    entry_changed,
    paginator_changed,
)

OPERATIONS = sorted(documented()["operations"])
PAGINATORS = sorted(documented()["paginators"])

ADDED_SINCE: dict[str, Facts] = {
    "get_backend_api_models": {"response ModelIntrospectionSchema": "string"},
}
"""What the service has gained since the reference was published, by operation."""


def required_below(parameter: str, *paths: str) -> Facts:
    """Return the facts that these members below a parameter are required."""
    return {f"request {parameter}.{path} required": True for path in paths}


NOT_STATED: dict[str, Facts] = {
    "create_backend_auth": required_below(
        "ResourceConfig",
        "AuthResources",
        "IdentityPoolConfigs.IdentityPoolName",
        "IdentityPoolConfigs.UnauthenticatedLogin",
        "Service",
        "UserPoolConfigs",
        "UserPoolConfigs.ForgotPassword.DeliveryMethod",
        "UserPoolConfigs.Mfa.MFAMode",
        "UserPoolConfigs.OAuth.OAuthGrantType",
        "UserPoolConfigs.OAuth.OAuthScopes",
        "UserPoolConfigs.OAuth.RedirectSignInURIs",
        "UserPoolConfigs.OAuth.RedirectSignOutURIs",
        "UserPoolConfigs.PasswordPolicy.MinimumLength",
        "UserPoolConfigs.RequiredSignUpAttributes",
        "UserPoolConfigs.SignInMethod",
        "UserPoolConfigs.UserPoolName",
        "UserPoolConfigs.VerificationMessage.DeliveryMethod",
    ),
    "create_backend_storage": required_below(
        "ResourceConfig", "Permissions", "Permissions.Authenticated", "ServiceName"
    ),
    "list_backend_jobs": {"request MaxResults minimum": 1, "request MaxResults maximum": 25},
    "update_backend_auth": required_below(
        "ResourceConfig",
        "AuthResources",
        "Service",
        "UserPoolConfigs",
        "UserPoolConfigs.VerificationMessage.DeliveryMethod",
    ),
    "update_backend_storage": required_below(
        "ResourceConfig", "Permissions", "Permissions.Authenticated", "ServiceName"
    ),
}
"""What the reference has no words for, by operation: required members below the top, and bounds."""


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_has_the_documented_facts(name: str) -> None:
    assert operation_differences(name, contract(operation_names()[name])) == []


@pytest.mark.parametrize("name", PAGINATORS)
def test_paginator_has_the_documented_facts(name: str) -> None:
    assert paginator_differences(name, contract("service")["paginators"][name]) == []


def test_service_has_the_documented_operations_errors_and_paginators() -> None:
    assert service_differences(contract("service")) == []


def test_every_documented_operation_has_a_document_and_no_other() -> None:
    assert sorted(operation_names()) == OPERATIONS
    assert sorted(operation_names().values()) == sorted(contract("service")["operations"])


@pytest.mark.parametrize("python_name", OPERATIONS)
def test_document_lies_under_the_name_of_its_operation(python_name: str) -> None:
    name = operation_names()[python_name]
    assert contract(name)["operation"] == name


@pytest.mark.parametrize("listed", [ADDED_SINCE, NOT_STATED], ids=["added since", "not stated"])
def test_listed_facts_are_not_in_the_reference(listed: dict[str, Facts]) -> None:
    for name, facts in listed.items():
        entry = documented()["operations"][name]
        assert documented_operation(name, entry).keys().isdisjoint(facts), name


@pytest.mark.parametrize("name", sorted(ADDED_SINCE))
def test_each_addition_is_needed(name: str) -> None:
    found = contract_operation(contract(operation_names()[name]))
    stated = documented_operation(name, documented()["operations"][name])
    assert differences(stated, found) == [
        f"{fact}: documented None, contract {value!r}" for fact, value in ADDED_SINCE[name].items()
    ]


def test_corrections_touch_nothing_that_is_documented() -> None:
    corrections = load(CONTRACT / "overlay.json")["corrections"]
    pointers = [correction["pointer"] for correction in corrections]
    assert [each for each in pointers if not each.startswith("/errors/")] == []


@pytest.mark.parametrize("mutation", OPERATION_MUTATIONS, ids=lambda each: each.__name__)
@pytest.mark.sampled("name", one_in(4, OPERATIONS), OPERATIONS)
def test_any_change_of_an_operation_is_reported(name: str, mutation: Mutation) -> None:
    mutants = mutation(contract(operation_names()[name]))
    assert [place for place, mutant in mutants if not operation_differences(name, mutant)] == []


@pytest.mark.parametrize("mutation", OPERATION_MUTATIONS, ids=lambda each: each.__name__)
def test_each_mutation_makes_mutants(mutation: Mutation) -> None:
    assert list(mutation(contract("CreateBackendAuth")))


def test_any_change_of_the_service_is_reported() -> None:
    mutants = list(entry_changed(contract("service")))
    assert mutants
    assert [place for place, mutant in mutants if not service_differences(mutant)] == []


@pytest.mark.parametrize("name", PAGINATORS)
def test_any_change_of_a_paginator_is_reported(name: str) -> None:
    mutants = list(paginator_changed(contract("service")["paginators"][name]))
    assert mutants
    assert [place for place, mutant in mutants if not paginator_differences(name, mutant)] == []


def operation_differences(name: str, document: Json) -> list[str]:
    """Compare an operation's document with the reference and the facts listed next to it."""
    expected = {
        **documented_operation(name, documented()["operations"][name]),
        **NOT_STATED.get(name, {}),
        **ADDED_SINCE.get(name, {}),
    }
    return differences(expected, contract_operation(document))


def paginator_differences(name: str, paginator: Json) -> list[str]:
    """Compare a paginator's entry with the reference."""
    expected = documented_paginator(documented()["paginators"][name])
    return differences(expected, contract_paginator(paginator, contract(name)))


def service_differences(service: Json) -> list[str]:
    """Compare the service's document with the reference."""
    return differences(documented_service(documented()), contract_service(service))
