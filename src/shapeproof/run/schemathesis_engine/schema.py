"""A service's contract as a Schemathesis schema that reaches a target."""

from __future__ import annotations

import time
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from schemathesis import BaseSchema, Case, CheckContext, HookContext, Response
from schemathesis.core.failures import FailureGroup

from shapeproof.checks.registry import answer_checks
from shapeproof.checks.responses import ServerError
from shapeproof.checks.verdicts import AcceptsInvalid, WrongRejection
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage, UnsupportedProtocol
from shapeproof.exchange import Severity
from shapeproof.run.plan import Budget
from shapeproof.run.schemathesis_engine.app import ContractApp
from shapeproof.run.schemathesis_engine.cases import planted_cases, their_case
from shapeproof.run.schemathesis_engine.relay import BoundedSender
from shapeproof.run.schemathesis_engine.their_checks import QUIET_IN_TESTS, ContractFailure
from shapeproof.run.server.names import Namer, tag_of
from shapeproof.run.server.session import Session
from shapeproof.targets.interface import Target
from shapeproof.wire.openapi import openapi_document
from shapeproof.wire.registry import codec_for
from shapeproof.wire.rest.uri_template import UriTemplate


def document_for_schemathesis(contract: Contract) -> dict[str, Any]:
    """The document without servers and credentials: the relay knows the target, and signs.

    Schemathesis would connect to a server in it, and would invent credentials. Raises BadUsage for
    services that have no OpenAPI document.
    """
    try:
        document = openapi_document(contract)
    except UnsupportedProtocol as error:
        remedy = f"it tests {', '.join(error.supported)} services"
        what = f"Schemathesis on service {contract.service}"
        raise BadUsage(what, f"it speaks {error.protocol}", remedy) from None
    components = {
        name: part for name, part in document["components"].items() if name != "securitySchemes"
    }
    kept = {name: part for name, part in document.items() if name not in ("servers", "security")}
    return {**kept, "components": components}


OUR_PREFIX = "shapeproof_"
"""What the names of the checks begin with in Schemathesis."""


def our_checks() -> tuple[str, ...]:
    """The names of the checks that need one exchange only."""
    answers = (each.name for each in answer_checks())
    return (ServerError.name, *answers, AcceptsInvalid.name, WrongRejection.name)


@cache
def register_checks() -> None:
    """Add the checks to Schemathesis's register, once."""
    for name in our_checks():
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

    check.__name__ = check.__qualname__ = OUR_PREFIX + name
    check.__doc__ = f"Shapeproof's check {name}; nothing on schemas that are not shapeproof's."
    return check


ServiceSchema = BaseSchema


def service_schema(
    contract: Contract,
    target: Target,
    *,
    least: Severity = Severity.ERROR,
    invalid_cases: bool = True,
    config: schemathesis.Config | None = None,
) -> ServiceSchema:
    """The OpenAPI document of a contract as a schema whose cases go to the target.

    The lifecycle becomes links, which Schemathesis's stateful tests follow. Shapeproof's checks run
    with Schemathesis's, and a finding of ``least`` severity or above fails a case. With
    ``invalid_cases`` shapeproof's cases with one fault are explicit examples; the state that they
    need is created on the target first. ``config`` is Schemathesis's; without it, its own file is
    read. Raises BadUsage for services that have no OpenAPI document.
    """
    prefix = urlsplit(target.base_url).path.rstrip("/") if target.kind == "http" else ""
    codec = codec_for(contract.protocol, contract.service)
    line = BoundedSender(target)
    schema = schema_of(ContractApp(contract, codec, line, least, prefix), config)
    if target.kind == "http":
        schema.config.update(base_url=target.base_url)
    schema.config.checks.update(excluded_check_names=list(QUIET_IN_TESTS))
    if invalid_cases:
        plant(schema, Session(contract, codec, line, Budget()), tag_of(0, time.time_ns()))
    return schema


def schema_of(app: ContractApp, config: schemathesis.Config | None) -> ServiceSchema:
    """The schema of the app's contract. Raises BadUsage where there is no OpenAPI document."""
    register_checks()
    schema = schemathesis.openapi.from_dict(document_for_schemathesis(app.contract), config=config)
    schema.app = app
    # Schemathesis searches for literals in the application's module: here these are shapeproof's.
    schema.config.analysis.constants.enabled = False
    return schema


def plant(schema: ServiceSchema, session: Session, tag: str) -> None:
    """Add shapeproof's cases with a fault to the examples of each operation.

    ``tag`` distinguishes the names that they create from those of other runs.
    """
    order = {name: index for index, name in enumerate(sorted(session.contract.operations))}

    def before_add_examples(context: HookContext, examples: list[Case[Any]]) -> None:
        theirs, app = context.operation, schema.app
        assert theirs is not None
        operation = app.operation(theirs)
        template = UriTemplate.parse(operation.http.uri)
        namer = Namer(tag, order[operation.name])
        for each in planted_cases(session, namer, operation):
            case = their_case(theirs, template, each.request)
            if case is not None:
                app.planted[case.id] = each
                examples.append(case)

    schema.hook("before_add_examples")(before_add_examples)
