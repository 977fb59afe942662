"""Defects behind a condition are found at any seed, by requests that have nothing to spare.

Each smaller request is sent to a new server with the same defect, in a state made anew. What may be
left out is read off the contract here once more, not asked of the reducer.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from shapeproof.contract.pointer import Tokens, join, lookup, replaced, without
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import Case, Exchange, Expect, Family, Finding
from shapeproof.generate.cases.places import schema_at
from shapeproof.generate.values.plain import PlainValues
from shapeproof.mock import wsgi_app
from shapeproof.run.plan import Budget
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.names import Namer
from shapeproof.run.server.session import Observer, Session
from shapeproof.run.server.valid_cases import ValidCases
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

from .deep_defects import DEEP, Deep
from .running import at_all_seeds, at_one_seed, contract, run

NAMES = sorted(DEEP)


def found(defect: Deep, seed: int) -> list[Finding]:
    outcome = run(
        defect.wrap(wsgi_app("amplifybackend")),
        [defect.operation],
        seed=seed,
        phases=("coverage", "fuzz"),
    )
    return [each for each in outcome.findings if is_due(defect, each)]


def is_due(defect: Deep, finding: Finding) -> bool:
    """Whether it reports the defect, found by a legal request."""
    case = written(finding).case
    legal = case is not None and case.fault is None
    return (
        legal
        and finding.check in defect.checks
        and defect.place in finding.where + finding.constraint
    )


def written(finding: Finding) -> Exchange:
    """The exchange of the request that shows a defect: of what a reader shows, the write."""
    exchanges = (*finding.before, finding.exchange)
    return next((each for each in reversed(exchanges) if each.case is not None), finding.exchange)


def reported(findings: list[Finding]) -> Finding:
    """The example that a report shows of a defect's findings: the smallest."""
    return min(findings, key=lambda each: len(written(each).request.body))


# --- What a request could be without


def smaller_requests(defect: Deep, params: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each request that lacks one thing of these that the contract does not ask for."""
    root = contract().operations[defect.operation].request
    for place in members_to_spare(root, root, params, ()):
        yield f"without {join(place)}", without(params, place)
    for place in texts_to_cut(root, params, ()):
        text = lookup(params, place)
        for label, cut in (("end", text[:-1]), ("beginning", text[1:])):
            yield f"{join(place)} without its {label}", replaced(params, place, cut)


def members_to_spare(root: Any, schema: Any, value: Any, at: Tokens) -> Iterator[Tokens]:
    schema = resolve(root, schema)
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in schema.get("required", []):
                yield (*at, name)
            if name in schema.get("properties", {}):
                yield from members_to_spare(root, schema["properties"][name], each, (*at, name))
    elif isinstance(value, list):
        assert "minItems" not in schema
        for index, each in enumerate(value):
            yield (*at, str(index))
            yield from members_to_spare(root, schema["items"], each, (*at, str(index)))


def texts_to_cut(root: Any, value: Any, at: Tokens) -> Iterator[Tokens]:
    """Free texts of the request's own that are not the plain ones."""
    names = contract().lifecycle.identifiers
    if isinstance(value, dict):
        for name, each in value.items():
            if at or name not in names:
                yield from texts_to_cut(root, each, (*at, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from texts_to_cut(root, each, (*at, str(index)))
    elif isinstance(value, str) and value:
        schema = schema_at(root, at)
        if "enum" not in schema and value != PlainValues(root).value(schema):
            yield at


def shows(defect: Deep, params: dict[str, Any], finding: Finding) -> bool:
    """Whether a request shows the defect in a new server."""
    service, operation = contract(), contract().operations[defect.operation]
    target = WsgiTarget(defect.wrap(wsgi_app("amplifybackend")), "test")
    session = Session(service, codec_for("rest-json"), target, Budget())
    observer = Observer(service, session.codec)
    harness = OperationHarness.of(session, Namer("spare", 0), operation, observer)
    minimal = PlainValues(operation.request).value()
    base = Case("base", defect.operation, Family.MINIMAL, "", minimal, Expect.ACCEPT)
    trial = Case("trial", defect.operation, Family.GENERATED, "", params, Expect.ACCEPT)
    result = ValidCases(harness, base, reduces=False).run(trial)
    names_case = finding.check in ("server_error", "rejects_valid")
    return any(
        each.check == finding.check
        and (names_case or (each.where, each.constraint) == (finding.where, finding.constraint))
        for each in result.findings
    )


def to_spare(defect: Deep, finding: Finding) -> list[str]:
    """What the reported request could be without, and still show the defect."""
    params = dict(written(finding).params)
    assert shows(defect, params, finding), "the reported request shows the defect again"
    return [
        label for label, fewer in smaller_requests(defect, params) if shows(defect, fewer, finding)
    ]


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.sampled("name, seed", at_one_seed(NAMES)[::4], at_all_seeds(NAMES))
def test_a_defect_behind_a_condition_is_reported_with_nothing_to_spare(
    name: str, seed: int
) -> None:
    findings = found(DEEP[name], seed)
    assert findings
    assert to_spare(DEEP[name], reported(findings)) == []


@pytest.mark.long
def test_what_could_be_spared_is_noticed() -> None:
    """The test's own eye: a request with too much in it."""
    defect = DEEP["api-name-over-a-thousand-crashes"]
    params = dict(PlainValues(contract().operations[defect.operation].request, full=True).value())
    params = replaced(params, ("ResourceConfig", "ApiName"), "x" * 1_002)
    finding = min(found(defect, 0), key=lambda each: each.check)
    labels = [
        label for label, fewer in smaller_requests(defect, params) if shows(defect, fewer, finding)
    ]
    assert "without /ResourceConfig/ConflictResolution" in labels
    assert "without /ResourceConfig/AdditionalAuthTypes/0" in labels
    assert "/ResourceConfig/ApiName without its end" in labels
    assert "without /ResourceConfig/ApiName" not in labels


def test_there_are_enough_of_them() -> None:
    assert len(DEEP) >= 20
