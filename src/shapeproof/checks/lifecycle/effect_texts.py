"""The texts of findings about the effect of one call."""

from __future__ import annotations

from typing import Any

from shapeproof.checks.texts import A_SUCCESS, status_of
from shapeproof.exchange import Exchange, FindingTexts
from shapeproof.exchange.text import Said, Shown, Text


def import_unreadable(importer: str, what: str, other: str, exchange: Exchange) -> FindingTexts:
    """An import that no reader finds."""
    message = Text.of(
        "{importer} is accepted, but {reader} does not find the {what} under a name like that "
        "under which what {other} imports is found",
        importer=importer, reader=exchange.operation, what=what, other=other,
    )  # fmt: skip
    return FindingTexts.of(message, A_SUCCESS, status_of(exchange))


def cleared(updater: str, reader: str, pointer: str, before: Any, after: Any) -> FindingTexts:
    """A member that an update did not give."""
    message = Text.of(
        "{updater} does not give {pointer}, but {reader} no longer shows its value",
        updater=updater, pointer=pointer, reader=reader,
    )  # fmt: skip
    shown = Text("nothing") if after is None else Text.only(Shown(after))
    return FindingTexts.of(message, Text.only(Shown(before)), shown)


def token_refused(operation: str, member: str, exchange: Exchange) -> FindingTexts:
    """A repeated request with the same token that is refused."""
    message = Text.of(
        "{operation} is refused when it is repeated with the same {member}",
        operation=operation, member=member,
    )  # fmt: skip
    return FindingTexts.of(message, "the answer to the first request", status_of(exchange))


def made_another(operation: str, member: str, name: str, one: str, other: str) -> FindingTexts:
    """A repeated request with the same token that makes another thing."""
    message = Text.of(
        "{operation} makes another one when it is repeated with the same {member}",
        operation=operation, member=member,
    )  # fmt: skip
    return FindingTexts.of(message, _member(name, one), _member(name, other))


def _member(name: str, value: str) -> Text:
    return Text.of("{name} {value}", name=name, value=Said(value))


def no_further(what: str, count: int, exchange: Exchange) -> FindingTexts:
    """A further resource of a kind that is refused."""
    message = Text.of(
        "{count} of a kind ({what}) were created, but a further one is refused",
        count=count, what=what,
    )  # fmt: skip
    return FindingTexts.of(message, A_SUCCESS, status_of(exchange))


def answers_for_another(operation: str, name: str, asked: Any, told: Any) -> FindingTexts:
    """An answer about another resource than the one asked for."""
    message = Text.of(
        "{operation} is asked for one {name}, and answers for another", operation=operation,
        name=name,
    )  # fmt: skip
    return FindingTexts.of(message, Text.only(Shown(asked)), Text.only(Shown(told)))
