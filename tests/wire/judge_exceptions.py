"""Where a judge and the codecs differ, and who is right: by trait or cause, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from shapeproof.contract.model import Operation
from shapeproof.contract.shape import Shape

from .bench import ABSENT, Bench, Place


@dataclass(frozen=True)
class Seen:
    """A difference, with the judge that sees it and where."""

    judge: str
    bench: Bench
    operation: Operation
    place: Place
    error: str = ""

    @property
    def is_localstack(self) -> bool:
        return "LocalStack" in self.judge


@dataclass(frozen=True)
class JudgeException:
    """A cause of differences that are no faults of the codecs."""

    name: str
    reason: str
    holds: Callable[[Seen], bool]


def _has_events(seen: Seen) -> bool:
    sent = any(each.is_event_stream for each in seen.operation.request_shape.members.values())
    answered = any(each.is_event_stream for each in _outputs(seen).values())
    by_others = "botocore" in seen.judge and "request" in seen.judge
    return (sent and by_others) or (seen.is_localstack and (sent or answered))


def _outputs(seen: Seen) -> dict[str, Shape]:
    return dict(seen.operation.response_shape.members)


def _is_twice_bound(seen: Seen) -> bool:
    operations = seen.bench.contract.operations.values()
    alike = [each for each in operations if each.http == seen.operation.http]
    return seen.place.pointer == "operation" and len(alike) > 1


def _is_blob_as_text(seen: Seen) -> bool:
    payload = _outputs(seen).get(seen.operation.response_shape.payload or "")
    is_blob = payload is not None and payload.is_blob and not payload.is_streaming
    return seen.judge.startswith("botocore") and is_blob and seen.place.pointer == "crash"


def _is_query_map(seen: Seen) -> bool:
    schema = seen.place.schema
    is_map = bool(schema.get("x-map")) and schema.get("x-location") == "querystring"
    return seen.is_localstack and is_map


def _ends_with_a_slash(seen: Seen) -> bool:
    is_label = seen.place.schema.get("x-location") == "uri"
    return seen.is_localstack and is_label and str(seen.place.due).endswith("/")


def _has_literal_query(seen: Seen) -> bool:
    is_operation = seen.place.pointer in ("operation", "refused")
    return seen.is_localstack and is_operation and "?" in seen.operation.http.uri


def _is_answer_to_put(seen: Seen) -> bool:
    is_put = seen.operation.http.method == "PUT" and not seen.operation.response_shape.payload
    return "LocalStack's response" in seen.judge and is_put and seen.place.actual == ABSENT


def _is_unwrapped(seen: Seen) -> bool:
    return "response" in seen.judge and bool(seen.operation.response.get("x-xml-unwrapped"))


def _is_nothing_in_a_form(seen: Seen) -> bool:
    is_form = seen.bench.contract.protocol in ("query", "ec2") and "request" in seen.judge
    actual = seen.place.actual
    is_missing = isinstance(actual, tuple) and "required" in actual
    return is_form and seen.place.pointer == "wrong" and is_missing


def _shares_its_name(seen: Seen) -> bool:
    members = seen.place.holder.get("properties", {})
    names = Counter(each.get("x-location-name", key) for key, each in members.items())
    own = seen.place.pointer.rpartition("/")[2]
    return names[members.get(own, {}).get("x-location-name", own)] > 1


EXCEPTIONS: tuple[JudgeException, ...] = (
    JudgeException(
        "event stream",
        "botocore sends no events, and LocalStack leaves out what they have in header fields",
        _has_events,
    ),
    JudgeException(
        "two operations of one binding",
        "a deprecated operation has the method and the URI of its successor: none can tell them",
        _is_twice_bound,
    ),
    JudgeException(
        "two members of one name",
        "a deprecated member and its successor are elements of one name: none can tell them",
        _shares_its_name,
    ),
    JudgeException(
        "empty structure in a form",
        "nothing stands for a structure without members, so that a required one is missing",
        _is_nothing_in_a_form,
    ),
    JudgeException(
        "blob payload as text",
        "botocore decodes the bytes of a payload that does not stream as UTF-8",
        _is_blob_as_text,
    ),
    JudgeException(
        "map in the query string",
        "LocalStack knows no httpQueryParams trait",
        _is_query_map,
    ),
    JudgeException(
        "unwrapped output",
        "botocore and LocalStack write and read this output in code, beside their serializers",
        _is_unwrapped,
    ),
    JudgeException(
        "body of an answer to PUT",
        "LocalStack writes none for S3, as if no output of a PUT had members in it",
        _is_answer_to_put,
    ),
    JudgeException(
        "slash at the end of a greedy label",
        "LocalStack's router removes it; its reader adds it again for the keys of S3 alone",
        _ends_with_a_slash,
    ),
    JudgeException(
        "literal query string",
        "LocalStack's router does not tell operations by the value of a literal query parameter",
        _has_literal_query,
    ),
)
