"""Listens to all botocore clients of the process, those of aiobotocore included.

botocore has no hook that sees every call with its outcome and that other hooks leave alone: boto3's
resources rewrite parameters and outputs in handlers, and a Stubber answers before anything is sent.
So the methods that a call passes through are wrapped while a tap is open. What they take, return
and raise does not change.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import Any, ClassVar

import botocore.client
import botocore.endpoint
import botocore.hooks

from shapeproof.targets.passive import wrappers
from shapeproof.targets.passive.calls import SeenCall
from shapeproof.targets.passive.interrupts import is_interrupt
from shapeproof.targets.passive.listening import LISTENING

Listener = Callable[[SeenCall], None]
_suppressions: list[None] = []


@contextmanager
def suppressed() -> Iterator[None]:
    """Within, no tap reports a call of any thread of this process.

    The calls of a client under test are wrong on purpose, and so are the replies to them.
    """
    _suppressions.append(None)
    try:
        yield
    finally:
        _suppressions.pop()


def is_suppressed() -> bool:
    """Whether calls are not reported at present."""
    return bool(_suppressions)


class Tap:
    """Reports every call to a listener, once, when its answer is there.

    Taps that are open at the same time share the wrappers. What a listener raises goes to
    ``failed``: no call may fail because of a listener, nor because an answer cannot be read.
    """

    _listening: ClassVar[list[Tap]] = []
    _undo: ClassVar[list[Callable[[], None]]] = []

    def __init__(
        self, listener: Listener, failed: Callable[[BaseException], None] = lambda _: None
    ) -> None:
        self._listener = listener
        self._failed = failed

    def open(self) -> None:
        """Begin to listen, to existing clients as well."""
        if not Tap._listening:
            _wrap_all(Tap._undo)
        Tap._listening.append(self)

    def close(self) -> None:
        """Stop listening; the last tap restores everything."""
        if self not in Tap._listening:
            return
        Tap._listening.remove(self)
        while Tap._undo and not Tap._listening:
            Tap._undo.pop()()

    @classmethod
    def report(cls, call: Callable[[], SeenCall | None]) -> None:
        """Report a call to all open taps; None is no call.

        Reading what a fake has answered may raise anything. Only interrupts go on to the caller.
        """
        if is_suppressed():
            return
        with LISTENING:
            for tap in tuple(cls._listening):
                try:
                    seen = call()
                    if seen is not None:
                        tap._listener(seen)
                except BaseException as error:  # the user's call must not fail for it
                    if is_interrupt(error):
                        raise
                    tap._failed(error)


def _wrap_all(undo: list[Callable[[], None]]) -> None:
    creator, client = botocore.client.ClientCreator, botocore.client.BaseClient
    aliaser, report = botocore.hooks.EventAliaser, Tap.report
    _wrap(undo, creator, "_create_api_method", wrappers.making_methods(report))
    _wrap(undo, aliaser, "emit_until_response", wrappers.answering(report))
    _wrap_steps(undo, client, botocore.endpoint, awaited=False)
    if find_spec("aiobotocore") is not None:
        with suppress(ImportError):
            client = importlib.import_module("aiobotocore.client").AioBaseClient
            endpoint = importlib.import_module("aiobotocore.endpoint")
            _wrap_steps(undo, client, endpoint, awaited=True)


def _wrap_steps(
    undo: list[Callable[[], None]], client: Any, endpoint: Any, *, awaited: bool
) -> None:
    """Wrap the steps of a call. ``awaited`` says that they are coroutines, as aiobotocore's are."""
    report = Tap.report
    _wrap(undo, client, "_make_api_call", wrappers.calling(report, awaited=awaited))
    _wrap(undo, client, "_convert_to_request_dict", wrappers.serializing(awaited=awaited))
    _wrap(undo, client, "_make_request", wrappers.sending(report, awaited=awaited))
    _wrap(undo, endpoint, "convert_to_response_dict", wrappers.receiving(awaited=awaited))


def _wrap(
    undo: list[Callable[[], None]], holder: Any, name: str, wrapper: Callable[[Any], Any]
) -> None:
    """Wrap an attribute of a class or module; an inherited one is inherited again afterwards."""
    own, original = name in vars(holder), getattr(holder, name)
    wrapped = wrapper(original)
    setattr(holder, name, wrapped)

    def restore() -> None:
        # If others have wrapped it since, ours stays inside of theirs.
        if vars(holder).get(name) is wrapped:
            setattr(holder, name, original) if own else delattr(holder, name)

    undo.append(restore)
