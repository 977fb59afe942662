"""Items that come of no file: ``shapeproof-server::SERVICE::OPERATION::FAMILY``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from shapeproof.plugin.suite.asked import Asked, Check
from shapeproof.plugin.suite.checking import check
from shapeproof.plugin.suite.groups import grouped

_Child = pytest.Item | pytest.Collector


@dataclass(frozen=True)
class Suite:
    """A suite, and the option that has asked for it."""

    option: str
    asked: Asked


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

    def __init__(self, *, suite: Suite, wanted: Check, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._suite = suite
        self._wanted = wanted

    def runtest(self) -> None:
        """Judge it."""
        check(self, self._suite.asked, self._wanted, self._suite.option)

    def reportinfo(self) -> tuple[os.PathLike[str], None, str]:
        """A path that is the first part of the name, no line, and what is checked."""
        service = self._suite.asked.contract.service
        return self.config.rootpath / self._suite.option, None, f"{service} {self._wanted.id}"


def suite_node(session: pytest.Session, suite: Suite) -> SuiteNode:
    """All items of a suite, operation by operation, below a node of the session."""

    def services(top: SuiteNode) -> Iterator[SuiteNode]:
        service = suite.asked.contract.service
        yield SuiteNode.from_parent(top, name=service, children=operations)

    def operations(service: SuiteNode) -> Iterator[SuiteNode]:
        for each in suite.asked.operations:
            yield SuiteNode.from_parent(service, name=each, children=families)

    def families(operation: SuiteNode) -> Iterator[CheckItem]:
        for each in suite.asked.families:
            wanted = Check(operation.name, each)
            item: CheckItem = CheckItem.from_parent(
                operation, name=each, suite=suite, wanted=wanted
            )
            for mark in grouped(suite.asked, wanted):
                item.add_marker(mark)
            yield item

    # The session's own id is empty; a name that begins with colons would be nobody's.
    node: SuiteNode = SuiteNode.from_parent(
        session, name=suite.option, nodeid=suite.option, children=services
    )
    return node
