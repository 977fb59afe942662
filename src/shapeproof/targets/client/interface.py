"""A client under test, as the runner sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from shapeproof.contract.model import Operation
from shapeproof.exchange import ClientResult


class ClientTarget(Protocol):
    """Something that makes calls to an endpoint.

    ``kind`` is ``driver``, ``boto3`` or ``callable``; ``address`` is what a report shows (the
    command of a driver, the name and version of a library).
    """

    kind: str
    address: str

    @property
    def paginates(self) -> bool:
        """Whether it can be asked for all pages; known once it is started."""

    def start(self, endpoint: str) -> None:
        """Make it ready, with an endpoint of its own. Raises UnreachableTarget where it cannot be.

        Called again, it starts afresh: nothing is kept of earlier calls, their retry quota neither.
        """

    def call(
        self, operation: Operation, params: Mapping[str, Any], *, paginate: bool, timeout: float
    ) -> ClientResult:
        """Make one call (parameters and output in the API view) within ``timeout`` seconds.

        Never raises: what the client does in place of an answer is in the result. After a
        breakdown it has to be started again.
        """

    def close(self) -> None:
        """End it, and all that it has started."""
