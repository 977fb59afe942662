"""What a method of a fake client answers, one call after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from shapeproof.targets.fake import Answer

Step = Callable[[Mapping[str, Any]], Answer]
"""Makes the answer to one call of its parameters, or raises what the caller shall get."""


@dataclass
class Script:
    """Steps in turn; the last one answers all that follow."""

    first: Step
    _steps: list[Step] = field(default_factory=list)
    _next: int = 0
    _lock: Lock = field(default_factory=Lock)

    def begin(self, *steps: Step) -> None:
        """Forget what was to be answered, and answer this."""
        with self._lock:
            self._steps, self._next = list(steps), 0

    def go_on(self, *steps: Step) -> None:
        """Answer this after what is to be answered already."""
        with self._lock:
            self._steps = [*self._steps, *steps]

    def step(self) -> Step:
        """The step whose turn it is."""
        with self._lock:
            if not self._steps:
                return self.first
            index = min(self._next, len(self._steps) - 1)
            self._next = index + 1
            return self._steps[index]
