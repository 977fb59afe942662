"""What is kept for one service, whichever protocol it is asked in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from shapeproof.mock.generated.records import Records


@dataclass
class ServiceState:
    """Resources, tags, and what was answered to client tokens."""

    records: Records = field(default_factory=Records)
    tags: dict[str, dict[str, Any]] = field(default_factory=dict)
    answered: dict[tuple[str, str], tuple[Mapping[str, Any], Mapping[str, Any]]] = field(
        default_factory=dict
    )
    url: str = ""
    """Where the mock is reached, for identifiers that are URLs."""
    lock: RLock = field(default_factory=RLock)

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self.records.clear()
            self.tags.clear()
            self.answered.clear()

    def document(self) -> dict[str, Any]:
        """The state as JSON: resources by kind, and tags by the identifier that they belong to."""
        with self.lock:
            tags = {"tags": self.tags} if self.tags else {}
            return {"resources": self.records.document(), **tags}
