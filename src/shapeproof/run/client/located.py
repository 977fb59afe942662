"""The address of the server that plays a case, in place of the stand-in that the case has.

Replies are changed byte for byte and keep their length. What the client sends and says is changed
back, so that it is judged, and shown, by the case as it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.pointer import texts_in
from shapeproof.exchange import (
    ClientCase,
    ClientError,
    ClientExchange,
    ClientResult,
    HttpRequest,
    Reply,
)
from shapeproof.generate.semantics import STAND_IN

_OCTETS = STAND_IN.encode()


@dataclass(frozen=True)
class Location:
    """Where the stand-in leads in one run: the host and port of a server."""

    address: str

    def case(self, case: ClientCase) -> ClientCase:
        """The case with the server's address; itself where it has no address."""
        if not has_stand_in(case):
            return case
        params = _mapped(case.params, self._given)
        return replace(case, params=params, replies=tuple(map(self._reply, case.replies)))

    def call(
        self, case: ClientCase, requests: tuple[HttpRequest, ...], result: ClientResult
    ) -> ClientExchange:
        """What a client made of a case, with the stand-in again where the case has one."""
        if not has_stand_in(case):
            return ClientExchange(case, requests, result)
        return ClientExchange(case, tuple(map(self._request, requests)), self._result(result))

    def _reply(self, reply: Reply) -> Reply:
        return replace(reply, data=reply.data.replace(_OCTETS, self.address.encode()))

    def _given(self, text: str) -> str:
        return text.replace(STAND_IN, self.address)

    def _said(self, text: str) -> str:
        for own, stand_in in self._spellings:
            text = text.replace(own, stand_in)
        return text

    @property
    def _spellings(self) -> tuple[tuple[str, str], ...]:
        """The address as texts, forms and paths hold it."""
        return tuple(
            (self.address.replace(":", colon), STAND_IN.replace(":", colon))
            for colon in (":", "%3A", "%3a", "%253A", "%253a")
        )

    def _request(self, request: HttpRequest) -> HttpRequest:
        body = request.body
        for own, stand_in in self._spellings:
            body = body.replace(own.encode(), stand_in.encode())
        headers = tuple((name, self._said(value)) for name, value in request.headers)
        return replace(request, target=self._said(request.target), headers=headers, body=body)

    def _result(self, result: ClientResult) -> ClientResult:
        error = result.error
        return replace(
            result,
            output=_mapped(result.output, self._said),
            error=None if error is None else self._error(error),
            detail=self._said(result.detail),
        )

    def _error(self, error: ClientError) -> ClientError:
        message = error.message
        said = self._said(message) if isinstance(message, str) else message
        return replace(error, message=said, fields=_mapped(error.fields, self._said))


def has_stand_in(case: ClientCase) -> bool:
    """Whether a case holds an address of the server that plays it."""
    if any(_OCTETS in each.data for each in case.replies):
        return True
    return any(STAND_IN in text for text in texts_in(case.params))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _mapped(each, change) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(each, change) for each in value]
    return value
