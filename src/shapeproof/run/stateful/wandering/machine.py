"""The state machine: each of its rules takes one of the steps that are offered just then."""

from __future__ import annotations

import contextlib
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky, Unsatisfiable
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shapeproof.run.stateful.wandering.outing import Ended, Outing, Outings

WEIGHTS = {
    "make": 4,
    "again": 4,
    "change": 3,
    "remove": 3,
    "copy": 2,
    "call_gone": 2,
    "duplicate": 1,
    "clear": 1,
    "fail": 1,
    "look": 1,
    "look_gone": 1,
    "look_around": 1,
    "look_filtered": 1,
}
"""The rules, and how many times each stands among those that are chosen from."""


class Wanderer(RuleBasedStateMachine):
    """One random walk. ``outings`` makes the world for it."""

    outings: ClassVar[Outings]

    def __init__(self) -> None:
        super().__init__()
        self.outing: Outing = self.outings.begin()

    def take(self, name: str, data: st.DataObject) -> None:
        """Take one of the plans that a rule offers: first the kind of thing, then the plan.

        Plans for what came last come more often: much goes wrong only when one thing has been
        through a lot.
        """
        offers = self.outing.offers(name)
        kinds = self.outing.kinds(name)
        kind = kinds[data.draw(st.integers(0, len(kinds) - 1))]
        plans = [plan for each, plan in offers if each == kind]
        any_plan = st.integers(0, len(plans) - 1)
        self.outing.take(plans[max(data.draw(any_plan), data.draw(any_plan))])


def _rule_of(name: str) -> Any:
    def offered(machine: Wanderer) -> bool:
        return bool(machine.outing.offers(name))

    # Hypothesis leaves out rules by the names of their functions, whole walks long. With one name
    # for all none is left out: without its makers a walk would come to nothing.
    def step(machine: Wanderer, data: st.DataObject) -> None:
        machine.take(name, data)

    return precondition(offered)(rule(data=st.data())(step))


def _rest() -> Any:
    def step(machine: Wanderer) -> None:
        """Nothing more can be done in this walk."""

    return precondition(_stuck)(rule()(step))


def _stuck(machine: Wanderer) -> bool:
    return not any(machine.outing.offers(name) for name in WEIGHTS)


def run_machine(outings: Outings, number: int, runs: int, steps: int) -> None:
    """Take so many walks of so many steps each, fewer where ``outings`` or the target end them.

    Nothing is shrunk: what is found is kept by ``outings``, and no rule fails. A target that does
    not do the same twice, or a walk that was cut off, is flaky to Hypothesis; that is no matter.
    """
    rules = {
        f"{name}_{count}": _rule_of(name)
        for name, weight in WEIGHTS.items()
        for count in range(weight)
    }
    machine = type("Wandering", (Wanderer,), {"outings": outings, "rest": _rest(), **rules})
    seed(number)(machine)
    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with contextlib.suppress(Ended, Flaky, Unsatisfiable):
        run_state_machine_as_test(machine, settings=chosen)
