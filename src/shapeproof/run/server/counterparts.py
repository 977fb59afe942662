"""Requests that take over what another accepted request has named.

``DetachPolicy`` is about what ``AttachPolicy`` has attached, ``GetLifecyclePolicy`` about what
``PutLifecyclePolicy`` has put. Some calls need another one right before them: a secret is restored
after it was deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from shapeproof.compile.lifecycle.names import singulars, split
from shapeproof.contract.model import Operation
from shapeproof.exchange import Exchange
from shapeproof.run.server.identifiers import Sighting, kind_of, plain
from shapeproof.run.server.links import Filled, Link

_MOST = 3
_EFFECTLESS = frozenset({"read", "list", "remove", "clear"})
_ENOUGH = 2
"""So many members of the same names make two operations counterparts, whatever they are called."""


def with_counterparts(
    operation: Operation, base: Mapping[str, object], accepted: Iterable[Exchange]
) -> Iterator[Filled]:
    """The base with the values of requests that name all that it names."""
    found = [
        (rank, each)
        for each in accepted
        if (rank := _relation(operation, each)) > 0 and each.operation != operation.name
    ]
    found.sort(key=lambda pair: -pair[0])
    for _, each in found[:_MOST]:
        links = tuple(
            Link((name,), Sighting(each.params[name], each, (name,), True, name, _NO_OWNERS, True))
            for name in operation.request_shape.required
            if name in each.params and isinstance(each.params[name], str | int)
        )
        if links:
            values = {link.tokens[0]: link.seen.value for link in links}
            yield Filled({**base, **values}, links)


_NO_OWNERS: frozenset[str] = frozenset()


_BEFORE: Mapping[str, frozenset[str]] = {
    "Restore": frozenset({"Delete", "Archive", "Remove"}),
    "Recover": frozenset({"Delete", "Archive", "Remove"}),
    "Undelete": frozenset({"Delete"}),
    "Start": frozenset({"Stop"}),
    "Stop": frozenset({"Start", "Run"}),
    "Cancel": frozenset({"Start", "Schedule", "Request", "Create", "Initiate"}),
    "Abort": frozenset({"Start", "Create", "Initiate"}),
    "Complete": frozenset({"Start", "Create", "Initiate"}),
    "Resume": frozenset({"Suspend", "Pause", "Stop"}),
    "Unarchive": frozenset({"Archive"}),
    "Revoke": frozenset({"Grant", "Create", "Authorize"}),
}
"""Verbs, and those of calls that may have to come right before."""


def before(operation: Operation, others: Iterable[str]) -> Iterator[str]:
    """The operations that may have to be called right before an operation."""
    verb, noun = _verb(operation.name), _noun(operation)
    for each in others:
        same = plain(_after_the_verb(each)) == plain(noun) or plain(each) == plain(noun)
        if same and each != operation.name and _verb(each) in _BEFORE.get(verb, ()):
            yield each


def after_another(operation: Operation, params: Mapping[str, object], done: Exchange) -> Filled:
    """A request about what another call was about that has just been made."""
    names = operation.request_shape.members.keys() & done.params.keys()
    links = tuple(
        Link((name,), Sighting(done.params[name], done, (name,), True, name, _NO_OWNERS, True))
        for name in sorted(names)
        if isinstance(done.params[name], str | int) and _names(operation, name)
    )
    values = {link.tokens[0]: link.seen.value for link in links}
    return Filled({**params, **values}, links)


def _names(operation: Operation, member: str) -> bool:
    return member in operation.request_shape.required or bool(kind_of(member))


def _verb(name: str) -> str:
    return name[: len(name) - len(_after_the_verb(name))]


def _relation(operation: Operation, accepted: Exchange) -> int:
    """How far an accepted request is about what an operation is about; 0 for not at all."""
    _, kind, noun = split(accepted.operation)
    required = operation.request_shape.required
    if kind in _EFFECTLESS or not required or not set(required) <= accepted.params.keys():
        return 0
    mine = {plain(each) for each in (_noun(operation), *singulars(_noun(operation)))}
    theirs = {plain(each) for each in (noun, *singulars(noun))} | {plain(accepted.operation)}
    if mine & theirs:
        return 3
    return 1 if len(required) >= _ENOUGH else 0


def _noun(operation: Operation) -> str:
    return _after_the_verb(operation.name)


def _after_the_verb(name: str) -> str:
    """The noun of an operation, also where its verb is none that the lifecycle knows."""
    rest = split(name)[2]
    if rest:
        return rest
    index = next((i for i, char in enumerate(name) if i and char.isupper()), 0)
    return name[index:]
