"""Listings that a client reads page by page (botocore's paginators document)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from shapeproof.contract.shape import Shape
from shapeproof.exchange import ClientCase, ClientFamily, Outcome
from shapeproof.generate.client.case_builder import ClientCaseBuilder, Params
from shapeproof.generate.client.errors import modeled_errors
from shapeproof.generate.client.listing import ITEMS, OutputPage, PagedOperation
from shapeproof.generate.client.replies import reply_of

_MANY = 30
_REPEATED = 5
_SIZE = 50
"""How many items a page may have."""
_MOST_REPEATED = 20
"""How many requests a client may make that is given the same token again, before the end comes."""


def page_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The pages of an operation that has a paginator whose keys are plain paths to lists."""
    listing = PagedOperation.of(builder)
    if listing is None:
        return
    three = [OutputPage(1), OutputPage(2), OutputPage(3)]
    yield _joined(listing, "three", three)
    yield _joined(listing, "three-full", three, params=builder.requests.full)
    yield _joined(listing, "one", [OutputPage(1)])
    yield _joined(listing, "many", [OutputPage(number) for number in range(1, _MANY + 1)])
    if listing.builder.codec.traits.typed_values:
        yield _joined(listing, "last-null", [OutputPage(1), OutputPage(2)], last=None)
    yield _joined(
        listing, "unknown-members", [OutputPage(1, strange=True), OutputPage(2, strange=True)]
    )
    if listing.takes_token(""):
        yield _joined(listing, "last-empty", [OutputPage(1), OutputPage(2)], last="")
    if listing.may_be_empty:
        yield _joined(listing, "nothing", [OutputPage(1, count=0)])
        yield _joined(listing, "empty-page", [OutputPage(1), OutputPage(2, count=0), OutputPage(3)])
        yield _joined(listing, "empty-first-page", [OutputPage(1, count=0), OutputPage(2)])
    if listing.may_be_absent:
        yield _joined(listing, "no-list", [OutputPage(1), OutputPage(2, count=None), OutputPage(3)])
    yield from _strange_token(listing)
    larger = _larger_pages(listing)
    if larger is not None:
        yield _joined(listing, "short-pages", three, params=larger)
    yield _case(listing, "same-items", [OutputPage(1), OutputPage(1)], [listing.token(1)])
    yield _repeated(listing)
    yield from _failing(listing)


def _larger_pages(listing: PagedOperation) -> Params | None:
    """Parameters that allow pages of more items than come: that a page is short ends no list."""
    builder = listing.builder
    paginator = builder.contract.paginators[builder.operation.name]
    shape = Shape.of(builder.operation.request).members.get(paginator.limit_key or "")
    if paginator.limit_key is None or shape is None or shape.type != "integer":
        return None
    size = min(_SIZE, shape.schema.get("maximum", _SIZE))
    if size <= ITEMS or size < shape.schema.get("minimum", 0):
        return None
    return {**builder.requests.minimal, paginator.limit_key: size}


def _joined(
    listing: PagedOperation,
    label: str,
    pages: Sequence[OutputPage],
    *,
    params: Params | None = None,
    **last: Any,
) -> ClientCase:
    tokens = [listing.token(page.number) for page in pages[:-1]]
    return _case(listing, label, pages, tokens, params=params, **last)


def _case(
    listing: PagedOperation,
    label: str,
    pages: Sequence[OutputPage],
    tokens: Sequence[Any],
    *,
    params: Params | None = None,
    **last: Any,
) -> ClientCase:
    builder = listing.builder
    sent = [
        listing.sent(page, token, more=True) for page, token in zip(pages[:-1], tokens, strict=True)
    ]
    sent.append(listing.sent(pages[-1], *last.values(), more=False))
    return builder.case(
        ClientFamily.PAGES,
        label,
        *(reply_of(builder.response(each)) for each in sent),
        outcome=Outcome.OUTPUT,
        params=params,
        output=builder.fitted(listing.joined(pages)),
        attempts=(len(pages), len(pages)),
        paginate=True,
    )


def _strange_token(listing: PagedOperation) -> Iterator[ClientCase]:
    """A token with characters that have to be encoded wherever it travels."""
    token = "a+b/c==&d=%25 ?#"
    if listing.takes_token(token):
        yield _case(listing, "token-characters", [OutputPage(1), OutputPage(2)], [token])


def _repeated(listing: PagedOperation) -> ClientCase:
    """The same token over and over, and then the end: to stop early is right, and so is not to."""
    builder, token = listing.builder, listing.token(1)
    sent = [
        listing.sent(OutputPage(number), token, more=True) for number in range(1, _REPEATED + 1)
    ]
    sent.append(listing.sent(OutputPage(_REPEATED + 1), more=False))
    return builder.case(
        ClientFamily.PAGES,
        "token-repeated",
        *(reply_of(builder.response(each)) for each in sent),
        outcome=Outcome.OPEN,
        attempts=(1, _MOST_REPEATED),
        paginate=True,
    )


def _failing(listing: PagedOperation) -> Iterator[ClientCase]:
    """A page, and then an error of the model on which no client tries again."""
    builder = listing.builder
    final = next((each for each in modeled_errors(builder) if not each.is_retried), None)
    if final is None:
        return
    response = final.response(final.full)
    yield builder.case(
        ClientFamily.PAGES,
        "error-after-a-page",
        reply_of(builder.response(listing.sent(OutputPage(1), listing.token(1), more=True))),
        reply_of(response),
        outcome=Outcome.ERROR,
        error=final.expected(final.full, response),
        attempts=(2, 2),
        paginate=True,
    )
