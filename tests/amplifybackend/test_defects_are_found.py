"""Every planted defect is found, by the check it belongs to, under the operation it belongs to."""

import pytest

from shapeproof.exchange import Finding
from shapeproof.mock import wsgi_app
from tests.support.selection import one_in

from .defects import DEFECTS
from .running import run, writers_of

FOUND_ELSEWHERE = {
    # What a double decoder makes is found where it is read, not where it is made.
    "CreateToken.rejects_valid.label-decoded-twice": ("echo", "CreateToken"),
    # An empty body is an empty object to every client; its members are what is missing.
    "DeleteBackend.malformed_json.empty-body": ("response_schema", "DeleteBackend"),
    # A string of JSON is JSON, though no object.
    "GetToken.malformed_json.json-in-json": ("response_schema", "GetToken"),
    "GetToken.error_shape.error-as-200": ("not_found", "GetToken"),
    # An error page is no JSON.
    "CreateBackendAPI.error_shape.html-error": ("malformed_json", "CreateBackendAPI"),
    "ImportBackendAuth.error_shape.xml-error": ("malformed_json", "ImportBackendAuth"),
    "RemoveAllBackends.error_shape.text-error": ("malformed_json", "RemoveAllBackends"),
    "CreateBackendConfig.error_shape.truncated-error": ("malformed_json", "CreateBackendConfig"),
    # Only one operation writes the value, so that nobody can know who has changed it.
    "GetBackendStorage.read_back.bucket-lower-case": ("read_back", "CreateBackendStorage"),
    "GetBackendStorage.read_back.empty-bucket-lost": ("read_back", "CreateBackendStorage"),
    "GetBackendAuth.read_back.attributes-reversed": ("read_back", "CreateBackendAuth"),
    "GetBackendAPI.read_back.stale": ("read_back", "UpdateBackendAPI"),
    "GetBackendJob.read_back.stale": ("read_back", "UpdateBackendJob"),
    "RemoveAllBackends.read_back.refused-removal-done": ("wrong_rejection", "RemoveAllBackends"),
    "ListBackendJobs.read_back.job-filter-ignored": ("echo", "ListBackendJobs"),
    # They show only over several calls, and have checks of their own.
    "CreateBackendStorage.accepts_invalid.made-twice": ("made_twice", "CreateBackendStorage"),
    "CreateBackend.accepts_invalid.made-twice": ("made_twice", "CreateBackend"),
    "CreateBackendConfig.accepts_invalid.made-twice": ("made_twice", "CreateBackendConfig"),
    "CloneBackend.accepts_invalid.target-overwritten": ("made_twice", "CloneBackend"),
    "CreateBackend.wrong_rejection.made-twice-409": ("made_twice", "CreateBackend"),
    "CreateBackendConfig.wrong_rejection.made-twice-403": ("made_twice", "CreateBackendConfig"),
    "CloneBackend.wrong_rejection.target-exists-409": ("made_twice", "CloneBackend"),
    "UpdateBackendAPI.read_back.refused-update-applied": ("atomicity", "UpdateBackendAPI"),
    "CloneBackend.read_back.storage-not-cloned": ("copies", "CloneBackend"),
    "GenerateBackendAPIModels.read_back.job-lost": (
        "dangling_identifier", "GenerateBackendAPIModels",
    ),
    "DeleteBackend.not_found.kept": ("not_removed", "DeleteBackend"),
    "DeleteBackendStorage.not_found.kept": ("not_removed", "DeleteBackendStorage"),
    "DeleteToken.not_found.kept": ("not_removed", "DeleteToken"),
    "RemoveBackendConfig.not_found.kept": ("not_removed", "RemoveBackendConfig"),
    # Nobody can distinguish a reader that still shows a thing from a removal that was not done.
    "GetBackendAuth.not_found.cached": ("not_removed", "DeleteBackendAuth"),
    # The reader may be as right as the operation whose job it does not list.
    "ListBackendJobs.read_back.jobs-not-listed": ("dangling_identifier", "UpdateBackendAuth"),
    # They show only over several pages or filters.
    "ListBackendJobs.accepts_invalid.made-up-token": ("pagination", "ListBackendJobs"),
    "ListBackendJobs.wrong_rejection.token-404": ("pagination", "ListBackendJobs"),
    "ListBackendJobs.read_back.status-filter-ignored": ("filters", "ListBackendJobs"),
    "ListBackendJobs.read_back.operation-filter-ignored": ("filters", "ListBackendJobs"),
    "ListBackendJobs.read_back.max-results-ignored": ("pagination", "ListBackendJobs"),
    "ListBackendJobs.read_back.last-job-lost": ("pagination", "ListBackendJobs"),
    "ListBackendJobs.read_back.job-repeated": ("pagination", "ListBackendJobs"),
    "ListBackendJobs.read_back.token-on-last-page": ("pagination", "ListBackendJobs"),
}  # fmt: skip

NOT_YET = {
    # Left open by the service's rules.
    "RemoveAllBackends.not_found.never-made",
    # A path in other letters.
    "ListS3Buckets.unknown_path.any-case",
    # A pair of which one half is an empty string: three-way with the base.
    "ImportBackendAuth.rejects_valid.identity-pool-needed-with-empty-client",
}
"""Defects that this version does not find. They run all the same, and must not be found."""


def operations_for(name: str) -> set[str]:
    defect = DEFECTS[name]
    related = writers_of(defect.operation) if defect.family == "read_back" else set()
    _, blamed = FOUND_ELSEWHERE.get(name, ("", defect.operation))  # only what is asked for is
    return {defect.operation, blamed, *related}


def kind_of(name: str) -> tuple[str, ...]:
    """The check a defect belongs to, and the ways in which it is planted."""
    (plan,) = DEFECTS[name].wrap.args
    return DEFECTS[name].family, *sorted({each.__qualname__ for each in plan.values()})


FOUND = sorted({*DEFECTS} - NOT_YET)
FIRST = one_in(len(FOUND), FOUND, lambda name: DEFECTS[name].family)
"""One of each family."""
MORE = [*dict.fromkeys([*FIRST, *one_in(6, FOUND, kind_of)]), *sorted(NOT_YET)]


@pytest.mark.long(every_day=len(FIRST))
@pytest.mark.sampled(
    "name, to_the_end",
    [(name, index % 10 == 0 or name in NOT_YET) for index, name in enumerate(MORE)],
    [(name, True) for name in sorted(DEFECTS)],
)
def test_defect(name: str, to_the_end: bool) -> None:
    """A run goes on after its defect is found for one defect in ten, in the whole for each."""
    defect = DEFECTS[name]
    # Those that show in one call are found by the coverage phase; the others need walks, too.
    phases = (
        ("coverage", "stateful") if name in FOUND_ELSEWHERE or name in NOT_YET else ("coverage",)
    )
    due = FOUND_ELSEWHERE.get(name, (defect.family, defect.operation))

    def is_enough(finding: Finding) -> bool:
        return not to_the_end and (finding.check, finding.operation) == due

    outcome = run(
        defect.wrap(wsgi_app("amplifybackend")),
        operations_for(name),
        phases=phases,
        until=is_enough,
    )
    found = {(each.check, each.operation) for each in outcome.findings}
    if name in NOT_YET:
        assert not found, f"{name} is found now: {outcome.lines}"
    else:
        assert due in found, outcome.lines
    assert outcome.stopped == ("found" if any(map(is_enough, outcome.findings)) else "")


def test_the_tables_name_defects_that_exist() -> None:
    assert FOUND_ELSEWHERE.keys() <= DEFECTS.keys()
    assert DEFECTS.keys() >= NOT_YET
    assert not NOT_YET & FOUND_ELSEWHERE.keys()


def test_the_defects_that_are_found_are_spread_over_all_operations() -> None:
    found = [each for name, each in DEFECTS.items() if name not in NOT_YET]
    assert len(found) >= 350
    assert len({each.operation for each in found}) == 31
    assert len({each.family for each in found}) == 14
