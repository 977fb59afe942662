"""What a suite checks, and what pytest's options say to all suites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.generate.domain import strategy_folders
from shapeproof.plugin.suite.targets import SuiteTarget
from shapeproof.report.baseline import Baseline
from shapeproof.run.contracts import named_contract, resolve_contract
from shapeproof.run.plan import PHASES, Plan
from shapeproof.wire.registry import codec_for


@dataclass(frozen=True)
class SuiteSettings:
    """The least severity that fails an item, and the ids of the findings that are known."""

    fail_on: Severity = Severity.ERROR
    known: frozenset[str] = frozenset()
    verbose: bool = False


def settings_of(config: pytest.Config) -> SuiteSettings:
    """The settings by ``--shapeproof-severity`` and ``--shapeproof-baseline``.

    Raises BadUsage for a baseline that cannot be read. One that is to be written need not be there.
    """
    severity = str(config.getoption("shapeproof_severity", "error"))
    path = config.getoption("shapeproof_baseline", None)
    update = config.getoption("shapeproof_update_baseline", False)
    baseline = Baseline.of(Path(path) if path else None, update=bool(update))
    return SuiteSettings(Severity[severity.upper()], baseline.ids, config.get_verbosity() >= 2)


SEVERITIES = tuple(each.label for each in sorted(Severity, reverse=True))


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
    """A suite. ``fail_on`` is None where ``--shapeproof-severity`` says it."""

    contract: Contract
    aim: SuiteTarget
    plan: Plan
    fail_on: Severity | None
    operations: tuple[str, ...]
    families: tuple[str, ...]

    @property
    def checks(self) -> tuple[SuiteItem, ...]:
        """The items, operation by operation."""
        return tuple(
            SuiteItem(each, family) for each in self.operations for family in self.families
        )

    def plan_of(self, operation: str) -> Plan:
        """The plan of a run of one operation."""
        return replace(self.plan, operations=(operation,))


def suite_options(
    service: str,
    aim: SuiteTarget,
    *,
    operations: str | Iterable[str] = (),
    exclude: str | Iterable[str] = (),
    phases: str | Iterable[str] = PHASES,
    max_examples: int = 50,
    seed: int | None = None,
    contract: str | Path | Contract | None = None,
    fail_on: str | None = None,
) -> SuiteOptions:
    """A suite by what a user says.

    Raises UnknownService, UnknownOperation, UnsupportedProtocol, BrokenContract and BadUsage.
    """
    plan = Plan(
        seed=_number("seed", seed or 0, 0),
        remember=seed is None,
        operations=_several(operations),
        excluded=_several(exclude),
        phases=_phases(_several(phases)),
        max_examples=_number("max_examples", max_examples, 1),
        strategies=strategy_folders(),
    )
    found = _contract(service, contract)
    codec_for(found.protocol, service)
    names = tuple(each.name for each in plan.select(found))
    return SuiteOptions(found, aim, plan, _severity(fail_on), names, aim.families(plan.run_phases))


def _contract(service: str, contract: str | Path | Contract | None) -> Contract:
    if not isinstance(contract, Contract):
        return resolve_contract(service, Path(contract)) if contract else named_contract(service)
    if contract.service != service:
        raise BadUsage("contract", f"it is of {contract.service}, not of {service}")
    return contract


def _several(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _phases(phases: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [str(each) for each in phases if each not in PHASES]
    if unknown or not phases:
        reason = f"no phase {', '.join(unknown) or 'given'}"
        raise BadUsage("phases", reason, f"give some of {', '.join(PHASES)}")
    return phases


def _number(name: str, value: int, least: int) -> int:
    if not isinstance(value, int) or value < least:
        raise BadUsage(f"{name} {value!r}", f"not a whole number from {least} up")
    return value


def _severity(name: str | None) -> Severity | None:
    if name is None:
        return None
    if name not in SEVERITIES:
        raise BadUsage(f"fail_on {name!r}", "no severity", f"give one of {', '.join(SEVERITIES)}")
    return Severity[name.upper()]
