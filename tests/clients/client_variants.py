"""Correct clients that differ in what clients may decide. None of them may get a finding.

The tolerances are those of docs/reference/clients.md; each class makes use of one or two of them.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from .small_client import SmallClient
from .small_encoding import Request
from .small_model import Operation, Paginator, Shape
from .small_parsing import CallFailed, Reply

VARIANTS: dict[str, type[SmallClient]] = {}


def variant(client: type[SmallClient]) -> type[SmallClient]:
    """Note a variant under the name of its class."""
    VARIANTS[client.__name__] = client
    return client


@variant
class WritesJsonOtherwise(SmallClient):
    """UTF-8 instead of escapes, blanks, members in another order."""

    def dump(self, document: Any) -> bytes:
        text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
        try:
            return text.encode()
        except UnicodeEncodeError:
            return super().dump(document)


@variant
class SendsNoBodyForNoMembers(SmallClient):
    """Nothing at all where no body member is given."""

    def encode(self, operation: Operation, params: Mapping[str, Any]) -> Request:
        request = super().encode(operation, params)
        return replace(request, body=None, headers=()) if request.body == b"{}" else request


@variant
class SendsEmptyObjectAlways(SmallClient):
    """`{}` where the operation has no body at all."""

    def encode(self, operation: Operation, params: Mapping[str, Any]) -> Request:
        request = super().encode(operation, params)
        if request.body is not None or request.method == "GET":
            return request
        return replace(request, body=b"{}")


@variant
class KeepsSubDelimiters(SmallClient):
    """Labels keep what RFC 3986 has in a path segment."""

    def label(self, text: str, *, greedy: bool) -> str:
        return quote(text, safe="!$&'()*+,;=:@")


@variant
class EscapesInLowerCase(SmallClient):
    """Labels are escaped with small hexadecimal digits."""

    def label(self, text: str, *, greedy: bool) -> str:
        return "".join(
            each if each.isascii() and (each.isalnum() or each in "-._~")
            else "".join(f"%{octet:02x}" for octet in each.encode())
            for each in text
        )  # fmt: skip


@variant
class NamesTheOperation(SmallClient):
    """More headers, and the query parameter `x-id`."""

    def query(self, operation: Operation, shape: Shape, params: Mapping[str, Any]) -> str:
        return f"?x-id={operation.name}"

    def headers(self, shape: Shape, params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from super().headers(shape, params)
        yield "Authorization", "AWS4-HMAC-SHA256 Credential=none"
        yield "amz-sdk-invocation-id", "5ba1e5e0-0000-4000-8000-000000000001"
        yield "accept", "application/json"


@variant
class TypesItsJson(SmallClient):
    """The content type has a charset."""

    def content_type(self, operation: Operation) -> str | None:
        return "application/json; charset=utf-8"


@variant
class ReturnsNullForAbsent(SmallClient):
    """Absent members are None in the output, absent lists are empty."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        found = super().read_structure(shape, document, depth)
        for name, member in shape["members"].items():
            is_list = self.model.shape(member["shape"])["type"] == "list"
            found.setdefault(name, [] if is_list else None)
        return found


@variant
class ReadsWholeNumbers(SmallClient):
    """A double that is whole is an int, as in JavaScript or plain JSON."""

    def read_real(self, value: Any) -> Any:
        number = super().read_real(value)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


@variant
class ReturnsMetadata(SmallClient):
    """The output has metadata of the HTTP reply as well."""

    def result(self, operation: Operation, reply: Reply) -> Any:
        metadata = {"HTTPStatusCode": reply.status, "RetryAttempts": 0}
        return {**super().result(operation, reply), "ResponseMetadata": metadata}


@variant
class ValidatesNothing(SmallClient):
    """Whatever has the right shape is sent; the rest is refused by the types of a language.

    A call without a label has no path, and is refused.
    """

    def validate(self, operation: Operation, params: Mapping[str, Any]) -> None:
        super().validate(operation, params)
        members = self.model.shape(operation.input)["members"].items()
        labels = (name for name, each in members if each.get("location") == "uri")
        if any(name not in params for name in labels):
            raise CallFailed("validation", "ParamValidation", "a label is missing")

    def missing(self, name: str, place: str) -> Iterator[str]:
        return iter(())

    def too_small(self, shape: Shape, size: float, place: str) -> Iterator[str]:
        return iter(())


@variant
class TriesFiveTimes(SmallClient):
    """More attempts."""

    attempts = 5


@variant
class NamesErrorsItself(SmallClient):
    """Errors without a name or a message get one; unnamed ones are reported as transport errors."""

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        failure = super().error(operation, reply)
        if failure.code == str(reply.status):
            failure.code = "UnknownError"
            failure.kind = "transport" if failure.message is None else "service"
        failure.message = failure.message or f"the service says {reply.status}"
        failure.fields = {**failure.fields, "RequestId": reply.header("x-amzn-requestid")}
        return failure


@variant
class ClosesConnections(SmallClient):
    """A connection for each request."""

    def attempt(self, request: Request, number: int) -> Request:
        self.transport.close()
        return replace(request, headers=(*request.headers, ("Connection", "close")))


@variant
class FollowsRepeatedTokens(SmallClient):
    """A token that comes again is followed again."""

    def pages(
        self, operation: Operation, paginator: Paginator, params: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        tokens: Mapping[str, Any] = {}
        while True:
            page = self.one(operation, self.page_params(params, tokens))
            yield page
            tokens = self.next_tokens(paginator, page)
            if not tokens:
                return


@variant
class WaitsAtRandom(SmallClient):
    """The time before another attempt has a jitter."""

    pause = 0.0

    def attempt(self, request: Request, number: int) -> Request:
        if number > 1:
            time.sleep(random.uniform(0.0, 0.02))
        return request


@variant
class TriesNo400Again(SmallClient):
    """A 400 is final, even where it names throttling."""

    def is_retried(self, operation: Operation, reply: Reply) -> bool:
        return reply.status != 400 and super().is_retried(operation, reply)


@variant
class NeedsRequiredMembers(SmallClient):
    """A reply without a member that the service always sends cannot be read."""

    def result(self, operation: Operation, reply: Reply) -> Any:
        output = super().result(operation, reply)
        wanted = REQUIRED.get(operation.name, ())
        if any(name not in output for name in wanted):
            raise CallFailed("transport", "BrokenReply", "a required member is absent")
        return output


REQUIRED = {
    "CloneBackend": ("AppId", "BackendEnvironmentName"),
    "CreateToken": ("AppId", "ChallengeCode", "SessionId", "Ttl"),
}
"""Members that the contract of AmplifyBackend requires of outputs."""


@variant
class TellsErrorPagesAsTransport(SmallClient):
    """A page of HTML with the status of an error is no error of the service."""

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        failure = super().error(operation, reply)
        if reply.body.lstrip()[:1] == b"<":
            failure.kind = "transport"
        return failure
