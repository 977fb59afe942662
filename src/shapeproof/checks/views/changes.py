"""Other values for what a view shows, and what views show of two moments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shapeproof.checks.views.comparing import at, tags_in
from shapeproof.checks.views.places import How, Place
from shapeproof.checks.views.views import View
from shapeproof.contract.pointer import replaced


def with_other(params: Mapping[str, Any], other: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """A request with the value of another one where a place shows it; tags get other keys."""
    given, value = at(params, place.given), at(other, place.given)
    if place.how is How.SWITCH or given is None or value is None:
        return dict(params)
    if place.how is How.TAGS:
        value = _other_tags(given)
    return dict(replaced(dict(params), place.given, value))


def _other_tags(tags: Any) -> Any:
    """One tag with another key than the first one has."""
    if isinstance(tags, dict):
        return {f"{key}2": value for key, value in list(tags.items())[:1]}
    return [
        {name: f"{x}2" if name.lower().endswith("key") else x for name, x in each.items()}
        for each in tags[:1]
    ]


def shown_values(view: View, scopes: list[Any]) -> dict[str, str]:
    """What a view shows at its places, as texts that can be compared."""
    found: dict[str, str] = {}
    for place in view.places:
        for scope in scopes[:1]:
            value = at(scope, place.shown)
            value = tags_in(value) if place.how is How.TAGS else value
            found["/".join(place.shown)] = json.dumps(value, sort_keys=True, default=str)
    return found


def lacking_tags(view: View, written: Mapping[str, Any], scopes: list[Any]) -> dict[str, Any]:
    """Tags of a request that a view does not show."""
    for place in view.places:
        if place.how is How.TAGS and scopes:
            got = tags_in(at(scopes[0], place.shown))
            given = tags_in(at(written, place.given))
            return {key: value for key, value in given.items() if key not in got}
    return {}


def kept_tags(view: View, written: Mapping[str, Any], scopes: list[Any]) -> dict[str, Any]:
    """Tags of a request that a view shows."""
    for place in view.places:
        if place.how is How.TAGS and scopes:
            got = tags_in(at(scopes[0], place.shown))
            given = tags_in(at(written, place.given))
            return {key: value for key, value in given.items() if key in got}
    return {}
