"""What a suite checks, and what pytest's options say to all suites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict, Unpack

import pytest

from shapeproof.checks.registry import names_in_protocol
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.generate.domain import strategy_folders
from shapeproof.plugin.options import GivenOptions
from shapeproof.plugin.suite.targets import SuiteTarget
from shapeproof.report.baseline import Baseline
from shapeproof.run.choices import PHASES
from shapeproof.run.contracts import ContractSources, in_protocol, load, named_contract
from shapeproof.run.plan import Plan
from shapeproof.wire.registry import codec_for


@dataclass(frozen=True)
class SuiteSettings:
    """The minimum severity that fails an item, and the ids of the findings that are known."""

    fail_on: Severity = Severity.ERROR
    known: frozenset[str] = frozenset()
    verbose: bool = False


def settings_of(config: pytest.Config) -> SuiteSettings:
    """The settings by ``--shapeproof-severity`` and ``--shapeproof-baseline``.

    Raises BadUsage for a baseline that cannot be read. One that will be written may be missing.
    """
    given = GivenOptions.of(config)
    threshold = Severity.parse(given.severity, "--shapeproof-severity")
    baseline = Baseline.of(given.baseline, update=given.update_baseline)
    return SuiteSettings(threshold, baseline.ids, config.get_verbosity() >= 2)


@dataclass(frozen=True)
class SuiteItem:
    """One item: an operation, and the family of checks that it stands for."""

    operation: str
    family: str

    @property
    def id(self) -> str:
        """The name of the item."""
        return f"{self.operation}-{self.family}"


@dataclass(frozen=True, eq=False)
class SuiteOptions:
    """What a suite checks. ``fail_on`` is None where ``--shapeproof-severity`` decides."""

    contract: Contract
    target: SuiteTarget
    plan: Plan
    fail_on: Severity | None
    operations: tuple[str, ...]
    families: tuple[str, ...]

    @property
    def items(self) -> tuple[SuiteItem, ...]:
        """The items, operation by operation."""
        return tuple(
            SuiteItem(each, family) for each in self.operations for family in self.families
        )

    def plan_of(self, operation: str) -> Plan:
        """The plan of a run of one operation."""
        return replace(self.plan, operations=(operation,), shared_by=self.operations)


class SuiteKeywords(TypedDict, total=False):
    """What a suite checks, and how: the keywords of ``parametrize`` that name no target."""

    operations: str | Iterable[str]
    exclude: str | Iterable[str]
    phases: str | Iterable[str]
    max_examples: int
    seed: int | None
    contract: str | Path | Contract | None
    protocol: str | None
    fail_on: str | None


def suite_options(
    service: str, target: SuiteTarget, **given: Unpack[SuiteKeywords]
) -> SuiteOptions:
    """The suite that a user describes.

    Raises UnknownService, UnknownOperation, UnsupportedProtocol, BrokenContract and BadUsage, and
    TypeError for a keyword that does not exist.
    """
    for name in given.keys() - SuiteKeywords.__annotations__:
        raise TypeError(f"got an unexpected keyword argument {name!r}")
    seed = given.get("seed")
    plan = Plan(
        seed=_number("seed", seed or 0, 0),
        remember=seed is None,
        operations=_several(given.get("operations", ())),
        excluded=_several(given.get("exclude", ())),
        phases=_phases(_several(given.get("phases", PHASES))),
        max_examples=_number("max_examples", given.get("max_examples", 50), 1),
        strategies=strategy_folders(),
    )
    fail_on = _fail_on(given.get("fail_on"))
    contract = _contract(service, given.get("contract"), given.get("protocol"))
    codec = codec_for(contract.protocol, service)
    names = tuple(each.name for each in plan.select(contract))
    families = names_in_protocol(target.families(plan.run_phases), codec, contract)
    return SuiteOptions(contract, target, plan, fail_on, names, families)


def _contract(
    service: str, contract: str | Path | Contract | None, protocol: str | None
) -> Contract:
    if not isinstance(contract, Contract):
        if contract:
            return load(service, ContractSources(Path(contract)), protocol)
        return load(service, protocol=protocol) if protocol else named_contract(service)
    if contract.service != service:
        raise BadUsage("contract", f"it is of {contract.service}, not of {service}")
    return contract if protocol is None else in_protocol(contract, protocol)


def _several(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _phases(phases: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [str(each) for each in phases if each not in PHASES]
    if unknown or not phases:
        reason = f"no phase {', '.join(unknown) or 'given'}"
        raise BadUsage("phases", reason, f"give some of {', '.join(PHASES)}")
    return phases


def _number(name: str, value: int, minimum: int) -> int:
    if not isinstance(value, int) or value < minimum:
        raise BadUsage(f"{name} {value!r}", f"not a whole number of at least {minimum}")
    return value


def _fail_on(label: str | None) -> Severity | None:
    return None if label is None else Severity.parse(label, "fail_on")
