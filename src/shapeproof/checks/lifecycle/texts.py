"""The texts of the findings of lifecycle checks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from shapeproof.checks.texts import A_SUCCESS, status_of
from shapeproof.exchange import Exchange, FindingTexts
from shapeproof.exchange.text import Said, Shown, Text

CHANGES_NOTHING = Text("a refused request changes nothing")
A_LIST = Text("a list")


def success_of(operation: str) -> Text:
    """What a reader is expected to answer."""
    return Text.of("a success of {operation}", operation=operation)


def list_with(value: Any) -> Text:
    """What a listing is expected to contain."""
    return Text.of("a list with {value}", value=Shown(value))


# Writes


def lost_write(creator: str, reader: str, expected: Text, actual: Text) -> FindingTexts:
    """A created resource that is missing, or differs."""
    message = Text.of(
        "{creator} is accepted, but {reader} does not show what it created",
        creator=creator, reader=reader,
    )  # fmt: skip
    return FindingTexts.of(message, expected, actual)


def lost_update(
    updater: str, reader: str, expected: Text, actual: Text, *, again: bool
) -> FindingTexts:
    """An update that does not show; ``again`` where it is not the first one."""
    message = Text.of(
        "{updater} is accepted{again}, but {reader} does not show the update",
        updater=updater, again=" again" if again else "", reader=reader,
    )  # fmt: skip
    return FindingTexts.of(message, expected, actual)


def took_effect(refused: str, how: str, reader: str, expected: Text, actual: Text) -> FindingTexts:
    """A refused call that changed or removed a resource."""
    message = Text.of(
        "{refused} ({how}) is refused, but {reader} shows that it had an effect",
        refused=refused, how=how, reader=reader,
    )  # fmt: skip
    unchanged = Text.of("{nothing}: {expected}", nothing=CHANGES_NOTHING, expected=expected)
    return FindingTexts.of(message, unchanged, actual)


def created_despite_refusal(refused: str, how: str, exchange: Exchange) -> FindingTexts:
    """A refused call that created a resource."""
    message = Text.of(
        "{refused} ({how}) is refused, but {reader} finds the resource that it would have created",
        refused=refused, how=how, reader=exchange.operation,
    )  # fmt: skip
    return FindingTexts.of(message, CHANGES_NOTHING, status_of(exchange))


def disturbed(cause: str, what: str, constraint: str, expected: Text, actual: Text) -> FindingTexts:
    """A resource that a call for another one has changed or removed."""
    message = Text.of(
        "{cause} for another resource has {constraint} a {what}",
        cause=cause, constraint=constraint, what=what,
    )  # fmt: skip
    return FindingTexts.of(message, expected, actual)


def shared_identifier(what: str, foreign: str, exchange: Exchange) -> FindingTexts:
    """A resource that is found under an identifier of another one."""
    message = Text.of(
        "a {what} is found under the {foreign} of another one, where it was never created",
        what=what, foreign=foreign,
    )  # fmt: skip
    return FindingTexts.of(message, "a not-found error", status_of(exchange))


def not_copied(copier: str, part: str, expected: Text, actual: Text) -> FindingTexts:
    """A part of the source that the copy lacks, or has with other values."""
    message = Text.of(
        "the copy that {copier} created does not contain the {part} of its source",
        copier=copier, part=part,
    )  # fmt: skip
    return FindingTexts.of(message, expected, actual)


def not_deep(copier: str, cause: str, expected: Text, actual: Text) -> FindingTexts:
    """A copy that shares state with its source."""
    message = Text.of(
        "after {copier}, {cause} on the copy or its source changes the other one as well",
        copier=copier, cause=cause,
    )  # fmt: skip
    return FindingTexts.of(message, expected, actual)


# Existence


def still_there(remover: str, what: str, expected: Text, exchange: Exchange) -> FindingTexts:
    """A resource that is found after its removal."""
    message = Text.of(
        "{remover} is accepted, but {reader} still finds the {what}",
        remover=remover, reader=exchange.operation, what=what,
    )  # fmt: skip
    return FindingTexts.of(message, expected, answer_with_output(exchange))


def other_not_found(remover: str, expected: Text, exchange: Exchange) -> FindingTexts:
    """A removed resource that is answered with another error."""
    message = Text.of(
        "after {remover}, {reader} does not return the not-found error",
        remover=remover, reader=exchange.operation,
    )  # fmt: skip
    return FindingTexts.of(message, expected, status_of(exchange))


def accepted_update(what: str, expected: Text, exchange: Exchange) -> FindingTexts:
    """An update of a removed resource that is accepted."""
    message = Text.of(
        "the {what} was removed, but {updater} still accepts an update",
        what=what, updater=exchange.operation,
    )  # fmt: skip
    return FindingTexts.of(message, expected, status_of(exchange))


def created_by_update(updater: str, what: str, exchange: Exchange) -> FindingTexts:
    """A removed resource that an update has created again."""
    message = Text.of(
        "the {what} was removed, but {updater} created it again", what=what, updater=updater
    )
    expected = "an update of a missing resource is refused and creates nothing"
    return FindingTexts.of(message, expected, answer_with_output(exchange))


def not_created_again(remover: str, what: str, exchange: Exchange) -> FindingTexts:
    """A removed resource that cannot be created again."""
    message = Text.of(
        "{remover} has removed the {what}, but {creator} cannot create it again",
        remover=remover, what=what, creator=exchange.operation,
    )  # fmt: skip
    return FindingTexts.of(message, A_SUCCESS, status_of(exchange))


def old_value(what: str, value: str) -> FindingTexts:
    """A resource that shows a value of the one that it replaces."""
    message = Text.of(
        "the {what} was removed and created again, but shows a value of the old one", what=what
    )
    return FindingTexts.of(message, "nothing of the old one", Text.only(Said(value)))


def old_part(what: str, child: str, exchange: Exchange) -> FindingTexts:
    """A resource that contains a resource of the one that it replaces."""
    message = Text.of(
        "the {what} was removed and created again, but contains the {child} of the old one",
        what=what, child=child,
    )  # fmt: skip
    return FindingTexts.of(message, Text.of("no {child}", child=child), status_of(exchange))


def created_twice(creator: str, what: str, expected: Text) -> FindingTexts:
    """An existing resource that is created a second time."""
    message = Text.of("{creator} is accepted for a {what} that exists", creator=creator, what=what)
    return FindingTexts.of(message, expected, A_SUCCESS)


def refused_by_other_error(
    creator: str, what: str, expected: Text, exchange: Exchange
) -> FindingTexts:
    """An existing resource whose second creation is refused with an error of another kind."""
    message = Text.of(
        "{creator} for a {what} that exists is refused with another error",
        creator=creator, what=what,
    )  # fmt: skip
    return FindingTexts.of(message, expected, status_of(exchange))


def unresolved(source: str, identifier: str, exchange: Exchange) -> FindingTexts:
    """An identifier of a response that its reader does not find."""
    reader = exchange.operation
    message = Text.of(
        "{source} returns a {identifier} that {reader} does not find",
        source=source, identifier=identifier, reader=reader,
    )  # fmt: skip
    return FindingTexts.of(message, success_of(reader), status_of(exchange))


def unlisted(source: str, identifier: str, lister: str, value: str) -> FindingTexts:
    """An identifier of a response that is not listed."""
    message = Text.of(
        "{source} returns a {identifier} that {lister} does not list",
        source=source, identifier=identifier, lister=lister,
    )  # fmt: skip
    expected = Text.of("a list with {value}", value=Said(value))
    return FindingTexts.of(message, expected, "a list without it")


def answer_with_output(exchange: Exchange) -> Text:
    """An answer by its status and its parsed output."""
    status = status_of(exchange)
    return Text.of("{status} {output}", status=status, output=Shown(exchange.output))


# Listings


def listing_refused(what: str, exchange: Exchange) -> FindingTexts:
    """A list that is refused though there is something to list."""
    message = Text.of("the list of {what} resources is refused", what=what)
    return FindingTexts.of(message, A_LIST, status_of(exchange))


_LISTED_WRONGLY = {
    "not listed": "a {what} that exists is not listed",
    "listed twice": "a {what} is listed more than once",
    "listed after removal": "a {what} that was removed is listed",
    "unknown": "a {what} that was never created is listed",
}


def listed_wrongly(
    constraint: str, what: str, expected: Collection[Any], listed: Collection[Any]
) -> FindingTexts:
    """A list with too few or too many items."""
    message = Text.of(_LISTED_WRONGLY[constraint], what=what)
    return _compared(message, list(expected), list(listed))


def old_item(name: str, given: Any, got: Any) -> FindingTexts:
    """A listed item that does not show the last update."""
    message = Text.of("an item of the list shows an old {name}", name=name)
    return _compared(message, given, got)


def filter_refused(where: str, exchange: Exchange) -> FindingTexts:
    """A filter that is refused."""
    message = Text.of("a filter by {where} is refused", where=where)
    return FindingTexts.of(message, A_LIST, status_of(exchange))


def filter_ignored(where: str, wanted: Mapping[str, Any], item: Any) -> FindingTexts:
    """An item that does not match the filter."""
    message = Text.of("the filter by {where} is not applied", where=where)
    expected = Text.of("only {wanted}", wanted=Shown(wanted))
    return FindingTexts.of(
        message, expected, Text.of("{item}, which does not match", item=Shown(item))
    )


def filter_drops(where: str, matching: Collection[Any], listed: Collection[Any]) -> FindingTexts:
    """An item that matches the filter and is missing."""
    message = Text.of("the filter by {where} drops an item that matches", where=where)
    return _compared(message, list(matching), list(listed))


def _compared(message: Text, expected: Any, actual: Any) -> FindingTexts:
    return FindingTexts.of(message, Text.only(Shown(expected)), Text.only(Shown(actual)))
