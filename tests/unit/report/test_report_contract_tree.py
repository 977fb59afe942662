"""Contracts as text: exactly what is printed of small ones, and of one real operation."""

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.lifecycle import Lifecycle, Reader, Resource, Writer
from shapeproof.contract.model import (
    Acceptor,
    Contract,
    ErrorContract,
    HttpBinding,
    Operation,
    Paginator,
    Schema,
    Waiter,
)
from shapeproof.report.contract_tree import TextTree, operation_tree, service_tree, tree_lines
from shapeproof.run.contracts import load

STRING: Schema = {"type": "string"}


def at(location: str, name: str, schema: Schema = STRING) -> dict[str, Any]:
    return {**schema, "x-location": location, "x-location-name": name}


def structure(*required: str, shape: str = "", **members: Schema) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": members}
    schema |= {"x-shape": shape} if shape else {}
    return {**schema, "required": list(required)} if required else schema


def map_of(value: Schema, key: Schema = STRING) -> dict[str, Any]:
    return {
        "type": "object",
        "x-map": True,
        "propertyNames": key,
        "additionalProperties": value,
    }


def contract(operation: Operation, **more: Any) -> Contract:
    service = Contract(
        "sample", "2020-01-01", "rest-json", "Sample Service", "Sample", {operation.name: operation}
    )
    return replace(service, **more)


def operation_with(request: Schema, **more: Any) -> Operation:
    return Operation("Do", "do", HttpBinding("POST", "/do"), request, structure(), **more)


def text(tree: TextTree, **options: Any) -> str:
    return "\n".join(line.plain for line in tree_lines(tree, **options))


def members(request: Schema, depth: int | None = None, protocol: str = "rest-json") -> list[str]:
    """The lines about the members of a request."""
    operation = operation_with(request)
    tree = operation_tree(contract(operation, protocol=protocol), operation, depth)
    request_tree = tree.below[0]
    return [line.plain for line in tree_lines(request_tree)][1:]


def member(schema: Schema, *required: str) -> str:
    """What is said of a member called M of a JSON body."""
    (line,) = members(structure(*required, M=schema), protocol="json")
    return line.removeprefix("└── M: ")


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (STRING, "string"),
        ({"type": "integer"}, "integer"),
        ({"type": "integer", "x-integer": "long"}, "long"),
        ({"type": "number", "x-number": "double"}, "double"),
        ({"type": "boolean"}, "boolean"),
        ({**STRING, "x-blob": True}, "blob"),
        ({**STRING, "x-timestamp": True}, "timestamp"),
        ({**STRING, "x-timestamp": True, "x-timestamp-format": "rfc822"}, "timestamp(rfc822)"),
        ({"x-document": True}, "document"),
        ({"x-jsonvalue": True}, "JSON text"),
        ({"type": "array", "items": {"type": "array", "items": STRING}}, "list of list of string"),
        (map_of({"type": "boolean"}), "map of boolean"),
        (structure(), "structure"),
        (structure(shape="Empty"), "Empty"),
        ({**structure(shape="Either"), "x-union": True}, "union Either"),
        ({"type": "array", "x-eventstream": True, "items": structure(shape="Event")},
         "event stream of Event"),
    ],
)  # fmt: skip
def test_types(schema: Schema, expected: str) -> None:
    assert member(schema) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"enum": ["A"]}, "always A"),
        ({"enum": ["A", "B"]}, "one of A | B"),
        ({"enum": [*"ABCDEFGH"]}, "one of A | B | C | D | E | F | … (8 values)"),
        ({"minLength": 1, "maxLength": 64}, "1 to 64 characters"),
        ({"minLength": 1, "maxLength": 1}, "1 character"),
        ({"minLength": 3}, "at least 3 characters"),
        ({"maxLength": 1}, "at most 1 character"),
        ({"type": "integer", "minimum": 0, "maximum": 9}, "0 to 9"),
        ({"type": "integer", "minimum": -1}, "at least -1"),
        ({"x-blob": True, "x-max-bytes": 6}, "at most 6 bytes"),
        ({"pattern": "^a$"}, "matches ^a$"),
        ({"pattern": "x" * 99}, f"matches {'x' * 59}…"),
        ({"x-pattern-unsupported": "(?<n>a)"}, "matches (?<n>a) (not checked)"),
        ({"deprecated": True}, "deprecated"),
        ({"x-sensitive": True}, "sensitive"),
        ({"x-idempotency-token": True}, "idempotency token"),
        ({"x-location-name": "m"}, "as m"),
        ({"enum": ["\x1b[31m"]}, r"always \x1b[31m"),
    ],
)
def test_facts(facts: Schema, expected: str) -> None:
    assert member({**STRING, **facts}).partition(", ")[2] == expected


def test_facts_of_elements_keys_and_values() -> None:
    short = {**STRING, "maxLength": 9}
    names = {"type": "array", "items": short, "minItems": 1, "x-sparse": True}
    assert member(names, "M") == (
        "list of string, required, at least 1 element, may hold nulls, each (at most 9 characters)"
    )
    entries = {**map_of({**STRING, "enum": ["A"]}, short), "maxProperties": 2}
    assert member(entries) == (
        "map of string, at most 2 entries, keys (at most 9 characters), values (always A)"
    )


def test_places_of_rest_members() -> None:
    request = structure(
        "Id",
        Id=at("uri", "id"),
        Limit=at("querystring", "Limit", {"type": "integer"}),
        Trace=at("header", "X-Trace"),
        Meta=at("headers", "X-Meta-", map_of(STRING)),
        Same=STRING,
        Other={**STRING, "x-location-name": "other"},
        Inner=structure(Deep=STRING, Deeper={**STRING, "x-location-name": "d"}),
    )
    assert members(request) == [
        "├── Id: string, required, in path as id",
        "├── Limit: integer, in query",
        "├── Trace: string, in header X-Trace",
        "├── Meta: map of string, in header X-Meta-*",
        "├── Same: string, in body",
        "├── Other: string, in body as other",
        "└── Inner: structure, in body",
        "    ├── Deep: string",
        "    └── Deeper: string, as d",
    ]
    response = structure(Code=at("statusCode", "Code", {"type": "integer"}), All=STRING)
    assert members({**response, "x-payload": "All"}) == [
        "├── Code: integer, in the status code",
        "└── All: string, the whole body",
    ]


NODE = structure(
    shape="Node",
    Label=STRING,
    Children={"type": "array", "items": {"$ref": "#/$defs/Node"}},
    ByName=map_of({"$ref": "#/$defs/Node"}),
)
TREE = {**structure(Root={"$ref": "#/$defs/Node"}, Again={"$ref": "#/$defs/Node"}),
        "$defs": {"Node": NODE}}  # fmt: skip


def test_definitions_are_written_out_once() -> None:
    assert members(TREE, protocol="json") == [
        "├── Root: Node",
        "│   ├── Label: string",
        "│   ├── Children: list of Node, -> Node (see above)",
        "│   └── ByName: map of Node, -> Node (see above)",
        "└── Again: Node, -> Node (see above)",
    ]


def test_depth_bounds_the_levels_of_members() -> None:
    assert members(TREE, 0) == []
    assert members(TREE, 1, "json") == [
        "├── Root: Node, … 3 members",
        "└── Again: Node, … 3 members",
    ]
    deep = structure(A=structure(shape="A", B=structure(shape="B", C=STRING)))
    assert members(deep, 2, "json") == ["└── A: A", "    └── B: B, … 1 member"]


LOST = ErrorContract("Lost", "LostException", None, "client", structure(Message=STRING))
BUSY = ErrorContract("Busy", "Busy", 503, "server", structure(), {"throttling": True})
PAGES = Paginator("Do", ("Next",), ("More",), ("Items", "Names"), "Limit", "IsMore")
READY = Waiter(
    "Ready", "Do", 5, 40,
    (
        Acceptor("path", "READY", "success", "Thing.State"),
        Acceptor("pathAll", "ON", "success", "All[].State"),
        Acceptor("pathAny", "BAD", "failure", "All[].State"),
        Acceptor("error", "Lost", "retry"),
        Acceptor("status", 404, "failure"),
    ),
)  # fmt: skip


def whole(**more: Any) -> Contract:
    operation = Operation(
        "Do", "do_it", HttpBinding("POST", "/do/{Id}", 202), structure(shape="DoRequest", A=STRING),
        structure(), ("Lost", "Busy"), deprecated=True,
        traits={"readonly": True, "endpoint": {"hostPrefix": "x."}, "deprecatedMessage": "no more"},
    )  # fmt: skip
    return contract(
        operation,
        errors={"Lost": LOST, "Busy": BUSY},
        paginators={"Do": PAGES},
        waiters={"Ready": READY, "Other": replace(READY, name="Other", operation="Else")},
        **more,
    )


def test_an_operation_with_all_there_is() -> None:
    sample = whole()
    assert (
        text(operation_tree(sample, sample.operations["Do"]))
        == """\
Do  POST /do/{Id} -> 202, in Python do_it, deprecated
├── request: DoRequest
│   └── A: string, in body
├── response: no members
├── errors
│   ├── Lost  no status, client's fault, code LostException
│   │   └── Message: string, in body
│   └── Busy  503, server's fault, throttling
├── paginator
│   ├── token: More of the response is the next request's Next
│   ├── results: Items, Names
│   ├── page size: Limit
│   └── more results where: IsMore
├── waiters
│   └── Ready  every 5 s, at most 40 times
│       ├── success: Thing.State is READY
│       ├── success: all of All[].State is ON
│       ├── failure: any of All[].State is BAD
│       ├── retry: error Lost
│       └── failure: status 404
└── traits
    ├── deprecatedMessage: no more
    ├── endpoint: {"hostPrefix": "x."}
    └── readonly"""
    )


def test_a_service() -> None:
    thing = Resource(
        "Thing", ("HouseId", "ThingId"), ("ThingId",), parent="House", single=True,
        makers=(Writer("Make"), Writer("Copy")), importers=(Writer("Import"),),
        sources=(Writer("Build"),), changers=(Writer("Change"),), readers=(Reader("Get"),),
        listers=("List",), removers=("Remove",),
    )  # fmt: skip
    lifecycle = Lifecycle({"House": Resource("House", confidence="low"), "Thing": thing})
    assert (
        text(service_tree(whole(lifecycle=lifecycle)))
        == """\
Sample Service  sample, rest-json, 2020-01-01
├── 1 operation
│   └── Do  POST /do/{Id} -> 202, deprecated
├── 2 errors
│   ├── Lost  no status, client's fault, code LostException
│   └── Busy  503, server's fault, throttling
├── 1 paginator
│   └── Do
├── 2 waiters
│   ├── Ready: Do
│   └── Other: Else
└── 2 resources: inferred, not reviewed
    ├── House: confidence low
    └── Thing: named by HouseId, ThingId (chosen by the server), within House, at most one
        ├── made by Make, Copy
        ├── imported by Import
        ├── made along with others by Build
        ├── changed by Change
        ├── shown by Get
        ├── listed by List
        └── removed by Remove"""
    )


def test_a_service_of_little() -> None:
    assert (
        text(service_tree(contract(operation_with(structure()))), ascii_only=True)
        == """\
Sample Service  sample, rest-json, 2020-01-01
|-- 1 operation
|   `-- Do  POST /do -> 200
|-- 0 errors
|-- 0 paginators
|-- 0 waiters
`-- 0 resources"""
    )


def test_a_real_operation() -> None:
    sample = load("amplifybackend")
    lines = text(operation_tree(sample, sample.operations["CreateBackendAuth"])).splitlines()
    assert lines[:6] == [
        "CreateBackendAuth  POST /backend/{appId}/auth -> 200, in Python create_backend_auth",
        "├── request: CreateBackendAuthRequest",
        "│   ├── AppId: string, required, in path as appId",
        "│   ├── BackendEnvironmentName: string, required, in body as backendEnvironmentName",
        "│   ├── ResourceConfig: CreateBackendAuthResourceConfig, required, in body as "
        "resourceConfig",
        "│   │   ├── AuthResources: string, required, as authResources, "
        "one of USER_POOL_ONLY | IDENTITY_POOL_AND_USER_POOL",
    ]
    assert lines[-7:] == [
        "    ├── GatewayTimeoutException  504, server's fault",
        "    │   └── Message: string, required, in body as message",
        "    ├── TooManyRequestsException  429, client's fault",
        "    │   ├── LimitType: string, required, in body as limitType",
        "    │   └── Message: string, required, in body as message",
        "    └── BadRequestException  400, client's fault",
        "        └── Message: string, required, in body as message",
    ]
