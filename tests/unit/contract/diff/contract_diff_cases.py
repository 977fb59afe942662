"""A case for every rule: two contracts between which it is told, and a twin for which it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from shapeproof.contract.model import Acceptor, Contract, HttpBinding

from .contract_diff_samples import (
    BASE,
    INTEGER,
    OOPS,
    OPERATION,
    PAGINATOR,
    STRING,
    WAITER,
    error,
    member,
    message,
    metadata,
    operation,
    structure,
    traits,
)

LONG = {"type": "integer", "x-integer": "long"}
TIMESTAMP = {"type": "string", "x-timestamp": True}
LIST = {"type": "array", "items": STRING}
ENUM = {"type": "string", "enum": ["A", "B"]}
UNION = {"x-union": True, "minProperties": 1, "maxProperties": 1}


class Case(NamedTuple):
    """``old`` to ``new`` makes one change of the rule; ``old`` to ``twin`` none of it."""

    rule: str
    old: Contract
    new: Contract
    twin: Contract


def _both(rule: str, reverse: str, old: Contract, new: Contract, twin: Contract) -> Iterator[Case]:
    """A rule and that of the way back; the twin differs from both in nothing of either rule."""
    yield Case(rule, old, new, twin)
    yield Case(reverse, new, old, replace(new, full_name="Other"))


def _service() -> Iterator[Case]:
    renamed = replace(BASE, full_name="Other")
    yield Case("service-renamed", BASE, renamed, replace(BASE, api_version="2021"))
    yield Case("api-version-changed", BASE, replace(BASE, api_version="2021"), renamed)
    query = replace(BASE, protocol="query")
    both = metadata("query", protocols=["query", "rest-json"])
    yield Case("protocol-changed", BASE, query, both)
    yield Case("protocol-preferred", metadata(protocols=["query", "rest-json"]), both, BASE)
    two = metadata(protocols=["rest-json", "json"])
    yield from _both("protocol-added", "protocol-removed", BASE, two, renamed)
    moved = metadata(endpointPrefix="other")
    yield Case("service-binding-changed", BASE, moved, metadata(jsonVersion="1.1"))
    signed = metadata(auth=["aws.auth#sigv4"])
    more = metadata(auth=["aws.auth#sigv4", "smithy.api#httpBearerAuth"])
    yield from _both("auth-scheme-added", "auth-scheme-removed", BASE, more, signed)
    yield Case("service-metadata-changed", BASE, metadata(uid="x"), moved)


def _operations() -> Iterator[Case]:
    two = {"GetThing": replace(OPERATION, name="GetThing", python_name="get_thing")}
    more = replace(BASE, operations={**BASE.operations, **two})
    other = operation(deprecated=True)
    yield from _both("operation-added", "operation-removed", BASE, more, other)
    yield Case("operation-renamed-in-python", BASE, operation(python_name="put"), other)
    yield Case("http-method-changed", BASE, _http("POST"), _http(uri="/x/{name}"))
    yield Case("http-uri-changed", BASE, _http(uri="/x/{name}"), _http(uri="/things/{Name}"))
    yield Case("http-status-changed", BASE, _http(status=201), _http("POST"))
    host = traits(endpoint={"hostPrefix": "data."})
    yield Case("host-prefix-changed", BASE, host, traits(unsignedPayload=True))
    checksum = traits(httpChecksumRequired=True)
    yield from _both("checksum-required", "checksum-optional", BASE, checksum, host)
    yield from _both("promise-added", "promise-withdrawn", BASE, traits(idempotent=True), host)
    yield Case("operation-trait-changed", BASE, traits(unsignedPayload=True), host)
    yield from _both("operation-deprecated", "operation-undeprecated", BASE, other, host)
    none = operation(errors=())
    yield from _both("operation-error-removed", "operation-error-added", BASE, none, other)


def _http(method: str = "PUT", uri: str = "/things/{name}", status: int = 200) -> Contract:
    return operation(http=HttpBinding(method, uri, status))


def _errors() -> Iterator[Case]:
    more = replace(BASE, errors={**BASE.errors, "Ouch": replace(OOPS, name="Ouch")})
    yield from _both("error-added", "error-removed", BASE, more, error(status=404))
    yield Case("error-code-changed", BASE, error(code="Oops!"), error(status=404))
    yield Case("error-status-changed", BASE, error(status=404), error(status=None))
    yield Case("error-status-stated", BASE, error(status=None), error(status=404))
    yield Case("error-fault-changed", BASE, error(fault="server"), error(status=404))
    retryable = error(retryable={})
    yield Case("promise-added", BASE, retryable, error(code="Oops!"))
    yield Case("promise-withdrawn", retryable, BASE, error(retryable={"throttling": True}))
    yield Case("error-retry-changed", retryable, error(retryable={"throttling": True}), BASE)


def _aids() -> Iterator[Case]:
    none = replace(BASE, paginators={}, waiters={})
    paged = replace(none, paginators=BASE.paginators)
    waited = replace(none, waiters=BASE.waiters)
    yield from _both("paginator-added", "paginator-removed", none, paged, waited)
    yield from _both("waiter-added", "waiter-removed", none, waited, paged)
    more = _paginator(result_keys=("Things", "Others"))
    yield Case("paginator-extended", BASE, more, _paginator(limit_key=None))
    yield Case("paginator-changed", BASE, _paginator(limit_key=None), more)
    other = _waiter(acceptors=(Acceptor("error", "Oops", "retry"),))
    yield Case("waiter-changed", BASE, other, _waiter(delay=6))
    yield Case("waiter-timing-changed", BASE, _waiter(delay=6), other)


def _paginator(**fields: Any) -> Contract:
    return replace(BASE, paginators={"PutThing": replace(PAGINATOR, **fields)})


def _waiter(**fields: Any) -> Contract:
    return replace(BASE, waiters={"ThingPut": replace(WAITER, **fields)})


def _each_way() -> Iterator[Case]:
    """Rules that requests and responses have alike but for what they come to."""
    for way in ("request", "response"):

        def of(name: str, old: Any, new: Any, twin: Any, way: str = way) -> Case:
            contracts = (member(way, each) for each in (old, new, twin))
            return Case(f"{way}-{name}", *contracts)

        yield of("member-added", None, STRING, None)
        yield of("member-removed", STRING, None, {**STRING, "deprecated": True})
        yield of("type-changed", STRING, INTEGER, ENUM)
        yield of("type-changed", TIMESTAMP, STRING, {**TIMESTAMP, "deprecated": True})
        yield of("number-widened", INTEGER, LONG, {**INTEGER, "minimum": 0})
        yield of("number-narrowed", LONG, INTEGER, {**LONG, "minimum": 0})
        yield of("number-widened", INTEGER, {"type": "number", "x-number": "float"}, STRING)
        yield of("enum-value-added", ENUM, {**ENUM, "enum": ["A", "B", "C"]}, STRING)
        yield of("enum-value-removed", ENUM, {**ENUM, "enum": ["B"]}, STRING)
        yield of("enum-closed", STRING, ENUM, {**STRING, "maxLength": 3})
        yield of("enum-opened", ENUM, STRING, {**ENUM, "enum": ["B", "A"]})
        yield of("bound-stated", STRING, {**STRING, "maxLength": 3}, {**STRING, "minLength": 0})
        five, three = {**STRING, "maxLength": 5}, {**STRING, "maxLength": 3}
        yield of("bound-tightened", five, three, {**STRING, "maxLength": 9})
        yield of("bound-loosened", {**LIST, "minItems": 2}, {**LIST, "minItems": 1}, LIST | INTEGER)
        yield of("pattern-added", STRING, {**STRING, "pattern": "a"}, {**STRING, "pattern": ".*"})
        yield of("pattern-removed", {**STRING, "pattern": "a"}, STRING, {**STRING, "pattern": "b"})
        yield of("pattern-changed", _pattern("a"), _pattern("b"), _pattern("^a$"))
        yield of("pattern-loosened", _pattern("x:(a|b)"), _pattern("x:(a|c|b)"), _pattern("b"))
        sparse = {**LIST, "x-sparse": True}
        word = "accepted" if way == "request" else "returned"
        yield of(f"nulls-{word}", LIST, sparse, {**LIST, "maxItems": 9})
        word = "refused" if way == "request" else "excluded"
        yield of(f"nulls-{word}", sparse, LIST, {**sparse, "maxItems": 9})
        header = {**STRING, "x-location": "header", "x-location-name": "X-M"}
        yield of("member-moved", STRING, header, {**STRING, "x-location-name": "M"})
        yield of("member-moved", header, {**header, "x-location-name": "M"},
                 {**header, "x-location-name": "x-m"})  # fmt: skip
        yield of("format-changed", TIMESTAMP, {**TIMESTAMP, "x-timestamp-format": "iso8601"},
                 {**TIMESTAMP, "x-timestamp-format": "unixTimestamp"})  # fmt: skip
        blob = {**STRING, "x-blob": True}
        yield of("streaming-changed", blob, {**blob, "x-streaming": True},
                 {**blob, "x-max-bytes": 3})  # fmt: skip


def _pattern(pattern: str) -> dict[str, Any]:
    return {**STRING, "pattern": pattern}


def _required() -> Iterator[Case]:
    for way in ("request", "response"):
        optional = message(way, structure({"M": STRING}))
        required = message(way, structure({"M": STRING}, ("M",)))
        yield from _both(
            f"{way}-member-required",
            f"{way}-member-optional",
            optional,
            required,
            message(way, structure({"M": ENUM})),
        )
        nothing = message(way, structure({}))
        yield Case(f"{way}-required-member-added", nothing, required, optional)


def _one_way() -> Iterator[Case]:
    token = {**STRING, "x-idempotency-token": True}
    plain, filled = member("request", STRING), member("request", token)
    twin = member("request", {**STRING, "deprecated": True})
    added = "request-idempotency-token-added"
    yield from _both(added, "request-idempotency-token-removed", plain, filled, twin)
    one = member("response", structure({"A": STRING}, **UNION))
    two = member("response", structure({"A": STRING, "B": STRING}, **UNION))
    other = member("response", structure({"A": ENUM}, **UNION))
    yield from _both(
        "response-union-member-added", "response-union-member-removed", one, two, other
    )
    events = {"type": "array", "x-eventstream": True}
    one, two, other = (
        member("response", {**events, "items": structure(properties, **UNION)})
        for properties in ({"A": STRING}, {"A": STRING, "B": STRING}, {"A": ENUM})
    )
    yield Case("response-union-member-added", one, two, other)


def _anywhere() -> Iterator[Case]:
    for way in ("request", "response"):
        plain = member(way, STRING)
        deprecated = member(way, {**STRING, "deprecated": True, "x-deprecated-message": "Old."})
        sensitive = member(way, {**STRING, "x-sensitive": True})
        yield from _both("member-deprecated", "member-undeprecated", plain, deprecated, sensitive)
        yield from _both("sensitive-added", "sensitive-removed", plain, sensitive, deprecated)
        noted = member(way, {**STRING, "x-context-param": {"name": "M"}})
        yield Case("annotation-changed", plain, noted, sensitive)
        yield Case("pattern-rewritten", member(way, _pattern("[a-z]+/.")),
                   member(way, _pattern(r"^[a-z]+\/.$")), member(way, _pattern("b")))  # fmt: skip
        thing = member(way, structure({"A": STRING}))
        named = member(way, structure({"A": STRING}, **{"x-shape": "Other"}))
        yield Case("shape-renamed", thing, named, member(way, structure({"A": ENUM})))


CASES: tuple[Case, ...] = (
    *_service(),
    *_operations(),
    *_errors(),
    *_aids(),
    *_each_way(),
    *_required(),
    *_one_way(),
    *_anywhere(),
)
WITHOUT_CASE = frozenset({"service-added", "service-removed"})
"""Rules of services that only one side has: they have a test of their own."""
