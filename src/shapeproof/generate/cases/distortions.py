"""Requests with a method or a path that no operation is bound to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.exchange import Distortion

_METHODS = ("PUT", "DELETE", "GET", "POST", "PATCH")
_MOST_METHODS = 4
_SUFFIX = "/shapeproof-no-such-path"


def unbound_requests(
    operation: Operation, operations: Mapping[str, Operation]
) -> Iterator[tuple[str, Distortion]]:
    """Labels and distortions that make a valid request of an operation reach no operation."""
    bindings = [each.http for each in operations.values()]
    bound = {each.method for each in bindings if _may_match(each.uri, operation.http.uri)}
    for method in [each for each in _METHODS if each not in bound][:_MOST_METHODS]:
        yield f"method-{method}", Distortion(method=method)
    suffix = _free_suffix(operation.http, bindings)
    if suffix:
        yield "path", Distortion(path_suffix=suffix)
    if "?" not in operation.http.uri and not operation.http.uri.endswith("/"):
        slashed = HttpBinding(operation.http.method, operation.http.uri + "/")
        if not is_bound(slashed, operations):
            yield "trailing-slash", Distortion(path_suffix="/")


def with_empty_label(http: HttpBinding, label: str) -> HttpBinding:
    """The binding with nothing in place of a label."""
    uri = http.uri.replace(f"{{{label}}}", "").replace(f"{{{label}+}}", "")
    return replace(http, uri=uri)


def is_bound(http: HttpBinding, operations: Mapping[str, Operation]) -> bool:
    """Whether a path of this template may lead to an operation; every slash and method counts."""
    bindings = [each.http for each in operations.values()]
    return any(each.method == http.method and _takes(each.uri, http.uri) for each in bindings)


def _free_suffix(http: HttpBinding, bindings: list[HttpBinding]) -> str:
    suffix = _SUFFIX
    for _ in range(4):
        if not any(_may_match(each.uri, _path(http.uri) + suffix) for each in bindings):
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


def _takes(template: str, path: str) -> bool:
    """Whether a template takes some path of another one; labels take all but the empty text."""
    mine, theirs = _path(template).split("/"), _path(path).split("/")
    for index, (one, two) in enumerate(zip(mine, theirs, strict=False)):
        if one.endswith("+}"):
            return theirs[index:] != [""]
        if two.endswith("+}"):
            return True
        if one != two and ("" in (one, two) or ("{" not in one and "{" not in two)):
            return False
    return len(mine) == len(theirs)


def _path(template: str) -> str:
    return template.partition("?")[0]


def _segments(template: str) -> list[str]:
    return _path(template).strip("/").split("/")
