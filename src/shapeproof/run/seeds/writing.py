"""A harvest as a file of seeds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shapeproof.contract.pointer import join
from shapeproof.run.seeds.harvest import Harvest
from shapeproof.run.seeds.reading import MARK
from shapeproof.run.seeds.tape import RecordedCall, RecordedLink, links_in

FORMAT = 1


def seeds_document(harvest: Harvest) -> dict[str, Any]:
    """The document of a harvest: of each operation those chosen, then what others refer to."""
    placed: dict[str, tuple[str, int]] = {}
    lists: dict[tuple[str, str], list[RecordedCall]] = {}

    def place(call: RecordedCall) -> None:
        if call.key not in placed:
            calls = lists.setdefault((call.service, call.operation), [])
            placed[call.key] = call.operation, len(calls)
            calls.append(call)

    chosen = harvest.chosen
    for call in chosen:
        place(call)
    todo = list(chosen)
    while todo:
        for each in links_in(todo.pop().params):
            if each.call.key not in placed:
                place(each.call)
                todo.append(each.call)
    services: dict[str, dict[str, Any]] = {}
    for (service, operation), calls in sorted(lists.items()):
        written = [_written(call.params, placed) for call in calls]
        services.setdefault(service, {})[operation] = written
    return {"format": FORMAT, "services": services}


def seeds_text(harvest: Harvest) -> str:
    """The text of the file."""
    return json.dumps(seeds_document(harvest), indent=1, sort_keys=True) + "\n"


def _written(value: Any, placed: Mapping[str, tuple[str, int]]) -> Any:
    if isinstance(value, RecordedLink):
        operation, index = placed[value.call.key]
        given: dict[str, Any] = {"operation": operation}
        given |= {"request": index} if index else {}
        return {MARK: {**given, "input" if value.of_input else "output": join(value.tokens)}}
    if isinstance(value, Mapping):
        return {key: _written(each, placed) for key, each in value.items()}
    return [_written(each, placed) for each in value] if isinstance(value, list) else value
