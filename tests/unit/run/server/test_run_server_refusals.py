from collections.abc import Mapping
from typing import Any

import pytest

from shapeproof.exchange import Case, Expect, Family
from shapeproof.run.server.factors import PRESENT, Refusals, leaves

Params = Mapping[str, Any]


def case_of(family: str, pointer: str = "", params: Params | None = None) -> Case:
    return Case(
        f"Op:{family}:{pointer}", "Op", Family(family), pointer, params or {}, Expect.ACCEPT
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, [((), {})]),
        ([], [((), [])]),
        (1, [((), 1)]),
        ({"a": 1, "b": {"c": None}}, [(("a",), 1), (("b", "c"), None)]),
        ({"a": [], "b": {}}, [(("a",), []), (("b",), {})]),
        ({"a": [1, {"b": 2}]}, [(("a", "0"), 1), (("a", "1", "b"), 2)]),
        ({"a/b": {"~": ""}}, [(("a/b", "~"), "")]),
    ],
)
def test_leaves(value: Any, expected: list[Any]) -> None:
    assert leaves(value) == expected


# --- What explains a refusal

A_REFUSED = case_of("alone", "/A", {"A": 1})
X_REFUSED = case_of("enum", "/M", {"M": "X"})

EXPLAINED = [
    # (what was refused, the case, explained, blocked)
    (A_REFUSED, case_of("pairs", "", {"A": 2, "B": 1}), True, False),
    (A_REFUSED, case_of("full", "", {"A": 2}), True, False),
    (A_REFUSED, case_of("pairs", "", {"B": 1}), False, False),
    (A_REFUSED, case_of("alone", "/A/Inner", {"A": {"Inner": 1}}), True, True),
    (A_REFUSED, case_of("enum", "/A/0/B", {"A": [{"B": 1}]}), True, True),
    (A_REFUSED, case_of("text", "/A", {"A": "x"}), True, False),
    (A_REFUSED, case_of("alone", "/AB", {"AB": 1}), False, False),
    (A_REFUSED, case_of("alone", "/B", {"A": 1, "B": 1}), True, False),
    (X_REFUSED, case_of("pairs", "", {"M": "X", "N": 1}), True, False),
    (X_REFUSED, case_of("pairs", "", {"M": "Y", "N": 1}), False, False),
    (X_REFUSED, case_of("structure", "/S", {"M": "X"}), True, False),
    (X_REFUSED, case_of("enum", "/M", {"M": "X"}), True, False),
    (X_REFUSED, case_of("alone", "/M/Inner", {"M": {"Inner": 1}}), False, False),
    (case_of("minimal", "", {"A": 1}), case_of("full", "", {"A": 1}), False, False),
    (case_of("full", "", {"A": 1}), case_of("pairs", "", {"A": 1}), False, False),
    (X_REFUSED, case_of("enum", "/M", {"M": "Y"}), False, False),
    (case_of("list", "/L", {"L": []}), case_of("pairs", "", {"L": []}), True, False),
    (case_of("list", "/L", {"L": []}), case_of("pairs", "", {"L": [1]}), False, False),
    (case_of("null", "/A", {"A": None}), case_of("pairs", "", {"B": 1}), False, False),
]


@pytest.mark.parametrize(("refused", "case", "explained", "blocked"), EXPLAINED)
def test_what_an_earlier_refusal_explains(
    refused: Case, case: Case, explained: bool, blocked: bool
) -> None:
    known = Refusals()
    assert not known.explain(case)
    known.add(refused)
    assert known.explain(case) is explained
    assert known.blocks(case) is blocked


def test_factors_explain_what_holds_all_of_them() -> None:
    known = Refusals()
    known.add(case_of("pairs"), ((("A",), PRESENT), (("B", "0"), "X")))
    assert known.explain(case_of("pairs", "", {"A": None, "B": ["X"], "C": 1}))
    assert not known.explain(case_of("pairs", "", {"A": 1, "B": ["Y"]}))
    assert not known.explain(case_of("pairs", "", {"B": ["X"]}))
    assert not known.explain(case_of("pairs", "", {"A": 1}))


def test_no_factors_explain_nothing() -> None:
    known = Refusals()
    known.add(case_of("pairs"), ())
    assert not known.explain(case_of("pairs", "", {"A": 1}))
