"""A whole service as a tree, and one operation: its request, response, errors and traits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rich.text import Text

from shapeproof.contract.lifecycle import Lifecycle, Resource
from shapeproof.contract.model import Acceptor, Contract, ErrorContract, Operation, Schema, Waiter
from shapeproof.contract.shape import Shape
from shapeproof.report.contract_tree.lifecycle import naming
from shapeproof.report.contract_tree.members import MemberTrees, TextTree, line
from shapeproof.wire.registry import traits_of


def operation_tree(contract: Contract, operation: Operation, depth: int | None = None) -> TextTree:
    """The tree of an operation; ``depth`` is how many levels of members are shown, None for all."""
    trees = MemberTrees(depth, traits_of(contract.protocol).http_bindings)
    parts = [
        _message("request", operation.request, trees),
        _message("response", operation.response, trees),
        *_group("errors", [error_tree(each, trees) for each in contract.errors_of(operation)]),
        *_group("paginator", map(TextTree, _paginator(contract, operation))),
        *_group("waiters", [_waiter(each) for each in _waiters(contract, operation)]),
        *_group("traits", _traits(operation)),
    ]
    facts = [binding(operation), f"in Python {operation.python_name}"]
    facts += ["deprecated"] if operation.deprecated else []
    return TextTree(line(operation.name, facts, mark="  "), tuple(parts))


def binding(operation: Operation) -> str:
    """Method, path and the status of a success."""
    http = operation.http
    return f"{http.method} {http.uri} -> {http.status}"


def error_tree(error: ErrorContract, trees: MemberTrees | None = None) -> TextTree:
    """An error: its status and whose fault it is; with its members if ``trees`` are given."""
    facts = ["no status" if error.status is None else str(error.status), f"{error.fault}'s fault"]
    if error.code != error.name:
        facts.append(f"code {error.code}")
    if error.retryable is not None:
        facts.append("throttling" if error.retryable.get("throttling") else "may be retried")
    below = trees.of_message(error.schema) if trees else ()
    return TextTree(line(error.name, facts, mark="  "), below)


def _traits(operation: Operation) -> Iterator[TextTree]:
    for name, value in sorted(operation.traits.items()):
        text = value if isinstance(value, str) else json.dumps(value)
        yield TextTree(line(name, () if value is True else (text,)))


def _message(what: str, schema: Schema, trees: MemberTrees) -> TextTree:
    message = Shape.of(schema)
    if not message.members:
        return TextTree(line(what, ("no members",)))
    return TextTree(line(what, kind=message.name or "structure"), trees.of_message(schema))


def _group(name: str, below: Iterable[TextTree]) -> Iterator[TextTree]:
    if found := tuple(below):
        yield TextTree(line(name), found)


def _paginator(contract: Contract, operation: Operation) -> Iterator[Text]:
    pages = contract.paginators.get(operation.name)
    if pages is None:
        return
    for returned, sent in zip(pages.output_tokens, pages.input_tokens, strict=False):
        yield line("token", (f"{returned} of the response is the next request's {sent}",))
    yield line("results", pages.result_keys)
    if pages.limit_key:
        yield line("page size", (pages.limit_key,))
    if pages.more_results:
        yield line("more results where", (pages.more_results,))


def _waiters(contract: Contract, operation: Operation) -> Iterator[Waiter]:
    return (each for each in contract.waiters.values() if each.operation == operation.name)


def _waiter(waiter: Waiter) -> TextTree:
    facts = (f"every {waiter.delay} s", f"at most {waiter.max_attempts} times")
    rules = tuple(TextTree(line(each.state, (_rule(each),))) for each in waiter.acceptors)
    return TextTree(line(waiter.name, facts, mark="  "), rules)


def _rule(acceptor: Acceptor) -> str:
    match acceptor.matcher:
        case "status":
            return f"status {acceptor.expected}"
        case "error":
            return f"error {acceptor.expected}"
        case matcher:
            which = {"pathAll": "all of ", "pathAny": "any of "}.get(matcher, "")
            return f"{which}{acceptor.argument} is {acceptor.expected}"


def service_tree(contract: Contract) -> TextTree:
    """The tree of a service."""
    facts = (contract.service, contract.protocol, contract.api_version)
    lifecycle = contract.lifecycle
    resources = [_resource(each) for each in lifecycle.resources.values()]
    return TextTree(
        line(contract.full_name, facts, mark="  "),
        (
            _counted_group("operations", map(_operation, contract.operations.values())),
            _counted_group("errors", map(error_tree, contract.errors.values())),
            _counted_group("paginators", _names(contract.paginators)),
            _counted_group("waiters", (TextTree(line(each.name, (each.operation,)))
                               for each in contract.waiters.values())),
            _counted_group("resources", resources, _origin(lifecycle) if resources else ""),
        ),
    )  # fmt: skip


def _counted_group(noun: str, below: Iterable[TextTree], more: str = "") -> TextTree:
    """A group with its number of members, which may be 0."""
    found = tuple(below)
    return TextTree(line(f"{len(found):,} {noun.removesuffix('s') if len(found) == 1 else noun}",
                     (more,) if more else ()), found)  # fmt: skip


def _names(names: Iterable[str]) -> Iterator[TextTree]:
    return (TextTree(line(name)) for name in names)


def _operation(operation: Operation) -> TextTree:
    facts = [binding(operation), *(("deprecated",) if operation.deprecated else ())]
    return TextTree(line(operation.name, facts, mark="  "))


def _origin(lifecycle: Lifecycle) -> str:
    return "reviewed" if lifecycle.reviewed else "inferred, not reviewed"


def _resource(resource: Resource) -> TextTree:
    facts = naming(resource)
    facts += [f"within {resource.parent}"] if resource.parent else []
    facts += ["at most one"] if resource.single else []
    facts += [f"confidence {resource.confidence}"] if resource.confidence else []
    roles = {
        "made by": [each.operation for each in resource.makers],
        "imported by": [each.operation for each in resource.importers],
        "made along with others by": [each.operation for each in resource.sources],
        "changed by": [each.operation for each in resource.changers],
        "shown by": [each.operation for each in resource.readers],
        "listed by": resource.listers,
        "removed by": resource.removers,
    }
    below = (TextTree(line(role, names, mark=" ")) for role, names in roles.items() if names)
    return TextTree(line(resource.name, facts), tuple(below))
