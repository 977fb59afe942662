"""The same wrappers for aiobotocore, whose steps are coroutines."""

from __future__ import annotations

import functools
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from shapeproof.targets.passive.in_flight import IN_FLIGHT, Reporter, begin, failed, finished
from shapeproof.targets.passive.wrappers import Wrapper, unreadable


def calling(told: Reporter) -> Wrapper:
    """Around ``_make_api_call``."""

    def around(original: Any) -> Any:
        @functools.wraps(original)
        async def _make_api_call(self: Any, operation_name: str, api_params: Any) -> Any:
            __tracebackhide__ = True
            passing = begin(self, operation_name, api_params)
            token = IN_FLIGHT.set(passing)
            try:
                output = await original(self, operation_name, api_params)
            except ClientError as error:
                failed(passing, told, error.response, "stubbed")
                raise
            finally:
                # A coroutine may be closed in another context than the one it began in.
                with suppress(ValueError):
                    IN_FLIGHT.reset(token)
            finished(passing, told, output, "stubbed")
            return output

        return _make_api_call

    return around


def serializing(original: Any) -> Any:
    """Around ``_convert_to_request_dict``."""

    @functools.wraps(original)
    async def _convert_to_request_dict(
        self: Any, api_params: Any, *args: Any, **kwargs: Any
    ) -> Any:
        __tracebackhide__ = True
        passing = IN_FLIGHT.get()
        if passing is not None and passing.client is self:
            passing.params = api_params
        return await original(self, api_params, *args, **kwargs)

    return _convert_to_request_dict


def sending(told: Reporter) -> Wrapper:
    """Around ``_make_request``."""

    def around(original: Any) -> Any:
        @functools.wraps(original)
        async def _make_request(
            self: Any, operation_model: Any, request_dict: Any, *args: Any, **kwargs: Any
        ) -> Any:
            __tracebackhide__ = True
            passing = IN_FLIGHT.get()
            if passing is None or passing.client is not self:
                return await original(self, operation_model, request_dict, *args, **kwargs)
            passing.sent = request_dict
            try:
                http, parsed = await original(self, operation_model, request_dict, *args, **kwargs)
            except ResponseParserError:
                unreadable(passing, told)
                raise
            told(lambda: passing.seen("sent", parsed, http.status_code))
            return http, parsed

        return _make_request

    return around


def receiving(original: Any) -> Any:
    """Around ``convert_to_response_dict``."""

    @functools.wraps(original)
    async def convert_to_response_dict(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        answer = await original(*args, **kwargs)
        passing = IN_FLIGHT.get()
        if passing is not None:
            passing.answer = answer
        return answer

    return convert_to_response_dict
