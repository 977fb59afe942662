"""Realistic values mixed with those of the whole schema, so that neither hides the other."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_OUT_OF = 3


def mixed(
    domain_strategy: SearchStrategy[Any], schema_strategy: SearchStrategy[Any]
) -> SearchStrategy[Any]:
    """Values of both: one in three is schema-wide, whatever the two are made of.

    ``one_of`` would weigh them by the number of their own alternatives.
    """
    return _mixed(domain_strategy, schema_strategy)


@st.composite
def _mixed(draw: st.DrawFn, realistic: SearchStrategy[Any], wide: SearchStrategy[Any]) -> Any:
    return draw(wide if draw(st.integers(0, _OUT_OF - 1)) == 0 else realistic)
