"""Clients that try again where they should not, or not where they should, and that lose pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from .client_planting import AT_LENGTH, planter
from .small_client import SmallClient
from .small_encoding import Request
from .small_model import Operation, Paginator
from .small_parsing import Reply
from .small_transport import NoReply

plant = planter("retries")
plant_pages = planter("pagination")
_MANY = 60


@plant("retries", *AT_LENGTH)
class NeverTriedAgain(SmallClient):
    """Nothing is tried again."""

    attempts = 1


class _OneStatusFinal(SmallClient):
    final = 0

    def is_retried(self, operation: Operation, reply: Reply) -> bool:
        return reply.status != self.final and super().is_retried(operation, reply)


@plant("retries", *AT_LENGTH)
class After500Never(_OneStatusFinal):
    """500 is not tried again."""

    final = 500


@plant("retries", *AT_LENGTH)
class After502Never(_OneStatusFinal):
    """502 is not tried again."""

    final = 502


@plant("retries", *AT_LENGTH)
class After503Never(_OneStatusFinal):
    """503 is not tried again."""

    final = 503


@plant("retries", *AT_LENGTH)
class After504Never(_OneStatusFinal):
    """504 is not tried again."""

    final = 504


@plant("retries", *AT_LENGTH)
class After429Never(_OneStatusFinal):
    """429 is not tried again."""

    final = 429


@plant("retries", *AT_LENGTH)
class AfterResetNever(SmallClient):
    """A connection that breaks is not tried again."""

    def is_retried_without_reply(self, failure: NoReply) -> bool:
        return False


@plant("retries", "GetBackend")
class After404Too(SmallClient):
    """404 is tried again."""

    def is_retried(self, operation: Operation, reply: Reply) -> bool:
        return reply.status == 404 or super().is_retried(operation, reply)


@plant("retries", "GetBackend")
class After400Too(SmallClient):
    """400 is tried again."""

    def is_retried(self, operation: Operation, reply: Reply) -> bool:
        return reply.status == 400 or super().is_retried(operation, reply)


@plant("retries", "DeleteBackend")
class SuccessTwice(SmallClient):
    """Each call is made twice."""

    def is_retried(self, operation: Operation, reply: Reply) -> bool:
        return reply.status == 200 or super().is_retried(operation, reply)


@plant("hang", *AT_LENGTH)
class TriedForever(SmallClient):
    """The number of attempts has no bound that a user would wait for."""

    attempts = 200
    pause = 0.1


@plant("retry_body", "CloneBackend")
class RetryWithoutBody(SmallClient):
    """Another attempt has no body."""

    def attempt(self, request: Request, number: int) -> Request:
        return request if number == 1 else replace(request, body=request.body and b"")


@plant("retry_body", "CloneBackend")
class RetryWithChangedBody(SmallClient):
    """Another attempt counts itself in its body."""

    def attempt(self, request: Request, number: int) -> Request:
        if number == 1 or not request.body:
            return request
        more = b', "attempt": 2}' if len(request.body) > 2 else b'"attempt": 2}'
        return replace(request, body=request.body[:-1] + more)


@plant("retry_body", "CloneBackend")
class RetryCutsBody(SmallClient):
    """Another attempt sends what is left of a body that was read already."""

    def attempt(self, request: Request, number: int) -> Request:
        half = len(request.body or b"") // 2
        return request if number == 1 or not half else replace(request, body=request.body[half:])


@plant("output", *AT_LENGTH)
class OutputLostAfterRetry(SmallClient):
    """A success at the second attempt has no output."""

    again = False

    def attempt(self, request: Request, number: int) -> Request:
        self.again = number > 1
        return request

    def result(self, operation: Operation, reply: Reply) -> Any:
        return {} if self.again else super().result(operation, reply)


# --- Pages -------------------------------------------------------------------------------------


@plant_pages("pages", "ListBackendJobs")
class FirstPageOnly(SmallClient):
    """Only the first page is asked for."""

    def next_tokens(self, paginator: Paginator, page: Mapping[str, Any]) -> dict[str, Any]:
        return {}


@plant_pages("pages", "ListBackendJobs")
class TwoPagesAtMost(SmallClient):
    """Only the first two pages are asked for."""

    def pages(
        self, operation: Operation, paginator: Paginator, params: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        for number, page in enumerate(super().pages(operation, paginator, params)):
            yield page
            if number:
                return


@plant_pages("pages", "ListBackendJobs")
class TokenIgnored(SmallClient):
    """Each page is asked for without a token."""

    def page_params(self, params: Mapping[str, Any], tokens: Mapping[str, Any]) -> dict[str, Any]:
        return dict(params)


@plant_pages("pages", "ListBackendJobs")
class FirstTokenKept(SmallClient):
    """Each page is asked for by the first token."""

    def next_tokens(self, paginator: Paginator, page: Mapping[str, Any]) -> dict[str, Any]:
        found = super().next_tokens(paginator, page)
        if found:
            self.first = getattr(self, "first", None) or found
            return {**self.first}
        self.first = None
        return {}

    def pages(
        self, operation: Operation, paginator: Paginator, params: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        tokens: Mapping[str, Any] = {}
        for _ in range(_MANY):
            page = self.one(operation, self.page_params(params, tokens))
            yield page
            tokens = self.next_tokens(paginator, page)
            if not tokens:
                return


@plant_pages("pages", "ListBackendJobs")
class BeginsAgainAfterLastPage(SmallClient):
    """After the page without a token the first one is asked for again."""

    def pages(
        self, operation: Operation, paginator: Paginator, params: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        for _ in range(_MANY):
            yield from super().pages(operation, paginator, params)


@plant_pages("pages", "ListBackendJobs")
class LastPageLost(SmallClient):
    """The page without a token is left out."""

    def pages(
        self, operation: Operation, paginator: Paginator, params: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        for number, page in enumerate(super().pages(operation, paginator, params)):
            if number == 0 or self.next_tokens(paginator, page):
                yield page


@plant_pages("pages", "ListBackendJobs")
class StopsAtEmptyPage(SmallClient):
    """A page without items is taken for the last."""

    def next_tokens(self, paginator: Paginator, page: Mapping[str, Any]) -> dict[str, Any]:
        items = [page.get(key) for key in paginator.result_keys]
        return super().next_tokens(paginator, page) if any(items) else {}


@plant_pages("pages", "ListBackendJobs")
class ParamsLostOnFollowingPages(SmallClient):
    """Following pages are asked for without the other parameters."""

    def page_params(self, params: Mapping[str, Any], tokens: Mapping[str, Any]) -> dict[str, Any]:
        if not tokens:
            return dict(params)
        kept = ("AppId", "BackendEnvironmentName")
        return {**{name: params[name] for name in kept}, **tokens}


@plant_pages("pages", "ListBackendJobs")
class ItemsRepeated(SmallClient):
    """The items of a page are given twice."""

    def join(self, joined: Any, more: Any) -> Any:
        return more if joined is None else joined + more + more[-1:]


@plant_pages("pages", "ListBackendJobs")
class PagesReversed(SmallClient):
    """The pages are given backwards."""

    def join(self, joined: Any, more: Any) -> Any:
        return more if joined is None else more + joined


@plant_pages("pages", "ListBackendJobs")
class FirstItemOfPageLost(SmallClient):
    """Each following page loses its first item."""

    def join(self, joined: Any, more: Any) -> Any:
        return more if joined is None else joined + more[1:]
