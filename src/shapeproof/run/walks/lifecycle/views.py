"""Walks over what other operations show of a write, where nobody has reviewed the service."""

from __future__ import annotations

from collections.abc import Container, Iterator

from shapeproof.checks.views.removals import removals_of
from shapeproof.checks.views.views import views_of
from shapeproof.compile.lifecycle.names import split
from shapeproof.contract.model import Contract
from shapeproof.run.walks.view_steps import ViewsStep
from shapeproof.run.walks.walk import Walk

_MOST_VIEWS = 4


def view_walks(contract: Contract, accepted: Container[str]) -> Iterator[Walk]:
    """One walk for each operation that writes and was accepted."""
    if contract.lifecycle.reviewed:
        return
    for name, operation in sorted(contract.operations.items()):
        if name not in accepted or split(name)[1] in ("read", "list", "remove"):
            continue
        views = tuple(each for each in views_of(contract, operation) if each.operation in accepted)
        views = views[:_MOST_VIEWS]
        if not views:
            continue
        removals = tuple(
            each for each in removals_of(contract, operation, views) if each.operation in accepted
        )
        about = {name, *(x.operation for x in views), *(x.operation for x in removals)}
        step = ViewsStep(name, views, removals)
        yield Walk(name, "shown elsewhere", (step,), frozenset(about))
