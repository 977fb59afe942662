"""What goes wrong before a client can be asked anything."""

from __future__ import annotations

from dataclasses import dataclass

from shapeproof.exceptions import UnreachableTarget


@dataclass(eq=True)
class CannotStart(UnreachableTarget):
    """A client cannot be started, or never worked: its address, and why."""

    def __str__(self) -> str:
        return f"cannot start the client {self.address}: {self.reason}"
