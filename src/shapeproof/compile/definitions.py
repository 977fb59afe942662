"""Which shapes of a model become ``$defs`` of the documents that use them.

Those that can contain themselves must. Those that are large and used in several places do, too:
written out in place they would make some documents hundreds of times as long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

LARGEST_IN_PLACE = 100
"""How many schemas a shape may consist of to be written in place."""

Graph = Mapping[str, tuple[str, ...]]


def defined_shapes(shapes: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The names of the shapes that are referred to, not written in place."""
    children = {name: tuple(_children(shape)) for name, shape in shapes.items()}
    uses = Counter(child for each in children.values() for child in each)
    graph = {
        name: tuple(child for child in each if children[child])
        for name, each in children.items()
        if each
    }
    weights: dict[str, int] = {}
    defined: set[str] = set()
    for component in _components(graph):
        if len(component) > 1 or component[0] in graph[component[0]]:
            defined.update(component)
            continue
        (name,) = component
        scalars = len(children[name]) - len(graph[name])
        weight = 1 + scalars + sum(weights.get(each, 1) for each in graph[name])
        if weight > LARGEST_IN_PLACE and uses[name] > 1:
            defined.add(name)
        else:
            weights[name] = weight
    return frozenset(defined)


def deepest(shapes: Mapping[str, Mapping[str, Any]]) -> tuple[str, int]:
    """The shape in which others lie deepest, and how deep; one that holds itself counts once."""
    graph = {name: tuple(_children(shape)) for name, shape in shapes.items()}
    depths: dict[str, int] = {}
    for component in _components(graph):
        held = (child for name in component for child in graph[name] if child not in component)
        depth = 1 + max((depths.get(each, 0) for each in held), default=0)
        depths.update(dict.fromkeys(component, depth))
    return max(depths.items(), key=lambda each: each[1], default=("", 0))


def _children(shape: Mapping[str, Any]) -> Iterator[str]:
    for member in shape.get("members", {}).values():
        yield member["shape"]
    for part in ("member", "key", "value"):
        if part in shape:
            yield shape[part]["shape"]


def _components(graph: Graph) -> Iterator[list[str]]:
    """The strongly connected components, children first (Tarjan 1972, without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root in graph:
        if root in number:
            continue
        todo: list[tuple[str, Iterator[str]]] = []
        _enter(root, graph, number, low, path, on_path, todo)
        while todo:
            name, children = todo[-1]
            for child in children:
                if child not in number:
                    _enter(child, graph, number, low, path, on_path, todo)
                    break
                if child in on_path:
                    low[name] = min(low[name], number[child])
            else:
                todo.pop()
                if todo:
                    parent = todo[-1][0]
                    low[parent] = min(low[parent], low[name])
                if low[name] == number[name]:
                    yield _popped(name, path, on_path)


def _enter(
    name: str,
    graph: Graph,
    number: dict[str, int],
    low: dict[str, int],
    path: list[str],
    on_path: set[str],
    todo: list[tuple[str, Iterator[str]]],
) -> None:
    number[name] = low[name] = len(number)
    path.append(name)
    on_path.add(name)
    todo.append((name, iter(graph[name])))


def _popped(name: str, path: list[str], on_path: set[str]) -> list[str]:
    index = len(path) - 1 - path[::-1].index(name)
    component = path[index:]
    del path[index:]
    on_path.difference_update(component)
    return component
