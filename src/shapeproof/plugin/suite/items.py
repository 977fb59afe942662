"""The items of ``--shapeproof-server`` and ``--shapeproof-client``, which come from no file."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage, ShapeproofError
from shapeproof.plugin.options import GivenOptions
from shapeproof.plugin.suite.checking import check
from shapeproof.plugin.suite.settings import SuiteItem, SuiteOptions, settings_of, suite_options
from shapeproof.plugin.suite.targets import SuiteTarget, suite_target
from shapeproof.run.contracts import contract_at


def group_marks(options: SuiteOptions, wanted: SuiteItem) -> tuple[pytest.MarkDecorator, ...]:
    """The mark by which ``--dist loadgroup`` keeps the items of an operation in one process.

    Empty where unknown marks are errors and xdist is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pytest.PytestUnknownMarkWarning)
            mark = pytest.mark.xdist_group
    except pytest.fail.Exception:
        return ()
    return (mark(f"{options.contract.service}.{wanted.operation}"),)


_Child = pytest.Item | pytest.Collector


@dataclass(frozen=True)
class Suite:
    """A suite, and the option that asks for it."""

    option: str
    options: SuiteOptions


class SuiteNode(pytest.Collector):
    """A level of the names: the option, the service, or an operation."""

    def __init__(self, *, children: Callable[[SuiteNode], Iterable[_Child]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._children = children

    def collect(self) -> Iterable[_Child]:
        """The next level."""
        return self._children(self)


class CheckItem(pytest.Item):
    """An operation and a family of checks."""

    def __init__(self, *, suite: Suite, wanted: SuiteItem, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._suite = suite
        self._wanted = wanted

    def runtest(self) -> None:
        """Judge it."""
        check(self, self._suite.options, self._wanted, self._suite.option)

    def reportinfo(self) -> tuple[os.PathLike[str], None, str]:
        """A path that is the first part of the name, no line, and what is checked."""
        service = self._suite.options.contract.service
        return self.config.rootpath / self._suite.option, None, f"{service} {self._wanted.id}"


def suite_node(session: pytest.Session, suite: Suite) -> SuiteNode:
    """All items of a suite, operation by operation, below a node of the session."""

    def services(top: SuiteNode) -> Iterator[SuiteNode]:
        service = suite.options.contract.service
        yield SuiteNode.from_parent(top, name=service, children=operations)

    def operations(service: SuiteNode) -> Iterator[SuiteNode]:
        for each in suite.options.operations:
            yield SuiteNode.from_parent(service, name=each, children=families)

    def families(operation: SuiteNode) -> Iterator[CheckItem]:
        for each in suite.options.families:
            wanted = SuiteItem(operation.name, each)
            item: CheckItem = CheckItem.from_parent(
                operation, name=each, suite=suite, wanted=wanted
            )
            for mark in group_marks(suite.options, wanted):
                item.add_marker(mark)
            yield item

    # The session's own id is empty; a name that begins with colons would be invalid.
    node: SuiteNode = SuiteNode.from_parent(
        session, name=suite.option, nodeid=suite.option, children=services
    )
    return node


SERVER = "shapeproof-server"
CLIENT = "shapeproof-client"


def register(config: pytest.Config) -> None:
    """Add the items of the options to whatever is collected. Raises pytest.UsageError."""
    given = GivenOptions.of(config)
    try:
        suites = [
            *_suites(
                SERVER,
                "URL",
                given.servers,
                lambda service, url: suite_target(service, url=url),
                given.contract,
            ),
            *_suites(
                CLIENT,
                "CMD",
                given.clients,
                lambda service, command: suite_target(service, client=command),
                given.contract,
            ),
        ]
        settings_of(config)
    except ShapeproofError as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(SuitePlugin(suites), "shapeproof-suite")


class SuitePlugin:
    """Adds the items of suites."""

    def __init__(self, suites: Iterable[Suite]) -> None:
        self._suites = tuple(suites)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Add them before others select and sort."""
        for each in self._suites:
            items.extend(session.genitems(suite_node(session, each)))


def _suites(
    option: str,
    form: str,
    values: Iterable[str],
    target_of: Callable[[str, str], SuiteTarget],
    contracts: Path | None,
) -> Iterator[Suite]:
    seen: set[str] = set()
    for value in values:
        service, equals, target = value.partition("=")
        if not equals or not service or not target:
            raise BadUsage(f"--{option} {value}", f"not of the form SERVICE={form}")
        if service in seen:
            reason = f"{service} is given twice"
            raise BadUsage(f"--{option} {value}", reason, "check them one after the other")
        seen.add(service)
        contract = contract_at(service, contracts)
        yield Suite(option, suite_options(service, target_of(service, target), contract=contract))
