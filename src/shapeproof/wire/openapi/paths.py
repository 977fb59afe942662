"""Where operations stand among the paths of a document.

OpenAPI knows an operation by path and method, and takes paths that differ only in the names of
their labels for one. AWS's models have both: operations told apart by a constant in the query, and
labels that each operation names in its own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapeproof.contract.model import Operation
from shapeproof.wire.uri_template import Label, UriTemplate


@dataclass(frozen=True)
class Place:
    """An operation's path and method, and the path parameter of each label of its model.

    ``greedy`` are the path parameters that may hold slashes.
    """

    path: str
    method: str
    template: UriTemplate
    labels: Mapping[str, str]
    greedy: frozenset[str] = frozenset()


def places_of(operations: Mapping[str, Operation]) -> dict[str, Place]:
    """The place of each operation, by its name.

    Labels are called as by the first operation that has the path. Of operations with the same path
    and method the first has the plain path, each other one ``#`` and its name after it. First is
    one without constants in the query, then the first by name.
    """
    templates = {name: UriTemplate.parse(operations[name].http.uri) for name in sorted(operations)}
    order = sorted(templates, key=lambda name: bool(templates[name].query))
    names: dict[tuple[str | None, ...], tuple[str, ...]] = {}
    taken: set[tuple[str, str]] = set()
    places: dict[str, Place] = {}
    for name in order:
        template = templates[name]
        own = tuple(each.name for each in _labels(template))
        labels = dict(zip(own, names.setdefault(_form(template), own), strict=True))
        path = _path(template, labels)
        method = operations[name].http.method.lower()
        if (path, method) in taken:
            path = f"{path}#{name}"
        taken.add((path, method))
        greedy = frozenset(labels[each.name] for each in _labels(template) if each.greedy)
        places[name] = Place(path, method, template, labels, greedy)
    return places


def _labels(template: UriTemplate) -> tuple[Label, ...]:
    return tuple(each for each in template.segments if isinstance(each, Label))


def _form(template: UriTemplate) -> tuple[str | None, ...]:
    """The path without the names of its labels."""
    return tuple(None if isinstance(each, Label) else each for each in template.segments)


def _path(template: UriTemplate, labels: Mapping[str, str]) -> str:
    return "/" + "/".join(
        f"{{{labels[each.name]}}}" if isinstance(each, Label) else each
        for each in template.segments
    )
