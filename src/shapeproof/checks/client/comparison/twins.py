"""Members of an output that clients read from one place: they are compared together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from shapeproof.checks.client.comparison.values import Members, ValueGap, timestamp_gap
from shapeproof.contract.shape import Shape
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.timestamps import decode_timestamp

_TEXT = "String"


@lru_cache(maxsize=4096)
def sharing_names(holder: Shape) -> tuple[tuple[str, ...], ...]:
    """The groups of members of a structure that have one name on the wire."""
    named: dict[tuple[str, str], list[str]] = {}
    for name, member in holder.members.items():
        named.setdefault((member.location, member.wire_name(name)), []).append(name)
    return tuple(tuple(names) for names in named.values() if len(names) > 1)


def shared_gaps(
    holder: Shape, group: Sequence[str], expected: Members, actual: Members
) -> Iterator[ValueGap]:
    """Where the members of a group do not hold what the reply has under their name.

    The reply has the elements of all of them; each member that a client reads has those elements
    (tolerance ``shared-names``). What one that is no list makes of several is open.
    """
    wanted = [name for name in group if expected.get(name) is not None]
    there = [name for name in group if actual.get(name) not in (None, [])]
    elements = [each for name in wanted for each in _listed(expected[name])]
    if elements and not there:
        yield ValueGap((wanted[0],), "missing", expected[wanted[0]])
    for name in there:
        value = actual[name]
        if not elements:
            yield ValueGap((name,), "extra", None, value)
        elif len(elements) > 1 and not holder.member(name).is_list:
            continue
        elif _listed(value) != elements:
            yield ValueGap((name,), "value", expected.get(name, elements), value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def date_texts(holder: Shape, value: Members) -> dict[str, str]:
    """The members that hold the text of a date in a header field, and the names of the dates."""
    found = {}
    for name in value:
        date = name.removesuffix(_TEXT)
        member = holder.members.get(date)
        if member is None or date == name or name in holder.members:
            continue
        if member.is_timestamp and member.location == "header":
            found[name] = date
    return found


def date_text_gaps(holder: Shape, expected: Members, actual: Members) -> Iterator[ValueGap]:
    """Where the text of a date is not that of the header field (tolerance ``sdk-metadata``)."""
    for name, date in date_texts(holder, actual).items():
        text, due = actual[name], expected.get(date)
        if text is None:
            continue
        if due is None:
            yield ValueGap((name,), "extra", None, text)
        elif not _is_text_of(due, text):
            yield ValueGap((name,), "value", due, text)


def _is_text_of(due: Any, text: Any) -> bool:
    if not isinstance(text, str):
        return False
    try:
        return timestamp_gap(due, decode_timestamp(text)) is None
    except UnreadableError:
        return False
