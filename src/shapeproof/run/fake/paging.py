"""Which members of an output lead to a next page: an answer that was made up has none."""

from __future__ import annotations

import re
from typing import Any

from shapeproof.contract.model import Operation, Paginator
from shapeproof.contract.resolve import resolve

_NAME = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*")
_ENDINGS = ("token", "marker")


def leading_on(operation: Operation, paginator: Paginator | None) -> frozenset[str]:
    """The names of members that hold the token of a next page.

    Those of the paginator, and texts that are called so in both request and response.
    """
    named = paginator.output_tokens if paginator else ()
    found = {path[-1] for path in (_path(each) for each in named) if path}
    members = operation.response.get("properties", {})
    asked = operation.request.get("properties", {})
    for name in members:
        is_text = resolve(operation.response, members[name]).get("type") == "string"
        if is_text and name.lower().endswith(_ENDINGS) and _is_for_pages(name, asked):
            found.add(name)
    return frozenset(found)


def more_results(paginator: Paginator | None) -> tuple[str, ...]:
    """The place of the member that says whether there are more pages; empty for none."""
    return _path(paginator.more_results or "") if paginator else ()


def _path(expression: str) -> tuple[str, ...]:
    """The place that a JMESPath leads to: the first of its alternatives, if that is a plain one."""
    first = expression.partition("||")[0].strip()
    return tuple(first.split(".")) if _NAME.fullmatch(first) else ()


def _is_for_pages(name: str, asked: Any) -> bool:
    if name.lower().startswith("next"):
        return True
    return name in asked and not asked[name].get("x-idempotency-token")
