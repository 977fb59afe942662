"""The wrappers around the steps of a call, from its method to the bytes of its answer."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from shapeproof.targets.passive.calls import SeenCall
from shapeproof.targets.passive.in_flight import (
    IN_FLIGHT,
    CallInFlight,
    Reporter,
    begin,
    failed,
    finished,
    stubbed,
)

Listener = Callable[[SeenCall], None]
Wrapper = Callable[[Any], Any]


def making_methods(told: Reporter) -> Wrapper:
    """Around ``ClientCreator._create_api_method``: a call is seen even where ``_make_api_call`` is
    replaced, as tests often do."""

    def around(original: Any) -> Any:
        @functools.wraps(original)
        def _create_api_method(
            self: Any, py_operation_name: str, operation_name: str, *args: Any, **kwargs: Any
        ) -> Any:
            made = original(self, py_operation_name, operation_name, *args, **kwargs)
            return _method(made, operation_name, told)

        return _create_api_method

    return around


def _method(original: Any, operation: str, told: Reporter) -> Any:
    @functools.wraps(original)
    def _api_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        passing = CallInFlight(self, operation, kwargs)
        token = IN_FLIGHT.set(passing)
        try:
            output = original(self, *args, **kwargs)
        except ClientError as error:
            if not passing.begun:
                failed(passing, told, error.response, "replaced")
            raise
        finally:
            IN_FLIGHT.reset(token)
        if not passing.begun:
            finished(passing, told, output, "replaced")
        return output

    return _api_call


def calling(told: Reporter) -> Wrapper:
    """Around ``_make_api_call``: the call begins; one that nothing was told of is so at its end."""

    def around(original: Any) -> Any:
        @functools.wraps(original)
        def _make_api_call(self: Any, operation_name: str, api_params: Any) -> Any:
            __tracebackhide__ = True
            passing = begin(self, operation_name, api_params)
            token = IN_FLIGHT.set(passing)
            try:
                output = original(self, operation_name, api_params)
            except ClientError as error:
                failed(passing, told, error.response, "stubbed")
                raise
            finally:
                IN_FLIGHT.reset(token)
            finished(passing, told, output, "stubbed")
            return output

        return _make_api_call

    return around


def serializing(original: Any) -> Any:
    """Around ``_convert_to_request_dict``: the parameters as they are sent."""

    @functools.wraps(original)
    def _convert_to_request_dict(self: Any, api_params: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        passing = IN_FLIGHT.get()
        if passing is not None and passing.client is self:
            passing.params = api_params
        return original(self, api_params, *args, **kwargs)

    return _convert_to_request_dict


def sending(told: Reporter) -> Wrapper:
    """Around ``_make_request``: both messages, and what was read of the answer."""

    def around(original: Any) -> Any:
        @functools.wraps(original)
        def _make_request(
            self: Any, operation_model: Any, request_dict: Any, *args: Any, **kwargs: Any
        ) -> Any:
            __tracebackhide__ = True
            passing = IN_FLIGHT.get()
            if passing is None or passing.client is not self:
                return original(self, operation_model, request_dict, *args, **kwargs)
            passing.sent = request_dict
            try:
                http, parsed = original(self, operation_model, request_dict, *args, **kwargs)
            except ResponseParserError:
                unreadable(passing, told)
                raise
            told(lambda: passing.seen("sent", parsed, http.status_code))
            return http, parsed

        return _make_request

    return around


def answering(told: Reporter) -> Wrapper:
    """Around ``emit_until_response``: what a hook, such as a Stubber, answers before a call.

    Handlers that come later make of it what the caller gets.
    """

    def around(original: Any) -> Any:
        @functools.wraps(original)
        def emit_until_response(self: Any, event_name: str, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            found = original(self, event_name, **kwargs)
            if not event_name.startswith("before-call."):
                return found
            if inspect.iscoroutine(found):
                return _answering(found, told)
            stubbed(found, told)
            return found

        return emit_until_response

    return around


async def _answering(found: Any, told: Reporter) -> Any:
    answer = await found
    stubbed(answer, told)
    return answer


def unreadable(passing: CallInFlight, told: Reporter) -> None:
    """Tell of an answer that came and that the client could make nothing of."""
    answer = passing.answer
    if answer is not None:
        told(lambda: passing.seen("sent", None, answer["status_code"]))


def receiving(original: Any) -> Any:
    """Around ``convert_to_response_dict``: the bytes of the answer to the latest attempt."""

    @functools.wraps(original)
    def convert_to_response_dict(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        answer = original(*args, **kwargs)
        passing = IN_FLIGHT.get()
        if passing is not None:
            passing.answer = answer
        return answer

    return convert_to_response_dict
