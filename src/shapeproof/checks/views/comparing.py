"""Compares what a write has written with what a view of it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.read_back import ABSENT, ReadBackDifference, differences, what_happened
from shapeproof.checks.same_values import same_meaning
from shapeproof.checks.views.places import How, Place
from shapeproof.checks.views.sources import value_of
from shapeproof.checks.views.views import View
from shapeproof.compile.lifecycle.names import suffix
from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.exchange import Exchange


def scopes_in(view: View, written: Exchange, page: Any) -> list[Any]:
    """What an answer shows of what was written: items, or the answer itself."""
    if view.list is None:
        return [page] if isinstance(page, dict) else []
    keys, others = keys_of(view, written), _others(view, written)
    items = at(page, view.list) if keys else None
    return [each for each in items or () if isinstance(each, dict) and _is_item(each, keys, others)]


def keys_of(view: View, written: Exchange) -> dict[str, Any]:
    """The values by which an item may be known, the surest first."""
    found = {each.member: value_of(each.sources, written) for each in view.keys}
    return {name: value for name, value in found.items() if value is not None}


def _others(view: View, written: Exchange) -> dict[str, Any]:
    found = {each.member: value_of(each.sources, written) for each in view.others}
    return {name: value for name, value in found.items() if value is not None}


def _is_item(item: Mapping[str, Any], keys: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Whether an item has the first key that it shows at all, and all the other values.

    A name may be shown with a dot at its end.
    """
    first = next((name for name in keys if item.get(name) is not None), None)
    wanted = {**others, first: keys[first]} if first is not None else {}
    return bool(wanted) and all(_plain(item.get(k)) == _plain(v) for k, v in wanted.items())


def _plain(value: Any) -> Any:
    return value.removesuffix(".") if isinstance(value, str) else value


def at(value: Any, tokens: Tokens) -> Any:
    """The value at a place, None where there is none."""
    try:
        return lookup(value, tokens)
    except (KeyError, IndexError, TypeError, ValueError):
        return None


Proven = set[tuple[str, Tokens]]


def shown_differences(
    view: View, written: Exchange, scopes: list[Any], proven: Proven
) -> list[ReadBackDifference]:
    """Where what a view shows differs from what was written; of several items the likest counts.

    A member that is missing counts where the same view has shown it before: ``proven``.
    """
    found = [list(_differences(view, written, each, proven)) for each in scopes]
    return min(found, key=len, default=[])


def _differences(
    view: View, written: Exchange, scope: Any, proven: Proven
) -> Iterator[ReadBackDifference]:
    for place in view.places:
        if place.how is How.SAME:
            yield from _same(view, place, written, scope, proven)
        elif place.how is How.TAGS:
            yield from _tags(place, written, scope)
        elif place.how is How.ENTRY:
            yield from _entry(place, written, scope)
        elif at(scope, place.shown) is (not place.switched):
            yield ReadBackDifference((), "changed", place.switched, not place.switched)


def _same(
    view: View, place: Place, written: Exchange, scope: Any, proven: Proven
) -> Iterator[ReadBackDifference]:
    given, got = at(written.params, place.given), at(scope, place.shown)
    if got is not None:
        proven |= {(view.operation, (*place.shown, *each)) for each in _places(got)}
    if given is None or _is_said(written.params, place.given[-1]):
        return
    for each in differences(place.shape, given, ABSENT if got is None else got, place.given):
        inside = tuple(x for x in each.tokens[len(place.given) :] if not x.isdigit())
        known = (view.operation, (*place.shown, *inside)) in proven
        if each.how == "dropped" and (not known or each.given in ("", [], {}, False)):
            continue
        if not (_is_decided(each) or _is_spelled_out(each.given, each.got)):
            yield each


def _is_spelled_out(given: Any, got: Any) -> bool:
    """Whether both mean the same, or one is a fuller form: of a path, or of a domain."""
    if same_meaning(given, got):
        return True
    if not (isinstance(given, str) and isinstance(got, str)) or not given or not got:
        return False
    return given.removesuffix(".") == got.removesuffix(".") or any(
        one.endswith(mark + other) for mark in "/:" for one, other in ((given, got), (got, given))
    )


def _is_decided(difference: ReadBackDifference) -> bool:
    """Whether a server may decide a value itself: a flag, a version."""
    last = next((each for each in reversed(difference.tokens) if not each.isdigit()), "")
    return isinstance(difference.given, bool) or suffix(last) == "version"


def _is_said(params: Any, name: str) -> bool:
    """Whether a list of a request has the name of a member, or the key of a tag: to remove it."""
    if isinstance(params, dict):
        return any(_is_said(each, name) for each in params.values())
    if isinstance(params, list):
        return name in params or any(_is_said(each, name) for each in params)
    return False


def _places(value: Any) -> Iterator[Tokens]:
    yield ()
    if isinstance(value, dict):
        for name, each in value.items():
            if each is not None:
                yield from ((name, *inside) for inside in _places(each))


def _tags(place: Place, written: Exchange, scope: Any) -> Iterator[ReadBackDifference]:
    given, got = tags_in(at(written.params, place.given)), tags_in(at(scope, place.shown))
    for key, value in given.items():
        if key.lower().startswith("aws:") or _is_said(written.params, key):
            continue
        if key not in got:
            yield ReadBackDifference(place.given, "lost", {key: value}, got)
            return
        if (value or "") != (got[key] or ""):
            how = what_happened(value, got[key])
            yield ReadBackDifference(place.given, how, value, got[key])
            return


def tags_in(value: Any) -> dict[str, Any]:
    """Tags by their keys, from a map or a list; empty where a key stands twice."""
    if isinstance(value, dict):
        return dict(value)
    found: dict[str, Any] = {}
    for each in value if isinstance(value, list) else ():
        pair = {k.lower().removeprefix("tag"): v for k, v in each.items()} if each else {}
        if not isinstance(pair.get("key"), str) or pair["key"] in found:
            return {}
        found[pair["key"]] = pair.get("value")
    return found


def _entry(place: Place, written: Exchange, scope: Any) -> Iterator[ReadBackDifference]:
    name, given = written.params.get(place.name), at(written.params, place.given)
    entries = at(scope, place.shown)
    if not given or not isinstance(entries, dict) or not entries:
        return
    got = entries.get(str(name))
    if got is None:
        yield ReadBackDifference(place.given, "lost", given, ABSENT)
    elif got != given and not same_meaning(given, got):
        yield ReadBackDifference(place.given, what_happened(given, got), given, got)
