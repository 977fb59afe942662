"""What is read off a lifecycle."""

from shapeproof.run.walks.facts import LifecycleFacts

from .walk_runs import CONTRACT, guessed

FACTS = LifecycleFacts(CONTRACT)
RESOURCES = CONTRACT.lifecycle.resources


def test_copiers_and_makers() -> None:
    backend = RESOURCES["Backend"]
    assert [each.operation for each in FACTS.copiers(backend)] == ["CloneBackend"]
    assert [each.operation for each in FACTS.makers(backend)] == ["CreateBackend"]
    assert LifecycleFacts(guessed()).copiers(backend) == ()


def test_removers_of_one_and_of_all() -> None:
    backend = RESOURCES["Backend"]
    assert FACTS.removers(backend) == ("DeleteBackend",)
    assert FACTS.clearers(backend) == ("RemoveAllBackends",)


def test_parts_go_with_what_they_stand_in() -> None:
    assert [each.name for each in FACTS.parts(RESOURCES["Backend"])] == ["API", "Auth", "Storage"]
    assert FACTS.parts(RESOURCES["API"]) == ()


def test_kin_stand_in_the_same_parent() -> None:
    kin = [each.name for each in FACTS.siblings(RESOURCES["Storage"])]
    assert kin == ["API", "Auth", "Token"]


def test_listings() -> None:
    backends = FACTS.listing(RESOURCES["Backend"])
    assert backends is not None
    assert (backends.operation, backends.member) == ("GetBackend", "BackendEnvironmentList")
    assert backends.bare
    jobs = FACTS.listing(RESOURCES["Job"])
    assert jobs is not None
    assert (jobs.operation, jobs.member, jobs.identifier) == ("ListBackendJobs", "Jobs", "JobId")
    assert FACTS.listing(RESOURCES["Token"]) is None


def test_filters_are_what_a_change_sets_and_an_item_shows() -> None:
    jobs = FACTS.listing(RESOURCES["Job"])
    assert jobs is not None
    found = [(each.operation, name) for each, name in FACTS.filters(RESOURCES["Job"], jobs)]
    assert found == [("UpdateBackendJob", "Operation"), ("UpdateBackendJob", "Status")]


def test_tellers_of_jobs_leave_out_what_ends_the_environment() -> None:
    tellers = FACTS.identifier_sources(RESOURCES["Job"])
    assert {"CloneBackend", "CreateBackend", "GenerateBackendAPIModels"} <= set(tellers)
    assert not {"DeleteBackend", "RemoveAllBackends", "GetBackendJob"} & set(tellers)
    assert FACTS.identifier_sources(RESOURCES["Storage"]) == ()


def test_absence_of_an_ancestor_is_not_that_of_the_thing() -> None:
    assert not FACTS.missing("GetBackendAPIModels", RESOURCES["APIModels"])
    assert FACTS.missing("GetBackendAPIModels", RESOURCES["API"])
    assert FACTS.missing("GetToken", RESOURCES["Token"])
    assert not FACTS.missing("CreateToken", RESOURCES["Backend"])
