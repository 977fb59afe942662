"""What each judge holds against a codec: the places where two readings of a message differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Operation, Schema
from shapeproof.exchange import HttpRequest, HttpResponse

from .bench import Bench, Place, differing
from .body_comparison import READERS
from .localstack_process import Refused
from .strictness import of_request, of_response
from .views import for_localstack, of_localstack, pruned

Judge = Callable[[Bench, Operation, Any], Iterator[Place]]
UNNAMED = {"application/octet-stream", "text/plain", "application/xml"}
"""Media types that botocore does not name."""
LOOSE = frozenset({"query", "ec2", "rest-xml", "rest-json"})
"""Protocols that cannot tell empty members from absent ones everywhere."""
FORMS = frozenset({"query", "ec2"})


def request_is_botocores(bench: Bench, operation: Operation, params: Any) -> Iterator[Place]:
    """Our client writes the request that botocore writes."""
    ours = bench.codec.encode_request(bench.contract, operation, params)
    theirs = bench.botocore_request(operation, params)
    read = READERS[bench.contract.protocol]
    yield from _unlike("method", theirs.method, ours.method)
    yield from _unlike("target", in_any_order(theirs.target), in_any_order(ours.target))
    yield from _unlike("headers", headers(theirs), headers(ours))
    if ours.body != theirs.body:
        yield from _unlike("body", read(theirs.body), read(ours.body))


def server_reads_botocores(bench: Bench, operation: Operation, params: Any) -> Iterator[Place]:
    """Our server reads what botocore writes, and finds nothing wrong."""
    request = bench.botocore_request(operation, params)
    yield from _read_by_us(bench, operation, params, request)


def server_reads_ours(bench: Bench, operation: Operation, params: Any) -> Iterator[Place]:
    """Our server reads what our client writes, and finds nothing wrong."""
    request = bench.codec.encode_request(bench.contract, operation, params)
    yield from _read_by_us(bench, operation, params, request)


def localstack_reads_ours(bench: Bench, operation: Operation, params: Any) -> Iterator[Place]:
    """LocalStack reads what our client writes."""
    assert bench.localstack is not None
    request = bench.codec.encode_request(bench.contract, operation, params)
    try:
        name, found = bench.localstack.params(bench.contract, request)
    except Refused as refusal:
        yield Place("refused", operation.request, params, str(refusal))
        return
    if name != operation.name:
        yield Place("operation", operation.request, operation.name, name)
        return
    found = of_localstack(operation.request, found)
    yield from _differing(bench, operation.request, params, found)


def botocore_reads_ours(bench: Bench, operation: Operation, output: Any) -> Iterator[Place]:
    """botocore reads what our server answers."""
    response = bench.codec.encode_response(bench.contract, operation, output)
    found = bench.botocore_output(operation, response)
    given = {key: each for key, each in found.items() if each or key in output}
    yield from _differing(bench, operation.response, output, given)


def client_reads_ours(bench: Bench, operation: Operation, output: Any) -> Iterator[Place]:
    """Our client reads what our server answers, and finds nothing wrong."""
    response = bench.codec.encode_response(bench.contract, operation, output)
    yield from _answer_read_by_us(bench, operation, output, response)


def client_reads_localstacks(bench: Bench, operation: Operation, output: Any) -> Iterator[Place]:
    """Our client reads what LocalStack answers, and finds nothing wrong."""
    assert bench.localstack is not None
    wanted = for_localstack(operation.response, output)
    try:
        response = bench.localstack.response(bench.contract, operation, wanted)
    except Refused as refusal:
        yield Place("refused", operation.response, output, str(refusal))
        return
    yield from _answer_read_by_us(bench, operation, output, response)


def _read_by_us(
    bench: Bench, operation: Operation, params: Any, request: HttpRequest
) -> Iterator[Place]:
    routed = bench.codec.route(bench.contract, request)
    if routed is not operation:
        yield Place("operation", operation.request, operation.name, routed and routed.name)
        return
    found = bench.codec.decode_request(operation, request)
    yield from _differing(bench, operation.request, params, found)
    for wrong in of_request(bench.codec, bench.contract, operation, request):
        yield from _wrong(wrong, operation.request)


def _answer_read_by_us(
    bench: Bench, operation: Operation, output: Any, response: HttpResponse
) -> Iterator[Place]:
    found = bench.codec.decode_response(operation, response)
    yield from _differing(bench, operation.response, output, found)
    for wrong in of_response(bench.codec, bench.contract, operation, response):
        yield from _wrong(wrong, operation.response)


CONSTRAINTS = frozenset(
    {
        "minLength", "maxLength", "pattern", "minimum", "maximum", "minItems", "maxItems", "enum",
        "minProperties", "maxProperties", "propertyNames",
    }
)  # fmt: skip
"""What a model states of values rather than of their writing: random values break it."""


def _wrong(wrong: Any, schema: Schema) -> Iterator[Place]:
    if isinstance(wrong, tuple) and wrong[1] in CONSTRAINTS:
        return
    yield Place("wrong", schema, "nothing", wrong)


def _differing(bench: Bench, schema: Schema, due: Any, actual: Any) -> Iterator[Place]:
    if due == actual:
        return
    if bench.contract.protocol in LOOSE:
        in_lists = bench.contract.protocol in FORMS
        due, actual = pruned(due, in_lists=in_lists), pruned(actual, in_lists=in_lists)
    yield from differing(schema, due, without_facts_of_bodies(schema, due, actual))


OF_BODIES = frozenset({"Content-Type", "Content-Length"})
"""Header fields that a message has where no member is given."""


def without_facts_of_bodies(schema: Schema, due: Any, actual: Any) -> Any:
    """A value without the members that the type and the length of the body are bound to."""
    members = schema["properties"]
    bound = [key for key in members if members[key].get("x-location-name") in OF_BODIES]
    return {key: each for key, each in actual.items() if key not in bound or key in due}


def _unlike(name: str, due: Any, actual: Any) -> Iterator[Place]:
    if due != actual:
        yield Place(name, {}, due, actual)


def in_any_order(text: str) -> tuple[str, list[str]]:
    """The path, and the query's fields sorted: only those of one name have an order."""
    path, _, query = text.partition("?")
    return path, sorted(query.split("&"), key=lambda field: field.partition("=")[0])


def headers(request: HttpRequest) -> dict[str, str]:
    """Header fields by their names in lower case."""
    return {
        name.lower(): value.replace(", ", ",")
        for name, value in request.headers
        if value not in UNNAMED
    }


@dataclass(frozen=True)
class Judgement:
    """A judge, and whether it judges requests; of LocalStack or not."""

    judge: Judge
    of_requests: bool
    by_localstack: bool = False


JUDGES: Mapping[str, Judgement] = {
    "our request is botocore's": Judgement(request_is_botocores, True),
    "our server reads botocore's request": Judgement(server_reads_botocores, True),
    "our server reads our request": Judgement(server_reads_ours, True),
    "LocalStack reads our request": Judgement(localstack_reads_ours, True, True),
    "botocore reads our response": Judgement(botocore_reads_ours, False),
    "our client reads our response": Judgement(client_reads_ours, False),
    "our client reads LocalStack's response": Judgement(client_reads_localstacks, False, True),
}
