"""Shapeproof's checks among those of Schemathesis: ``shapeproof_response_schema`` and so on.

Schemathesis has one register of checks for all schemas. On schemas that were not made here these
checks do nothing.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, Response
from schemathesis.core.failures import FailureGroup

from shapeproof.checks import ON_EVERY_ANSWER, ServerError
from shapeproof.checks.verdicts import AcceptsInvalid, WrongRejection
from shapeproof.run.second_engine.app import ContractApp
from shapeproof.run.second_engine.failures import ContractFailure

PREFIX = "shapeproof_"
"""What the names of the checks begin with in Schemathesis."""
OUR_CHECKS = (
    ServerError.name,
    *(each.name for each in ON_EVERY_ANSWER),
    AcceptsInvalid.name,
    WrongRejection.name,
)
"""The checks that one exchange is enough for."""


@cache
def register_checks() -> None:
    """Add the checks to Schemathesis's register, once."""
    for name in OUR_CHECKS:
        schemathesis.check(_check(name))


def _check(name: str) -> schemathesis.CheckFunction:
    def check(_ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
        app = case.operation.schema.app
        if not isinstance(app, ContractApp):
            return True  # not a schema of ours: not checked
        found = [each for each in app.failing(case, response) if each.check == name]
        failures = [ContractFailure(each, case.operation.label) for each in found]
        if failures:
            raise FailureGroup(failures)
        return None

    check.__name__ = check.__qualname__ = PREFIX + name
    check.__doc__ = f"Shapeproof's check {name}; nothing on schemas that are not shapeproof's."
    return check
