"""A line to one client: its contract server, and starting it afresh where that is due."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapeproof.contract.model import Operation
from shapeproof.exchange import ClientCase, ClientExchange
from shapeproof.run.budget import Budget
from shapeproof.targets.client.contract_server import ContractServer
from shapeproof.targets.client.interface import ClientTarget

CALL_SECONDS = 15.0
"""How long one call may take."""
_MOST_STRAIN = 8
"""Failed attempts after which an SDK may be about to run out of its quota of retries."""


@dataclass
class ClientLine:
    """Plays cases to a client, one at a time.

    ``requests`` counts what was received, ``breakdowns`` the calls in a row that the client broke
    down at; broken replies (family ``robustness``) do not count there. ``previous`` is the last
    call of the same process.
    """

    target: ClientTarget
    budget: Budget
    seconds: float = CALL_SECONDS
    requests: int = 0
    breakdowns: int = 0
    previous: ClientExchange | None = None
    _server: ContractServer | None = field(default=None, repr=False)
    _strain: int = 0

    def start(self) -> None:
        """Start the client with a new server, so that late requests of earlier calls are lost.

        Raises UnreachableTarget where it cannot be started.
        """
        self.close_server()
        self._server = ContractServer()
        self._strain = 0
        self.target.start(self._server.url)

    def fresh(self) -> None:
        """Start the client again, unless it has done nothing yet."""
        if self._server is None or self.previous is not None:
            self.start()

    def play(self, operation: Operation, case: ClientCase) -> ClientExchange:
        """Ask for one call. Raises OutOfBudget, and UnreachableTarget where it does not start."""
        self.budget.spend()
        if self._server is None or (case.attempts[0] > 1 and self._strain >= _MOST_STRAIN):
            self.start()
        assert self._server is not None
        self._server.begin(case.replies)
        result = self.target.call(
            operation, case.params, paginate=case.paginate, timeout=self.seconds
        )
        received = self._server.end()
        self.requests += len(received)
        self.budget.count(len(received) - 1)
        self._strain += _strain(case, len(received))
        self.previous = call = ClientExchange(case, received, result)
        if result.breakdown is None:
            self.breakdowns = 0
        else:
            self.breakdowns += case.family != "robustness"
            self.close_server()  # the next call starts it again
        return call

    def close(self) -> None:
        """End the client and the server."""
        self.target.close()
        self.close_server()

    def close_server(self) -> None:
        """End the server; the next call starts the client again, with another one."""
        if self._server is not None:
            self._server.close()
        self._server = None
        self.previous = None


def _strain(case: ClientCase, count: int) -> int:
    """How many of the requests were answered so that a retry is due."""
    played = (case.reply_to(index) for index in range(count))
    return sum(
        each.response is None or each.response.status >= 500 or each.response.status == 429
        for each in played
        if each is not None
    )
