"""Requests that no operation is bound to: another method, a path that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.exchange import Distortion

_METHODS = ("PUT", "DELETE", "GET", "POST", "PATCH")
_MOST_METHODS = 4
_SUFFIX = "/shapeproof-no-such-path"


def unbound_requests(
    operation: Operation, operations: Mapping[str, Operation]
) -> Iterator[tuple[str, Distortion]]:
    """Labels and distortions that lead a valid request of an operation to nobody."""
    bindings = [each.http for each in operations.values()]
    bound = {each.method for each in bindings if _may_match(each.uri, operation.http.uri)}
    for method in [each for each in _METHODS if each not in bound][:_MOST_METHODS]:
        yield f"method-{method}", Distortion(method=method)
    suffix = _free_suffix(operation.http, bindings)
    if suffix:
        yield "path", Distortion(path_suffix=suffix)
    if not operation.http.uri.endswith(("/", "+}")) and "?" not in operation.http.uri:
        yield "trailing-slash", Distortion(path_suffix="/")


def _free_suffix(http: HttpBinding, bindings: list[HttpBinding]) -> str:
    suffix = _SUFFIX
    for _ in range(4):
        if not any(_may_match(each.uri, http.uri.partition("?")[0] + suffix) for each in bindings):
            return suffix
        suffix += _SUFFIX
    return ""


def _may_match(template: str, other: str) -> bool:
    """Whether some path fits two URI templates at once (labels fit anything)."""
    mine, theirs = _segments(template), _segments(other)
    for one, two in zip(mine, theirs, strict=False):
        if one.endswith("+}") or two.endswith("+}"):
            return True
        if one != two and "{" not in one and "{" not in two:
            return False
    return len(mine) == len(theirs)


def _segments(template: str) -> list[str]:
    return template.partition("?")[0].strip("/").split("/")
