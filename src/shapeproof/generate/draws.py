"""Draws from Hypothesis that only a seed determines.

Hypothesis also draws literals that it finds in local modules: those of the working directory and
of installed projects. Then the same seed would give other values in another folder, or after an
edit of unrelated code; without them it does not.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis.errors import NoSuchExample, Unsatisfiable
from hypothesis.internal.conjecture import providers
from hypothesis.strategies import SearchStrategy

Value = TypeVar("Value")
HOOK = "_get_local_constants"
"""Hypothesis's function that collects the literals; versions before 6.131 do not have it."""


@dataclass
class _Hook:
    """Hypothesis's function, exchanged as long as somebody draws."""

    collect: Any
    _depth: int = 0
    _lock: Any = field(default_factory=Lock)

    def exchange(self) -> None:
        """Let nothing be collected until ``restore``."""
        with self._lock:
            self._depth += 1
            if self._depth == 1:
                self._set(getattr(providers, "Constants", None))

    def restore(self) -> None:
        """Undo one exchange."""
        with self._lock:
            self._depth -= 1
            if self._depth == 0:
                self._set(self.collect)

    def _set(self, collect: Any) -> None:
        """What was drawn from before is forgotten as well."""
        setattr(providers, HOOK, collect)
        cache = getattr(providers, "CONSTANTS_CACHE", None)
        if cache is not None:
            cache.cache.clear()


_HOOK = _Hook(getattr(providers, HOOK, None))


@contextlib.contextmanager
def without_local_constants() -> Iterator[None]:
    """While this lasts, Hypothesis draws no literals of local modules, in any thread."""
    if _HOOK.collect is None:
        yield
        return
    _HOOK.exchange()
    try:
        yield
    finally:
        _HOOK.restore()


def simplest(
    strategy: SearchStrategy[Value],
    tries: int,
    fits: Callable[[Value], bool] = lambda value: True,
) -> tuple[Value, ...]:
    """The simplest value that fits, always the same; empty where none is among so many tries."""
    try:
        with without_local_constants():
            found = find(
                strategy,
                fits,
                settings=settings(
                    max_examples=tries,
                    derandomize=True,
                    database=None,
                    phases=[Phase.generate, Phase.shrink],
                    suppress_health_check=list(HealthCheck),
                ),
            )
    except (NoSuchExample, Unsatisfiable):
        return ()
    return (found,)


class _Ended(BaseException):
    """No more is drawn. It is not an Exception, so that Hypothesis does not catch it."""


def drawn(
    strategy: SearchStrategy[Value],
    count: int,
    name: str,
    run_seed: int,
    before_each: Callable[[], None] = lambda: None,
) -> list[Value]:
    """So many values of a strategy, or fewer where there are no more.

    ``name`` distinguishes the draws of one run. Nothing is shrunk, as nothing fails here.
    ``before_each`` may raise, and ends the draws.
    """
    if count < 1:
        return []
    values: list[Value] = []
    raised: list[Exception] = []
    number = int.from_bytes(hashlib.sha256(f"{run_seed}/{name}".encode()).digest()[:8], "big")

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Value) -> None:
        try:
            before_each()
        except Exception as error:
            raised.append(error)
            raise _Ended from error
        values.append(value)

    with contextlib.suppress(Unsatisfiable, _Ended), without_local_constants():
        collect()
    if raised:
        raise raised[0]
    return values
