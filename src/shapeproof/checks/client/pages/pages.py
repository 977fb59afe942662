"""What a client makes of a listing."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.client.breakdowns import is_endless
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.judging import gave_up_early
from shapeproof.checks.client.output import failed
from shapeproof.checks.client.pages.following import following_gaps
from shapeproof.checks.client.pages.items import MESSAGES, item_faults
from shapeproof.checks.client.words import NOTHING, at, told
from shapeproof.contract.model import Paginator
from shapeproof.contract.pointer import join
from shapeproof.exchange import Finding, Outcome, Severity


class Pages:
    """Each item of each page once and in order, an end, and the same question for each page."""

    name = "pages"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for the items, and one for the requests of further pages."""
        paginator = seen.contract.paginators.get(seen.operation.name)
        if paginator is None or not seen.case.paginate or not seen.requests:
            return
        if is_endless(seen):
            yield self._endless(seen)
        elif seen.result.breakdown is None:
            yield from self._items(seen, paginator)
            yield from self._requests(seen, paginator)

    def _items(self, seen: ClientObservation, paginator: Paginator) -> Iterator[Finding]:
        if seen.case.outcome is Outcome.ERROR and seen.result.succeeded and gave_up_early(seen):
            message = "the client does not ask for the pages that follow"
            yield self._found(seen, "pages", "lost", message, "the next page", NOTHING)
        if seen.case.outcome is not Outcome.OUTPUT:
            return
        if not seen.result.succeeded:
            yield failed(self.name, seen)
            return
        output = seen.result.output
        for fault in item_faults(seen.operation, paginator, seen.case.output, output):
            place, message = f"pages {join(fault.tokens)}", MESSAGES[fault.constraint]
            yield self._found(
                seen, place, fault.constraint, message,
                fault.expected, fault.actual, join(fault.tokens),
            )  # fmt: skip

    def _requests(self, seen: ClientObservation, paginator: Paginator) -> Iterator[Finding]:
        for gap in following_gaps(seen, paginator):
            is_token = bool(gap.tokens) and gap.tokens[0] in paginator.input_tokens
            message = "the request for a further page does not carry the "
            message += "token of the page before" if is_token else "parameters of the first"
            yield self._found(
                seen, at("request for a further page", join(gap.tokens)),
                "token" if is_token else "parameters", message,
                NOTHING if gap.expected is None else told(gap.expected),
                NOTHING if gap.actual is None else told(gap.actual), join(gap.tokens),
            )  # fmt: skip
            return

    def _endless(self, seen: ClientObservation) -> Finding:
        return self._found(
            seen, "pages", "endless", "the client asks for more pages than there are",
            f"at most {seen.case.attempts[1]} requests", f"{len(seen.requests)} requests",
        )  # fmt: skip

    def _found(
        self,
        seen: ClientObservation,
        where: str,
        constraint: str,
        message: str,
        expected: str,
        actual: str,
        pointer: str = "",
    ) -> Finding:
        return seen.finding(
            self.name, Severity.ERROR, where, constraint, message,
            expected=expected[:500], actual=actual[:500], pointer=pointer,
        )  # fmt: skip
