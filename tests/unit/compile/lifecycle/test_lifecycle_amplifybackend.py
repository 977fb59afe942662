"""What is guessed of a service whose lifecycle was written by hand and reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shapeproof.compile import compile_service
from shapeproof.contract.lifecycle import Lifecycle, Resource
from shapeproof.contract.store import find_pinned, read_pinned

CONTRACTS = Path(__file__).parents[4] / "contracts"
PREFIX = "Backend"
"""The reviewed names leave it out: what is guessed as BackendAPI is API."""

MISSED = {
    # which members come back unchanged
    "API reader GetBackendAPI shows ResourceConfig",
    "Auth reader GetBackendAuth shows ResourceConfig",
    "Storage reader GetBackendStorage shows ResourceConfig",
    "Job reader GetBackendJob shows Operation",
    "Job reader GetBackendJob shows Status",
    "Token reader GetToken repeats ChallengeCode",
    "Token reader GetToken repeats Ttl",
    "Config changer UpdateBackendConfig shows LoginAuthConfig",
    "Storage importer ImportBackendStorage shown_at BucketName",
    "Storage importer ImportBackendStorage shown_at ServiceName",
    # that another thing than the needed one is told to be missing
    "GetBackendAPIModels absent API",
    "ListBackendJobs needs Job",
    "ListBackendJobs absent Backend",
}
ADDED = {"ListBackendJobs needs Backend"}


def _name(noun: str | None) -> str | None:
    return noun if noun in (None, PREFIX) else str(noun).removeprefix(PREFIX)


def _facts(lifecycle: Lifecycle) -> set[str]:
    found = set()
    for resource in lifecycle.resources.values():
        found |= {f"{_name(resource.name)} {fact}" for fact in _resource(resource)}
    for operation, need in lifecycle.needs.items():
        found |= {f"{operation} needs {_name(need.resource)}", f"{operation} {need.missing}"}
        found |= {f"{operation} absent {_name(need.absent)}"} if need.absent else set()
    return found


def _resource(resource: Resource) -> Iterator[str]:
    yield f"parent {_name(resource.parent)}"
    yield f"single {resource.single}"
    yield from (f"identifier {each}" for each in resource.identifiers)
    yield from (f"generated {each}" for each in resource.generated)
    yield from (f"lister {each}" for each in resource.listers)
    yield from (f"remover {each}" for each in resource.removers)
    for role in ("maker", "importer", "source", "changer"):
        for writer in getattr(resource, f"{role}s"):
            named = f"{role} {writer.operation}"
            yield named
            yield from (f"{named} {k}={v}" for k, v in writer.identifiers.items())
            yield from (f"{named} {k} as {v}" for k, v in writer.outputs.items())
            yield from (f"{named} shows {each}" for each in writer.shows)
            yield from (f"{named} shown_at {each}" for each in writer.shown_at)
    for reader in resource.readers:
        named = f"reader {reader.operation}"
        yield named
        yield from (f"{named} shows {each}" for each in reader.shows)
        yield from (f"{named} repeats {each}" for each in reader.repeats)
        yield from (f"{named} {k} contains {v}" for k, v in reader.contains.items())
        yield from (f"{named} leaves out {each}" for each in reader.leaves_out)


@pytest.fixture(scope="module")
def reviewed() -> Lifecycle:
    pinned = find_pinned("amplifybackend", CONTRACTS)
    assert pinned is not None
    return read_pinned(pinned).lifecycle


@pytest.fixture(scope="module")
def guessed() -> Lifecycle:
    return compile_service("amplifybackend").lifecycle


def test_what_is_missed(reviewed: Lifecycle, guessed: Lifecycle) -> None:
    assert _facts(reviewed) - _facts(guessed) == MISSED


def test_what_is_added(reviewed: Lifecycle, guessed: Lifecycle) -> None:
    assert _facts(guessed) - _facts(reviewed) == ADDED


def test_few_corrections_are_needed(reviewed: Lifecycle, guessed: Lifecycle) -> None:
    right = _facts(reviewed) & _facts(guessed)
    assert len(right) / len(_facts(reviewed)) > 0.9
