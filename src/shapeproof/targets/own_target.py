"""A target that a user has written. Whatever it does is an answer, or one clear line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from shapeproof.contract.model import Operation
from shapeproof.exceptions import BadUsage, TransportFailure, said
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.exchange.sites import Site
from shapeproof.targets.handlers import site_of
from shapeproof.targets.http_endpoint import MAX_BODY
from shapeproof.targets.interface import SourcedTarget, Target
from shapeproof.targets.wsgi_app import failed_with, is_header

TEXT_MEMBERS = ("kind", "address", "base_url")
METHODS = ("send", "close")
_LONGEST = 1_000
"""Characters of what a target says of a failure."""
_REMEDY = "see docs/how-to/write-a-target.md"


@dataclass
class OwnTarget:
    """A user's target, with what it returns and raises checked."""

    target: Target
    option: str
    kind: str
    address: str
    base_url: str

    @classmethod
    def of(cls, make: Callable[[], Any], option: str) -> Self:
        """The target that ``make`` returns. Raises BadUsage, about ``option``, if it is none."""
        try:
            target = make()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a user's code may raise anything
            raise BadUsage(option, f"it raised {_named(error)}") from None
        name = type(target).__name__
        lacking = [each for each in (*TEXT_MEMBERS, *METHODS) if not hasattr(target, each)]
        if lacking:
            raise BadUsage(option, f"{name} has no {', '.join(lacking)}", _REMEDY)
        texts = {each: getattr(target, each) for each in TEXT_MEMBERS}
        wrong = [each for each, value in texts.items() if not isinstance(value, str)]
        if wrong:
            raise BadUsage(option, f"{', '.join(wrong)} of {name} must be str", _REMEDY)
        try:
            urlsplit(texts["base_url"])
        except ValueError as error:
            raise BadUsage(option, f"base_url of {name} is no URL: {error}", _REMEDY) from None
        return cls(target, option, **texts)

    def send(self, request: HttpRequest) -> HttpResponse:
        """The answer of the target; an exception becomes a 500, as in a server.

        Raises TransportFailure if the target does, and BadUsage for what is no HttpResponse.
        """
        try:
            response: Any = self.target.send(request)
        except TransportFailure as failure:
            texts = (failure.kind, failure.detail)
            kind, detail = (each[:_LONGEST] if isinstance(each, str) else "" for each in texts)
            raise TransportFailure(kind or "failure", detail) from None
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a user's code may raise anything
            return failed_with(error)
        wrong = _wrong_with(response)
        if wrong:
            raise BadUsage(self.option, f"send returned {wrong}", _REMEDY)
        assert isinstance(response, HttpResponse)
        if len(response.body) > MAX_BODY:
            raise TransportFailure("too-large", f"a body of more than {MAX_BODY:,} bytes")
        return response

    def site_of(self, operation: Operation, request: HttpRequest) -> Site | None:
        """What the target says itself of its lines; by default the line of its ``send``."""
        if isinstance(self.target, SourcedTarget):
            try:
                found = self.target.site_of(operation, request)
            except BaseException:  # a user's code may raise anything; the place is not needed
                return None
            return found if isinstance(found, Site) else None
        return site_of(self.target.send)

    def close(self) -> None:
        """Close the target. Raises BadUsage if that fails."""
        try:
            self.target.close()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a user's code may raise anything
            raise BadUsage(self.option, f"close raised {_named(error)}") from None


def _wrong_with(response: object) -> str:
    """What is wrong with the type of an answer, empty for nothing."""
    if not isinstance(response, HttpResponse):
        return f"{type(response).__name__}, expected HttpResponse"
    headers: Any = response.headers
    if not isinstance(response.status, int) or not isinstance(response.body, bytes):
        return "an HttpResponse whose status is no int or whose body is no bytes"
    if not isinstance(headers, tuple | list) or not all(map(is_header, headers)):
        return "an HttpResponse whose headers are no tuple of pairs of str"
    return ""


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {said(error)}"
