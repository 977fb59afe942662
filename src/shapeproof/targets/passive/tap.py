"""Listens to all botocore clients of the process, those of aiobotocore too.

botocore has no hook that sees every call with all that came of it, and that is not itself changed
by other hooks: boto3's resources rewrite parameters and outputs in handlers, a Stubber answers
before anything is sent. So the methods that a call passes through are wrapped while the tap is
open. What they take, give back and raise stays as it is.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import botocore.client
import botocore.endpoint

from shapeproof.targets.passive import async_wrappers, wrappers
from shapeproof.targets.passive.wrappers import Listener


class Tap:
    """Tells a listener of every call, once, when its answer is there.

    What the listener raises is swallowed and kept in ``slips``: no call may fail for being
    listened to.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._undo: list[Callable[[], None]] = []
        self.slips: list[Exception] = []

    def open(self) -> None:
        """Begin to listen, to clients that are there already as well."""
        creator, client = botocore.client.ClientCreator, botocore.client.BaseClient
        self._wrap(creator, "_create_api_method", wrappers.making_methods(self._told))
        self._wrap(client, "_make_api_call", wrappers.calling(self._told))
        self._wrap(client, "_convert_to_request_dict", wrappers.serializing)
        self._wrap(client, "_make_request", wrappers.sending(self._told))
        self._wrap(botocore.endpoint, "convert_to_response_dict", wrappers.receiving)
        if importlib.util.find_spec("aiobotocore") is not None:
            with suppress(ImportError):
                self._open_async()

    def _open_async(self) -> None:
        client = importlib.import_module("aiobotocore.client").AioBaseClient
        endpoint = importlib.import_module("aiobotocore.endpoint")
        self._wrap(client, "_make_api_call", async_wrappers.calling(self._told))
        self._wrap(client, "_convert_to_request_dict", async_wrappers.serializing)
        self._wrap(client, "_make_request", async_wrappers.sending(self._told))
        self._wrap(endpoint, "convert_to_response_dict", async_wrappers.receiving)

    def close(self) -> None:
        """Listen no more; everything is as it was."""
        while self._undo:
            self._undo.pop()()

    def _told(self, call: Any) -> None:
        try:
            self._listener(call())
        except Exception as slip:  # the caller must get what is theirs, whatever we trip over
            self.slips.append(slip)

    def _wrap(self, holder: Any, name: str, wrapper: Callable[[Any], Any]) -> None:
        """Wrap an attribute of a class or module; one that is inherited is left to be again."""
        own, original = name in vars(holder), getattr(holder, name)
        wrapped = wrapper(original)
        setattr(holder, name, wrapped)

        def undo() -> None:
            # Somebody else may have wrapped it since; then ours stays inside of theirs.
            if vars(holder).get(name) is wrapped:
                setattr(holder, name, original) if own else delattr(holder, name)

        self._undo.append(undo)
