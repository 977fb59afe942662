"""Which of several rules holds at a place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from shapeproof.generate.domain import Domain, DomainRule
from shapeproof.generate.domain.interface import Origin

OWNER = {"type": "object", "x-shape": "Owner"}
TEXT = {"type": "string"}


def rule(kind: Any, name: str, operation: str = "*") -> DomainRule:
    return DomainRule(
        kind, name, operation, st.just(f"{kind} {name} {operation}"), Origin("f.py", 1)
    )


RULES = (
    rule("shape", "Own*"),
    rule("shape", "Owner"),
    rule("member", "*Id"),
    rule("member", "BoxId"),
    rule("member", "BoxId", "*Box"),
    rule("member", "BoxId", "CreateBox"),
    rule("member", "*Id", "DeleteBox"),
    rule("place", "/A/BoxId", "CreateBox"),
    rule("place", "/A/*", "CreateBox"),
    rule("place", "/List/*/BoxId", "CreateBox"),
    rule("place", "/List/0", "CreateBox"),
    rule("place", "/a~1b", "CreateBox"),
)
ORDERS = (RULES, RULES[::-1])


@pytest.mark.parametrize("rules", ORDERS, ids=("as-written", "reversed"))
@pytest.mark.parametrize(
    ("operation", "pointer", "schema", "expected"),
    [
        ("CreateBox", ("A", "BoxId"), TEXT, "place /A/BoxId CreateBox"),
        ("CreateBox", ("A", "Other"), TEXT, "place /A/* CreateBox"),
        ("UpdateBox", ("A", "BoxId"), TEXT, "member BoxId *Box"),
        ("CreateBox", ("B", "BoxId"), TEXT, "member BoxId CreateBox"),
        ("DeleteBox", ("BoxId",), TEXT, "member BoxId *Box"),
        ("DeleteBox", ("LidId",), TEXT, "member *Id DeleteBox"),
        ("ListBoxes", ("X", "0", "BoxId"), TEXT, "member BoxId *"),
        ("ListBoxes", ("LidId",), TEXT, "member *Id *"),
        ("CreateBox", ("List", "0", "BoxId"), TEXT, "place /List/*/BoxId CreateBox"),
        ("CreateBox", ("List", "7", "BoxId"), TEXT, "place /List/*/BoxId CreateBox"),
        ("CreateBox", ("List", "7"), TEXT, "place /List/0 CreateBox"),
        ("CreateBox", ("a/b",), TEXT, "place /a~1b CreateBox"),
        ("CreateBox", ("Owner",), OWNER, "shape Owner *"),
        ("CreateBox", ("Owner",), {**OWNER, "x-shape": "Owned"}, "shape Own* *"),
        ("CreateBox", (), OWNER, "shape Owner *"),
        ("CreateBox", ("Colour",), TEXT, None),
        ("CreateBox", ("boxid",), TEXT, None),
        ("CreateBox", (), TEXT, None),
    ],
)
def test_the_nearest_rule_holds(
    rules: tuple[DomainRule, ...],
    operation: str,
    pointer: tuple[str, ...],
    schema: dict[str, Any],
    expected: str | None,
) -> None:
    found = Domain("sample", rules).rule_for(operation, pointer, schema)

    assert (f"{found.kind} {found.name} {found.operation}" if found else None) == expected


def test_of_equal_rules_the_first_holds() -> None:
    first, second = rule("member", "Box*"), rule("member", "*Id")

    assert Domain("sample", (first, second)).rule_for("X", ("BoxId",), TEXT) is first
    assert Domain("sample", (second, first)).rule_for("X", ("BoxId",), TEXT) is second


@pytest.mark.parametrize("token", ["0", "17", "*"])
def test_elements_and_entries_are_no_members(token: str) -> None:
    everything = Domain("sample", (rule("member", "*"),))

    assert everything.strategy_for("X", ("List", token), TEXT) is None
    assert everything.strategy_for("X", ("List",), TEXT) is not None


def test_no_rules_no_strategies() -> None:
    assert Domain("sample").strategy_for("X", ("A",), TEXT) is None
