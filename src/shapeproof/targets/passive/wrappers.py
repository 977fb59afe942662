"""The wrappers around the steps of a call, from its method to the bytes of its answer.

Those of botocore and of aiobotocore differ only in whether the wrapped step is awaited.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from shapeproof.targets.passive.in_flight import (
    CallInFlight,
    CallStep,
    ClientStep,
    ReceivingStep,
    Reporter,
    SendingStep,
    SerializingStep,
    begun,
    report_hook_answer,
)

Wrapper = Callable[[Any], Any]


def making_methods(report: Reporter) -> Wrapper:
    """Around ``ClientCreator._create_api_method``.

    A call is seen even where ``_make_api_call`` is replaced, as tests often do.
    """

    def around(original: Any) -> Any:
        @functools.wraps(original)
        def _create_api_method(
            self: Any, py_operation_name: str, operation_name: str, *args: Any, **kwargs: Any
        ) -> Any:
            method = original(self, py_operation_name, operation_name, *args, **kwargs)

            def step(client: Any, *_: Any, **params: Any) -> ClientStep:
                return CallStep(report, CallInFlight(client, operation_name, params), "replaced")

            return _followed(step, method)

        return _create_api_method

    return around


def calling(report: Reporter, *, awaited: bool = False) -> Wrapper:
    """Around ``_make_api_call``: the call begins and ends."""

    def step(client: Any, operation_name: str, api_params: Any) -> ClientStep:
        return CallStep(report, begun(client, operation_name, api_params), "stubbed")

    return _wrapper(step, awaited=awaited)


def serializing(*, awaited: bool = False) -> Wrapper:
    """Around ``_convert_to_request_dict``: the parameters as they are sent."""

    def step(client: Any, api_params: Any, *_: Any, **__: Any) -> ClientStep:
        return SerializingStep(client, api_params)

    return _wrapper(step, awaited=awaited)


def sending(report: Reporter, *, awaited: bool = False) -> Wrapper:
    """Around ``_make_request``: both messages, and what was read of the answer."""

    def step(
        client: Any, operation_model: Any, request_dict: Any, *_: Any, **__: Any
    ) -> ClientStep:
        return SendingStep(report, client, request_dict)

    return _wrapper(step, awaited=awaited)


def receiving(*, awaited: bool = False) -> Wrapper:
    """Around ``convert_to_response_dict``: the bytes of the answer to the latest attempt."""
    return _wrapper(lambda *_, **__: ReceivingStep(), awaited=awaited)


def answering(report: Reporter) -> Wrapper:
    """Around ``emit_until_response``: what a hook, such as a Stubber, answers before a call.

    Handlers that come later turn it into what the caller gets.
    """

    def around(original: Any) -> Any:
        @functools.wraps(original)
        def emit_until_response(self: Any, event_name: str, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            found = original(self, event_name, **kwargs)
            if not event_name.startswith("before-call."):
                return found
            if inspect.iscoroutine(found):
                return _awaited_answer(found, report)
            report_hook_answer(report, found)
            return found

        return emit_until_response

    return around


async def _awaited_answer(found: Any, report: Reporter) -> Any:
    answer = await found
    report_hook_answer(report, answer)
    return answer


def _wrapper(step: Callable[..., ClientStep], *, awaited: bool) -> Wrapper:
    followed = _followed_coroutine if awaited else _followed
    return functools.partial(followed, step)


def _followed(step: Callable[..., ClientStep], original: Any) -> Any:
    @functools.wraps(original)
    def followed(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with step(*args, **kwargs) as seen:
            seen.output = original(*args, **kwargs)
        return seen.output

    return followed


def _followed_coroutine(step: Callable[..., ClientStep], original: Any) -> Any:
    @functools.wraps(original)
    async def followed(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with step(*args, **kwargs) as seen:
            seen.output = await original(*args, **kwargs)
        return seen.output

    return followed
