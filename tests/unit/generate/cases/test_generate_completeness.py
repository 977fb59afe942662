"""Nothing that the model offers is left untried: counted in the model, not in our own places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

import pytest

from shapeproof.exchange import Case, Expect

from .raw_requests import (
    RawPlace,
    missing_beside_its_parent,
    model,
    raw_places,
    stands,
    value_at,
)

Cases = dict[str, list[Case]]
OPERATIONS = sorted(model()["operations"])
TEXT_IN_A_LABEL = {"/", "%", "+", "?", "#", " ", "ñ"}
MADE_BY_THE_SERVER = {"JobId", "SessionId"}
"""Labels of which only the server knows which are good."""

KINDS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "fraction": lambda value: isinstance(value, float) and not value.is_integer(),
    "boolean": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
CONFUSIONS: dict[str, set[str]] = {
    "string": {"number", "boolean", "list", "object"},
    "integer": {"string", "fraction", "boolean", "list", "object"},
    "double": {"string", "boolean", "list", "object"},
    "boolean": {"string", "number", "list", "object"},
    "list": {"string", "number", "boolean", "object"},
    "structure": {"string", "number", "boolean", "list"},
}
COUNTS = {
    "operations": 31,
    "places": 341,
    "enum members": 40,
    "enum values": 131,
    "required body members": 57,
    "optional members": 214,
    "bounds": 2,
    "lists": 19,
    "labels": 51,
}
"""How much there is of everything, so that a walk that finds nothing is noticed."""


def legal(cases: Iterable[Case], *, or_open: bool = False) -> list[Case]:
    """Cases that a server must take, or those of which it may take some."""
    expects = {Expect.ACCEPT, Expect.OPEN} if or_open else {Expect.ACCEPT}
    return [each for each in cases if each.expect in expects and each.distortion is None]


def faulty(cases: Iterable[Case], place: RawPlace, *constraints: str) -> list[Case]:
    """Cases with a fault at a place."""
    return [
        each
        for each in cases
        if each.expect is Expect.REJECT
        and each.fault is not None
        and each.fault.pointer == place.pointer
        and each.fault.constraint in constraints
    ]


def test_there_is_as_much_as_there_should_be() -> None:
    places = [place for name in OPERATIONS for place in raw_places(name)]

    counts = {
        "operations": len(OPERATIONS),
        "places": len(places),
        "enum members": sum(1 for each in places if each.enum),
        "enum values": sum(len(each.enum) for each in places),
        "required body members": sum(
            1 for each in places if each.required and each.in_body and not each.element
        ),
        "optional members": sum(1 for each in places if each.optional),
        "bounds": sum(1 for each in places if each.bounds != (None, None)) * 2,
        "lists": sum(1 for each in places if each.kind == "list"),
        "labels": sum(1 for each in places if each.location == "uri"),
    }

    assert counts == COUNTS
    uris = [each["http"]["requestUri"] for each in model()["operations"].values()]
    assert counts["labels"] == sum(uri.count("{") for uri in uris)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_enum_value_is_sent(cases: Cases, name: str) -> None:
    accepted = legal(cases[name])
    for place in raw_places(name):
        sent = {str(value_at(case.params, place)) for case in accepted}
        assert set(place.enum) <= sent, place.pointer


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_required_member_is_left_out_and_nulled(cases: Cases, name: str) -> None:
    for place in raw_places(name):
        if place.required and place.in_body and not place.element:
            renamed = [each for each in faulty(cases[name], place, "required") if each.distortion]
            assert all(each.label == "api-name" for each in renamed)
            left_out = [
                each for each in faulty(cases[name], place, "required") if not each.distortion
            ]
            assert left_out, place.pointer
            assert all(missing_beside_its_parent(each.params, place) for each in left_out)
            nulled = [
                each
                for each in faulty(cases[name], place, "type")
                if value_at(each.params, place) is None
                and not missing_beside_its_parent(each.params, place)
            ]
            assert nulled, place.pointer


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_optional_member_stands_alone(cases: Cases, name: str) -> None:
    optional = [place for place in raw_places(name) if place.optional]
    requests = [case.params for case in legal(cases[name], or_open=True)]
    found = {frozenset(place for place in optional if stands(params, place)) for params in requests}
    for place in optional:
        around = {each for each in optional if place.within(each)}
        assert frozenset({place, *around}) in found, place.pointer
    assert frozenset() in found


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_optional_body_member_is_nulled(cases: Cases, name: str) -> None:
    for place in raw_places(name):
        if place.optional and place.in_body:
            assert any(
                value_at(case.params, place) is None
                and not missing_beside_its_parent(case.params, place)
                and case.pointer == place.pointer
                for case in legal(cases[name])
            ), place.pointer


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_bound_is_met_and_passed_by_one(cases: Cases, name: str) -> None:
    for place in raw_places(name):
        sent = [value_at(case.params, place) for case in legal(cases[name])]
        low, high = place.bounds
        if low is not None:
            assert low in sent
            refused = faulty(cases[name], place, "minimum")
            assert [value_at(each.params, place) for each in refused] == [low - 1]
        if high is not None:
            assert high in sent
            refused = faulty(cases[name], place, "maximum")
            assert [value_at(each.params, place) for each in refused] == [high + 1]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_type_is_confused_with_every_other(cases: Cases, name: str) -> None:
    for place in raw_places(name):
        if place.in_body:
            sent = [value_at(each.params, place) for each in faulty(cases[name], place, "type")]
            kinds = {kind for kind, fits in KINDS.items() if any(map(fits, sent))}
            assert CONFUSIONS[place.kind] <= kinds, place.pointer


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_enum_is_left(cases: Cases, name: str) -> None:
    for place in raw_places(name):
        if place.enum and place.in_body:
            sent = {value_at(each.params, place) for each in faulty(cases[name], place, "enum")}
            assert "" in sent, place.pointer
            assert {str(each).upper() for each in sent} & {each.upper() for each in place.enum}
            assert any(str(each).upper() not in map(str.upper, place.enum) for each in sent if each)


@pytest.mark.parametrize("name", OPERATIONS)
def test_labels_are_sent_with_text_that_must_be_encoded(cases: Cases, name: str) -> None:
    for place in raw_places(name):
        if place.location == "uri":
            generated = place.tokens[0] in MADE_BY_THE_SERVER
            sent = {
                str(value_at(case.params, place))
                for case in cases[name]
                if case.expect is (Expect.OPEN if generated else Expect.ACCEPT)
            }
            missing = {text for text in TEXT_IN_A_LABEL if not any(text in each for each in sent)}
            assert not missing, place.pointer
            assert "a%2Fb" in sent
            if generated:
                assert not {
                    value_at(case.params, place)
                    for case in legal(cases[name])
                    if case.pointer == place.pointer and case.family == "label"
                }


@pytest.mark.parametrize("name", OPERATIONS)
def test_lists_are_sent_empty_short_and_with_repeats(cases: Cases, name: str) -> None:
    for place in raw_places(name):
        if place.kind == "list":
            sent = [value_at(case.params, place) for case in legal(cases[name])]
            lists = [each for each in sent if isinstance(each, list)]
            assert [] in lists, place.pointer
            assert {len(each) for each in lists} >= {1, 2, 3}, place.pointer
            assert any(len(each) == 2 and each[0] != each[1] for each in lists), place.pointer
            assert any(_repeats(each) for each in lists), place.pointer
            if all(isinstance(element, str) for each in lists for element in each):
                assert any(each != sorted(each) for each in lists), place.pointer


def _repeats(value: list[Any]) -> bool:
    return any(one == other for one, other in combinations(value, 2))


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_texts_are_sent_empty_long_and_strange(cases: Cases, name: str) -> None:
    for place in raw_places(name):
        if place.kind == "string" and place.in_body and not place.enum and not place.page_token:
            texts = [
                value_at(case.params, place)
                for case in legal(cases[name])
                if case.pointer == place.pointer and isinstance(value_at(case.params, place), str)
            ]
            assert "" in texts, place.pointer
            assert {len(each) for each in texts} >= {1, 128, 1024, 100_000}, place.pointer
            assert any(max(map(ord, each), default=0) > 0xFFFF for each in texts), place.pointer
            assert any("\0" in each for each in texts), place.pointer
            assert any(each != each.strip() for each in texts), place.pointer


Level = str | None
"""What stands at a place: an enum value, something (``""``), or nothing (None)."""

_SOMETHING = ""


def levels(place: RawPlace) -> list[Level]:
    """The levels of a place in pairs with others."""
    found: list[Level] = list(place.enum) or ([_SOMETHING] if place.optional else [])
    return [*found, None] if place.optional else found


def level_of(params: Any, place: RawPlace) -> Level:
    """The level that a request has at a place."""
    value = value_at(params, place)
    if value is None:
        return None
    return str(value) if place.enum else _SOMETHING


def possible(one: RawPlace, level: Level, other: RawPlace, other_level: Level) -> bool:
    """Whether two levels can stand together: nothing stands inside of what is not there."""
    if level is None and other_level is not None:
        return not other.within(one)
    if other_level is None and level is not None:
        return not one.within(other)
    return True


def factors(name: str) -> list[RawPlace]:
    """Places with two levels or more, but labels and page tokens."""
    return [
        place
        for place in raw_places(name)
        if len(levels(place)) > 1 and place.location != "uri" and not place.page_token
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in OPERATIONS if len(factors(name)) > 1])
def test_all_pairs_stand_together(cases: Cases, name: str) -> None:
    chosen = factors(name)
    found: set[tuple[int, Level, int, Level]] = set()
    for case in legal(cases[name]):
        row = [(number, level_of(case.params, place)) for number, place in enumerate(chosen)]
        found.update((*one, *other) for one, other in combinations(row, 2))
    missing = [
        (one.pointer, level, other.pointer, other_level)
        for (i, one), (j, other) in combinations(enumerate(chosen), 2)
        for level in levels(one)
        for other_level in levels(other)
        if possible(one, level, other, other_level) and (i, level, j, other_level) not in found
    ]
    assert missing == []


def test_pairs_are_many() -> None:
    pairs = {name: len(factors(name)) for name in OPERATIONS if len(factors(name)) > 1}

    assert {"CreateBackendAPI", "CreateBackendAuth", "UpdateBackendAuth"} <= pairs.keys()
    assert pairs["ListBackendJobs"] == 4
    assert max(pairs.values()) > 40
