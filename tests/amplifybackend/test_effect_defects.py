"""Every planted defect in what one call does is found by the planned walks about its operation."""

import pytest

from shapeproof.exchange import Severity

from .effect_defects import EFFECT_DEFECTS
from .running import run
from .stateful_defects import planted


@pytest.mark.parametrize("name", sorted(EFFECT_DEFECTS))
def test_a_defect_in_what_a_call_does(name: str) -> None:
    defect = EFFECT_DEFECTS[name]
    outcome = run(planted(defect.plan), [defect.operation], phases=("stateful",), max_examples=0)
    found = [each for each in outcome.findings if each.check == defect.check]
    assert found, outcome.lines
    assert {each.operation for each in outcome.findings} == {defect.operation}
    assert {each.severity for each in found} == {Severity.ERROR}
