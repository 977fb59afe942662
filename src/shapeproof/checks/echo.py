"""Identifiers in a response are those of the request."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.bodies import shown
from shapeproof.checks.interface import Observation
from shapeproof.checks.severities import sure_if_reviewed
from shapeproof.exchange import Finding


class Echo:
    """A member that names a resource, in both the request and the response, has one value."""

    name = "echo"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """A finding for each identifier that comes back as another."""
        exchange = seen.exchange
        if not exchange.accepted or not isinstance(exchange.output, dict):
            return
        for name in sorted(seen.contract.lifecycle.identifiers):
            given, got = exchange.params.get(name), exchange.output.get(name)
            if isinstance(given, str) and isinstance(got, str) and given != got:
                yield self._other(seen, f"/{name}", given, got)
        if seen.reviewed:
            yield from self._listed(seen)

    def _listed(self, seen: Observation) -> Iterator[Finding]:
        """Identifiers in the elements of a list that was asked for by them."""
        exchange = seen.exchange
        names = sorted(seen.contract.lifecycle.identifiers & exchange.params.keys())
        for member, elements in sorted(exchange.output.items()):
            for index, element in enumerate(elements if isinstance(elements, list) else ()):
                for name in names if isinstance(element, dict) else ():
                    given, got = exchange.params[name], element.get(name)
                    if isinstance(given, str) and isinstance(got, str) and given != got:
                        yield self._other(seen, f"/{member}/{index}/{name}", given, got)

    def _other(self, seen: Observation, pointer: str, given: str, got: str) -> Finding:
        return seen.finding(
            self.name,
            sure_if_reviewed(seen.reviewed),
            f"response body {pointer}",
            "echo",
            f"the response's {pointer.rpartition('/')[2]} is not the request's",
            expected=shown(given),
            actual=shown(got),
            pointer=pointer,
        )
