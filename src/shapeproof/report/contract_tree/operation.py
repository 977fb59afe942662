"""One operation as a tree: what goes out, what comes back, and what may go wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rich.text import Text

from shapeproof.contract.model import Acceptor, Contract, ErrorContract, Operation, Schema, Waiter
from shapeproof.report.contract_tree.members import MemberTrees
from shapeproof.report.contract_tree.trees import Tree, line


def operation_tree(contract: Contract, operation: Operation, depth: int | None = None) -> Tree:
    """The tree of an operation; ``depth`` is how many levels of members are shown, None for all."""
    trees = MemberTrees(depth, contract.protocol.startswith("rest-"))
    parts = [
        _message("request", operation.request, trees),
        _message("response", operation.response, trees),
        *_group("errors", [error_tree(each, trees) for each in contract.errors_of(operation)]),
        *_group("paginator", map(Tree, _paginator(contract, operation))),
        *_group("waiters", [_waiter(each) for each in _waiters(contract, operation)]),
        *_group("traits", _traits(operation)),
    ]
    facts = [binding(operation), f"in Python {operation.python_name}"]
    facts += ["deprecated"] if operation.deprecated else []
    return Tree(line(operation.name, facts, mark="  "), tuple(parts))


def binding(operation: Operation) -> str:
    """Method, path and the status of a success."""
    http = operation.http
    return f"{http.method} {http.uri} -> {http.status}"


def error_tree(error: ErrorContract, trees: MemberTrees | None = None) -> Tree:
    """An error: its status and whose fault it is; with its members where those are asked for."""
    facts = ["no status" if error.status is None else str(error.status), f"{error.fault}'s fault"]
    if error.code != error.name:
        facts.append(f"code {error.code}")
    if error.retryable is not None:
        facts.append("throttling" if error.retryable.get("throttling") else "may be retried")
    below = trees.of_message(error.schema) if trees else ()
    return Tree(line(error.name, facts, mark="  "), below)


def _traits(operation: Operation) -> Iterator[Tree]:
    for name, value in sorted(operation.traits.items()):
        text = value if isinstance(value, str) else json.dumps(value)
        yield Tree(line(name, () if value is True else (text,)))


def _message(what: str, schema: Schema, trees: MemberTrees) -> Tree:
    if not schema.get("properties"):
        return Tree(line(what, ("no members",)))
    return Tree(line(what, kind=schema.get("x-shape", "structure")), trees.of_message(schema))


def _group(name: str, below: Iterable[Tree]) -> Iterator[Tree]:
    if found := tuple(below):
        yield Tree(line(name), found)


def _paginator(contract: Contract, operation: Operation) -> Iterator[Text]:
    pages = contract.paginators.get(operation.name)
    if pages is None:
        return
    for told, asked in zip(pages.output_tokens, pages.input_tokens, strict=False):
        yield line("token", (f"{told} of the response is the next request's {asked}",))
    yield line("results", pages.result_keys)
    if pages.limit_key:
        yield line("page size", (pages.limit_key,))
    if pages.more_results:
        yield line("more results where", (pages.more_results,))


def _waiters(contract: Contract, operation: Operation) -> Iterator[Waiter]:
    return (each for each in contract.waiters.values() if each.operation == operation.name)


def _waiter(waiter: Waiter) -> Tree:
    facts = (f"every {waiter.delay} s", f"at most {waiter.max_attempts} times")
    rules = tuple(Tree(line(each.state, (_rule(each),))) for each in waiter.acceptors)
    return Tree(line(waiter.name, facts, mark="  "), rules)


def _rule(acceptor: Acceptor) -> str:
    match acceptor.matcher:
        case "status":
            return f"status {acceptor.expected}"
        case "error":
            return f"error {acceptor.expected}"
        case matcher:
            which = {"pathAll": "all of ", "pathAny": "any of "}.get(matcher, "")
            return f"{which}{acceptor.argument} is {acceptor.expected}"
