"""How a run reaches its server, beyond the address: keys, and what brings the server back."""

from __future__ import annotations

from dataclasses import dataclass

from shapeproof.exceptions import BadUsage
from shapeproof.run.plan import Budget
from shapeproof.run.server.revival import Revival
from shapeproof.targets.http_endpoint import HttpTarget
from shapeproof.targets.interface import Target
from shapeproof.targets.restart import ResetUrl, RestartCommand
from shapeproof.targets.signing import DUMMY_KEYS, Credentials


@dataclass(frozen=True)
class ServerAccess:
    """What signs requests, what starts the server again, and what puts it into its first state."""

    credentials: Credentials = DUMMY_KEYS
    restart: RestartCommand | None = None
    reset: ResetUrl | None = None

    @classmethod
    def of(
        cls,
        *,
        credentials: str | None = None,
        restart: str | None = None,
        reset: str | None = None,
        allow_remote: bool = False,
    ) -> ServerAccess:
        """From the texts of options. Raises BadUsage, ForbiddenTarget and UnreachableTarget."""
        return cls(
            credentials=DUMMY_KEYS if credentials is None else Credentials.parse(credentials),
            restart=None if restart is None else RestartCommand.parse(restart),
            reset=None if reset is None else ResetUrl.open(reset, allow_remote=allow_remote),
        )

    def begin(self, time_limit: float | None = None) -> None:
        """Put the server into its first state. Raises UnreachableTarget and BadUsage."""
        if self.reset is not None:
            self.reset.call(time_limit)

    def revival(self, target: Target, budget: Budget) -> Revival | None:
        """What starts the server again, None where nothing does. Raises BadUsage."""
        if self.restart is None:
            return None
        if not isinstance(target, HttpTarget):
            raise BadUsage("--restart-cmd", "only a server at a URL can be started again")
        return Revival(
            target, self.restart, budget, on_restart=lambda: self.begin(budget.seconds_left())
        )


PLAIN_ACCESS = ServerAccess()
"""Dummy keys; the server stays as it is."""
