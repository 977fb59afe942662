"""The stateful phase as a whole: silent, bounded, stable, and within the plan."""

import pytest

from shapeproof.exchange import HttpResponse, Severity
from shapeproof.run.plan import OutOfBudget

from .walk_runs import CONTRACT, Server, edited, guessed, run

pytestmark = pytest.mark.slow  # whole runs against servers


def lost_updates(request, answer):
    """Job updates that are not kept: the reader shows another status."""
    if request.method == "GET" and "/job/" in request.target and answer.status == 200:
        return edited(answer, status="OLD")
    return answer


@pytest.mark.long
@pytest.mark.slow
def test_it_is_silent_and_bounded_on_the_bundled_mock() -> None:
    outcome = run()
    assert outcome.findings == ()
    assert 500 < outcome.requests <= 1_500
    assert {each.phase for each in outcome.cases} == {"stateful"}
    assert {each.outcome for each in outcome.cases} == {"accepted"}


@pytest.mark.long
@pytest.mark.slow
def test_ids_of_walks_are_stable_and_told_apart() -> None:
    first, second = run(seed=1), run(seed=2)
    names = [each.case for each in first.cases]
    assert names == [each.case for each in second.cases]
    assert len(set(names)) == len(names)
    assert {each.operation for each in first.cases} <= CONTRACT.operations.keys()


@pytest.mark.long
@pytest.mark.slow
def test_nearly_every_operation_that_keeps_state_has_a_walk() -> None:
    walked = {each.operation for each in run().cases}
    unwalked = CONTRACT.operations.keys() - walked
    assert unwalked <= {"ListS3Buckets", "GetBackend", "GetBackendAPIModels"}


@pytest.mark.long
@pytest.mark.slow
def test_findings_are_the_same_at_any_seed_and_confirmed() -> None:
    outcomes = [run(Server(lost_updates), seed=seed) for seed in (0, 5)]
    ids = [{each.id for each in outcome.findings} for outcome in outcomes]
    assert ids[0] == ids[1]
    assert ("lost_update", "UpdateBackendJob", "changed") in outcomes[0].lines
    for each in outcomes[0].findings:
        assert each.phase == "stateful"
        assert each.severity is Severity.ERROR
        assert each.before


@pytest.mark.long
@pytest.mark.slow
def test_a_guessed_lifecycle_makes_warnings() -> None:
    outcome = run(Server(lost_updates), contract=guessed())
    assert outcome.findings
    assert {each.severity for each in outcome.findings} == {Severity.WARNING}
    assert run(contract=guessed()).findings == ()


def test_what_happens_once_only_is_not_told() -> None:
    seen = []

    def once(request, answer):
        if not seen and request.method == "GET" and "/job/" in request.target:
            seen.append(request)
            return HttpResponse(404, (("x-amzn-errortype", "NotFoundException"),), b"{}")
        return answer

    assert run(Server(once)).findings == ()
    assert seen


@pytest.mark.long
def test_a_value_that_coverage_compares_is_told_by_coverage() -> None:
    phases = ("coverage", "stateful")
    assert ("lost_update", "UpdateBackendJob", "changed") not in run(
        Server(lost_updates), phases=phases
    ).lines


def test_named_operations_have_the_walks_about_them() -> None:
    walked = {each.operation for each in run(operations=("GetToken",)).cases}
    assert walked == {"CreateToken", "DeleteToken", "GetToken"}
    excluded = run(operations=("*Token",), excluded=("DeleteToken",))
    assert {each.operation for each in excluded.cases} == {"CreateToken", "GetToken"}


def test_shares_join_to_the_whole() -> None:
    operations = ("*Token", "*BackendJob")
    whole = {each.case for each in run(operations=operations).cases}
    shares = [
        [each.case for each in run(operations=operations, shard=(index, 3)).cases]
        for index in (1, 2, 3)
    ]
    assert {case for share in shares for case in share} == whole
    assert sum(map(len, shares)) == len(whole)


def test_the_bound_of_requests_ends_it() -> None:
    server = Server()
    with pytest.raises(OutOfBudget):
        run(server, max_requests=40)
    assert len(server.requests) == 40


def test_what_cannot_be_set_up_is_not_run_and_not_told() -> None:
    def refusing(request, answer):
        if request.method == "POST" and request.target == "/backend":
            return HttpResponse(400, (("x-amzn-errortype", "BadRequestException"),), b"{}")
        return answer

    outcome = run(Server(refusing))
    assert outcome.findings == ()
    assert "not run" in {each.outcome for each in outcome.cases}
