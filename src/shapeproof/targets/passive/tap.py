"""Listens to all botocore clients of the process, those of aiobotocore too.

botocore has no hook that sees every call with all that came of it, and that is not itself changed
by other hooks: boto3's resources rewrite parameters and outputs in handlers, a Stubber answers
before anything is sent. So the methods that a call passes through are wrapped while a tap is open.
What they take, give back and raise stays as it is.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

import botocore.client
import botocore.endpoint
import botocore.hooks

from shapeproof.targets.passive import async_wrappers, wrappers
from shapeproof.targets.passive.calls import SeenCall
from shapeproof.targets.passive.wrappers import Listener


class Tap:
    """Tells a listener of every call, once, when its answer is there.

    Taps that are open at the same time share the wrappers. What a listener raises is swallowed and
    kept in ``slips``: no call may fail for being listened to.
    """

    _listening: ClassVar[list[Tap]] = []
    _undo: ClassVar[list[Callable[[], None]]] = []

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.slips: list[Exception] = []

    def open(self) -> None:
        """Begin to listen, to clients that are there already as well."""
        if not Tap._listening:
            _wrap_all(Tap._undo)
        Tap._listening.append(self)

    def close(self) -> None:
        """Listen no more; with the last tap, everything is as it was."""
        if self not in Tap._listening:
            return
        Tap._listening.remove(self)
        while Tap._undo and not Tap._listening:
            Tap._undo.pop()()

    @classmethod
    def told(cls, call: Callable[[], SeenCall]) -> None:
        """Tell all that listen of a call."""
        for tap in tuple(cls._listening):
            try:
                tap._listener(call())
            except Exception as slip:  # the caller must get what is theirs, whatever we trip over
                tap.slips.append(slip)


def _wrap_all(undo: list[Callable[[], None]]) -> None:
    creator, client = botocore.client.ClientCreator, botocore.client.BaseClient
    told = Tap.told
    _wrap(undo, creator, "_create_api_method", wrappers.making_methods(told))
    _wrap(undo, client, "_make_api_call", wrappers.calling(told))
    _wrap(undo, client, "_convert_to_request_dict", wrappers.serializing)
    _wrap(undo, client, "_make_request", wrappers.sending(told))
    _wrap(undo, botocore.hooks.EventAliaser, "emit_until_response", wrappers.answering(told))
    _wrap(undo, botocore.endpoint, "convert_to_response_dict", wrappers.receiving)
    if importlib.util.find_spec("aiobotocore") is not None:
        with suppress(ImportError):
            _wrap_async(undo)


def _wrap_async(undo: list[Callable[[], None]]) -> None:
    client = importlib.import_module("aiobotocore.client").AioBaseClient
    endpoint = importlib.import_module("aiobotocore.endpoint")
    _wrap(undo, client, "_make_api_call", async_wrappers.calling(Tap.told))
    _wrap(undo, client, "_convert_to_request_dict", async_wrappers.serializing)
    _wrap(undo, client, "_make_request", async_wrappers.sending(Tap.told))
    _wrap(undo, endpoint, "convert_to_response_dict", async_wrappers.receiving)


def _wrap(
    undo: list[Callable[[], None]], holder: Any, name: str, wrapper: Callable[[Any], Any]
) -> None:
    """Wrap an attribute of a class or module; one that is inherited is left to be again."""
    own, original = name in vars(holder), getattr(holder, name)
    wrapped = wrapper(original)
    setattr(holder, name, wrapped)

    def restore() -> None:
        # Somebody else may have wrapped it since; then ours stays inside of theirs.
        if vars(holder).get(name) is wrapped:
            setattr(holder, name, original) if own else delattr(holder, name)

    undo.append(restore)
