"""Every planted defect of a client is found, by the check it belongs to, where it shows."""

from __future__ import annotations

import pytest

from tests.support.selection import one_in

from .client_defects import DEFECTS
from .client_planting import Defect
from .client_running import ClientOutcome, as_driver, in_process, run_client

AS_DRIVER = ("label-slash-raw", "null-as-text", "code-only-from-header", "after-404-too")
"""Defects whose findings are compared between a process and a callable."""


def findings_of(defect: Defect, *, driver: bool = False) -> ClientOutcome:
    target = as_driver(defect.name) if driver else in_process(defect.service, defect.client)
    operations = (*defect.operations, *defect.also)
    return run_client(target, operations, service=defect.service)


def kind_of(name: str) -> tuple[str, str, str]:
    defect = DEFECTS[name]
    return defect.check, defect.group, defect.service


NAMES = sorted(DEFECTS)
FIRST = one_in(len(NAMES), NAMES, lambda name: DEFECTS[name].check)
"""One of each check."""


@pytest.mark.long(every_day=len(FIRST))
@pytest.mark.sampled("name", list(dict.fromkeys([*FIRST, *one_in(10, NAMES, kind_of)])), NAMES)
def test_client_defect(name: str) -> None:
    defect = DEFECTS[name]
    outcome = findings_of(defect, driver=defect.driver_only)
    found = {(each.check, each.operation) for each in outcome.findings}
    due = {(defect.check, operation) for operation in defect.operations}
    assert found & due, outcome.lines


@pytest.mark.slow
@pytest.mark.sampled("name", AS_DRIVER[:1], AS_DRIVER)
def test_a_process_shows_what_a_callable_shows(name: str) -> None:
    defect = DEFECTS[name]
    assert findings_of(defect, driver=True).ids == findings_of(defect).ids != set()


def test_the_catalogue_is_wide() -> None:
    found = list(DEFECTS.values())
    assert len(found) >= 150
    assert len({each.check for each in found}) == 14
    assert len({each.group for each in found}) == 14
    assert all(each.client.__doc__ for each in found)
