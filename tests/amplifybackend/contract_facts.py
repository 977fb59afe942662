"""The pinned contract and the published reference of AmplifyBackend, brought to one form: facts.

A fact is a statement that can be compared, ``"request ResourceConfig.Service": ["COGNITO"]``. Paths
and types are those of ``documented.json``. The entry of an operation, of a paginator or of the
whole service becomes one flat mapping of facts, so that every difference between two has a name.
A fact that is None is the same as one that is not there.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from botocore import xform_name

Json = dict[str, Any]
Facts = dict[str, Any]

CONTRACT = Path(__file__).parents[2] / "contracts" / "amplifybackend" / "2020-08-11"
DOCUMENTED = Path(__file__).with_name("documented.json")

TYPES = {"object": "structure", "array": "list", "number": "double"}
TREE_KEYWORDS = frozenset({"$schema", "type", "properties", "items", "enum", "required"})


def documented() -> Json:
    """Return what the reference states."""
    return load(DOCUMENTED)


def contract(name: str) -> Json:
    """Return the contract's document of an operation, or the one called ``service``."""
    return load(CONTRACT / f"{name}.json")


@cache
def load(path: Path) -> Json:
    """Read a JSON object, which is not to be changed."""
    document: Json = json.loads(path.read_text(encoding="utf-8"))
    return document


def operation_names() -> dict[str, str]:
    """Return the names of the operations that have a document, by their python names."""
    names = sorted(path.stem for path in CONTRACT.glob("[A-Z]*.json"))
    return {xform_name(name): name for name in names}


def differences(expected: Facts, actual: Facts) -> list[str]:
    """Name every fact that only one side has, or that the sides state differently."""
    return [
        f"{fact}: documented {expected.get(fact)!r}, contract {actual.get(fact)!r}"
        for fact in sorted(expected.keys() | actual.keys())
        if expected.get(fact) != actual.get(fact)
    ]


def documented_operation(python_name: str, entry: Json) -> Facts:
    """Return the facts of an operation's entry in the reference."""
    return {
        "operation": python_name,
        "pythonName": python_name,
        **documented_messages(entry),
        **marked("error", entry["errors"]),
    }


def contract_operation(document: Json) -> Facts:
    """Return the facts of an operation's document in the contract."""
    return {
        "operation": xform_name(document["operation"]),
        "pythonName": document["pythonName"],
        **contract_messages(document),
        **marked("error", document["errors"]),
    }


def documented_paginator(entry: Json) -> Facts:
    """Return the facts of a paginator's entry in the reference."""
    results = [path for path in entry["response"] if not re.search(r"[.\[]", path)]
    return {
        "operation": entry["operation"],
        **documented_messages(entry),
        **marked("result", results),
    }


def contract_paginator(paginator: Json, document: Json) -> Facts:
    """Return the facts that follow from a paginator's entry and its operation's document.

    A paginator hides the tokens and the limit; PaginationConfig stands for them.
    """
    facts = contract_messages(document)
    limit = filter(None, [paginator["limitKey"]])
    hidden = {f"request {name}" for name in (*paginator["inputTokens"], *limit)}
    hidden |= {f"response {name}" for name in paginator["outputTokens"]}
    shown = {fact: facts[fact] for fact in facts if " ".join(fact.split()[:2]) not in hidden}
    return {
        "operation": document["pythonName"],
        **shown,
        "request PaginationConfig": "structure",
        "request PaginationConfig.MaxItems": "integer",
        "request PaginationConfig.PageSize": facts.get(f"request {paginator['limitKey']}"),
        "request PaginationConfig.StartingToken": common_type(paginator["inputTokens"], facts),
        **marked("missing", hidden - facts.keys()),
        **marked("result", paginator["resultKeys"]),
        **marked("more results shown by", filter(None, [paginator["moreResults"]])),
    }


def documented_service(entries: Json) -> Facts:
    """Return the operations, their errors and the paginators of the reference."""
    operations = entries["operations"]
    return {
        **marked("operation", operations),
        **{f"{name} errors": entry["errors"] for name, entry in operations.items()},
        **marked("error", {error for entry in operations.values() for error in entry["errors"]}),
        **marked("paginator", entries["paginators"]),
    }


def contract_service(service: Json) -> Facts:
    """Return the operations, their errors and the paginators of the contract's service document."""
    operations = {xform_name(name): entry for name, entry in service["operations"].items()}
    return {
        **marked("operation", operations),
        **{f"{name} errors": sorted(entry["errors"]) for name, entry in operations.items()},
        **marked("error", service["errors"]),
        **marked("paginator", service["paginators"]),
    }


def documented_messages(entry: Json) -> Facts:
    """Return the facts of a request and a response in the reference."""
    return {
        **message_facts("request", {"": "structure", **entry["request"]}),
        **{f"request {path} required": True for path in entry["required"]},
        **message_facts("response", {"": "structure", **entry["response"]}),
    }


def contract_messages(document: Json) -> Facts:
    """Return the facts of a request and a response in the contract."""
    return {
        **message_facts("request", dict(schema_facts(document["request"]))),
        **{f"request {path} required": True for path in required(document["request"])},
        **message_facts("response", dict(schema_facts(document["response"]))),
    }


def message_facts(message: str, facts: Facts) -> Facts:
    """Name the facts of a request or a response."""
    return {f"{message} {fact}".strip(): value for fact, value in facts.items()}


def marked(kind: str, names: Iterable[str]) -> Facts:
    """State that there is something of this kind with each name."""
    return {f"{kind} {name}": True for name in names}


def schema_facts(schema: Json) -> Iterator[tuple[str, Any]]:
    """Yield the type of each node of a schema, and each further keyword that limits its values."""
    for path, node in nodes(schema):
        yield path, type_of(node)
        for keyword in node.keys() - TREE_KEYWORDS:
            if not keyword.startswith("x-"):
                yield f"{path} {keyword}".lstrip(), node[keyword]


def type_of(node: Json) -> str | list[str]:
    """Return the type of a node by the names that ``documented.json`` has."""
    kind = TYPES.get(str(node.get("type")), str(node.get("type")))
    if "enum" not in node:
        return kind
    values = sorted(node["enum"])
    return values if kind == "string" else [kind, *values]


def required(schema: Json) -> Iterator[str]:
    """Yield the paths of all required members, at any depth."""
    for path, node in nodes(schema):
        for name in node.get("required", ()):
            yield member_path(path, name)


def nodes(schema: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Yield a schema and all schemas below it, with their paths."""
    yield path, schema
    for name, member in schema.get("properties", {}).items():
        yield from nodes(member, member_path(path, name))
    if "items" in schema:
        yield from nodes(schema["items"], f"{path}[]")


def member_path(path: str, name: str) -> str:
    """Return the path of a structure's member."""
    return f"{path}.{name}" if path else name


def common_type(members: Iterable[str], facts: Facts) -> Any:
    """Return the type of request members that are all alike."""
    kinds = [facts.get(f"request {name}") for name in members]
    return kinds[0] if kinds and kinds.count(kinds[0]) == len(kinds) else None
