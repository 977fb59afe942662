"""Clients that refuse in a wrong way, that invent or keep what a reply lacks, or that never end."""

from __future__ import annotations

import base64
import email.utils
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from .client_planting import AT_LENGTH, planter
from .small_client import SmallClient
from .small_encoding import Request
from .small_json import JsonWire
from .small_model import Operation, Paginator, Shape, wire_name
from .small_parsing import CallFailed, Reply
from .small_transport import NoReply

refusals = planter("refusals")
absence = planter("absence")
names = planter("names")
endings = planter("endings")


# --- Refusals ----------------------------------------------------------------------------------


class _LabelsNotValidated(SmallClient):
    """Labels may be missing."""

    word = ""

    def validate(self, operation: Operation, params: Mapping[str, Any]) -> None:
        members = self.model.shape(operation.input)["members"]
        labels = {name: "x" for name, each in members.items() if each.get("location") == "uri"}
        super().validate(operation, {**labels, **params})

    def path(self, operation: Operation, shape: Shape, params: Mapping[str, Any]) -> str:
        members = shape["members"]
        labels = {
            name: self.word.replace("NAME", wire_name(name, each))
            for name, each in members.items()
            if each.get("location") == "uri"
        }
        return super().path(operation, shape, {**labels, **params})


@refusals("invalid_call", "GetToken")
class LabelAsNone(_LabelsNotValidated):
    """A label that is missing is sent as Python's word for it."""

    word = "None"


@refusals("invalid_call", "GetBackend")
class LabelAsUndefined(_LabelsNotValidated):
    """A label that is missing is sent as JavaScript's word for it."""

    word = "undefined"


@refusals("invalid_call", "DeleteBackend")
class LabelAsNull(_LabelsNotValidated):
    """A label that is missing is sent as Java's word for it."""

    word = "null"


@refusals("invalid_call", "DeleteToken")
class LabelLeftEmpty(_LabelsNotValidated):
    """A label that is missing leaves its segment empty."""


@refusals("invalid_call", "CreateToken")
class LabelTemplateSent(_LabelsNotValidated):
    """A label that is missing leaves its template in the path."""

    word = "{NAME}"


class _RefusesAs(SmallClient):
    """Refuses as another kind of error."""

    kind = ""

    def validate(self, operation: Operation, params: Mapping[str, Any]) -> None:
        try:
            super().validate(operation, params)
        except CallFailed as failure:
            failure.kind = self.kind
            raise


@refusals("invalid_call", "GetToken")
class RefusesAsTransport(_RefusesAs):
    """Refused parameters are told as a failure of the connection."""

    kind = "transport"


@refusals("invalid_call", "CreateBackendAPI")
class RefusesAsService(_RefusesAs):
    """Refused parameters are told as an error of the service."""

    kind = "service"


@refusals("invalid_call", "UpdateBackendJob")
class RefusesTooLate(SmallClient):
    """Parameters are refused when the reply is there."""

    def one(self, operation: Operation, params: Mapping[str, Any]) -> Any:
        failed: CallFailed | None = None
        try:
            self.validate(operation, params)
        except CallFailed as failure:
            failed = failure
        try:
            request = self.encode(operation, params)
        except (TypeError, AttributeError, KeyError, ValueError):
            if failed is None:
                raise
            raise failed from None
        output = self.parse(operation, self.reply(operation, request))
        if failed is not None:
            raise failed
        return output


# --- What a reply lacks ------------------------------------------------------------------------


class _FillsIn(SmallClient):
    """Fills in members of an output that the reply lacks."""

    def one(self, operation: Operation, params: Mapping[str, Any]) -> Any:
        output = super().one(operation, params)
        return self.filled(operation, params, output)

    def filled(
        self, operation: Operation, params: Mapping[str, Any], output: dict[str, Any]
    ) -> dict[str, Any]:
        return output

    def lacking(self, operation: Operation, output: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The members of the output that the reply lacks, and their types."""
        for name, member in self.model.shape(operation.output)["members"].items():
            if name not in output:
                yield name, self.model.shape(member["shape"])["type"]


@absence("output", "CloneBackend", "GetToken")
class AbsentFromRequest(_FillsIn):
    """What a reply lacks is taken from the parameters."""

    def filled(
        self, operation: Operation, params: Mapping[str, Any], output: dict[str, Any]
    ) -> dict[str, Any]:
        lacking = [name for name, _ in self.lacking(operation, output)]
        return {**{name: params[name] for name in lacking if name in params}, **output}


@absence("output", "DeleteToken")
class AbsentAsFalse(_FillsIn):
    """A boolean that a reply lacks is false."""

    def filled(
        self, operation: Operation, params: Mapping[str, Any], output: dict[str, Any]
    ) -> dict[str, Any]:
        zeros = {n: False for n, kind in self.lacking(operation, output) if kind == "boolean"}
        return {**zeros, **output}


@absence("output", "GetBackendAPI")
class AbsentAsZero(SmallClient):
    """A number that a reply lacks is 0."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        found = super().read_structure(shape, document, depth)
        for name, member in shape["members"].items():
            if self.model.shape(member["shape"])["type"] in ("integer", "double"):
                found.setdefault(name, 0)
        return found


@absence("output", "GetBackendAPI")
class AbsentAsEmptyStructure(SmallClient):
    """A structure that a reply lacks is an empty one."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        found = super().read_structure(shape, document, depth)
        for name, member in shape["members"].items():
            if self.model.shape(member["shape"])["type"] == "structure":
                found.setdefault(name, {})
        return found


@absence("output", "CloneBackend")
class RequiredAsEmptyText(_FillsIn):
    """A required text that a reply lacks is empty."""

    def filled(
        self, operation: Operation, params: Mapping[str, Any], output: dict[str, Any]
    ) -> dict[str, Any]:
        required = ("AppId", "BackendEnvironmentName")
        lacking = dict(self.lacking(operation, output))
        return {**{name: "" for name in required if name in lacking}, **output}


@absence("leaking_state", "CreateToken", "GetBackendJob")
class AbsentFromReplyBefore(_FillsIn):
    """What a reply lacks is that of the reply before."""

    def filled(
        self, operation: Operation, params: Mapping[str, Any], output: dict[str, Any]
    ) -> dict[str, Any]:
        before = getattr(self, "before", {})
        lacking = [name for name, _ in self.lacking(operation, output)]
        output = {**{name: before[name] for name in lacking if name in before}, **output}
        self.before = output
        return output


# --- Names -------------------------------------------------------------------------------------


@names("output", "CreateToken", "GetBackendJob")
class OutputInAnyCase(SmallClient):
    """Members of a reply are matched without regard to case."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        if isinstance(document, dict):
            known = {wire_name(n, m).lower(): wire_name(n, m) for n, m in shape["members"].items()}
            document = {known.get(key.lower(), key): each for key, each in document.items()}
        return super().read_structure(shape, document, depth)


class _HeaderInOneSpelling(SmallClient):
    spelling = ""

    def code_in_header(self, reply: Reply) -> str | None:
        return dict(reply.headers).get(self.spelling)


@names("error", "GetToken", "DeleteBackend")
class ErrorHeaderInSmallLetters(_HeaderInOneSpelling):
    """The header with the error's name is found in small letters only."""

    spelling = "x-amzn-errortype"


@names("error", "GetToken", "DeleteBackend")
class ErrorHeaderInCapitals(_HeaderInOneSpelling):
    """The header with the error's name is found with capitals only."""

    spelling = "X-Amzn-ErrorType"


# --- Ends --------------------------------------------------------------------------------------


@endings("crash", "GetBackendJob", "CreateToken")
class NullMessageCrashes(SmallClient):
    """A message that is null is not expected."""

    def message(self, body: Mapping[str, Any]) -> str | None:
        for name in ("message", "Message"):
            if name in body:
                return str(body[name].strip())
        return None


@endings("crash", *AT_LENGTH)
class RetryAfterDateCrashes(SmallClient):
    """A date in Retry-After is not expected."""

    def is_retried(self, operation: Operation, reply: Reply) -> bool:
        after = reply.header("retry-after")
        try:
            time.sleep(min(int(after or 0), 1) * 0.01)
        except ValueError:
            raise TypeError(f"no number of seconds: {after}") from None
        return super().is_retried(operation, reply)


@endings("retries", *AT_LENGTH)
class RetryAfterDateFinal(SmallClient):
    """After a reply with a date in Retry-After nothing is tried again."""

    def is_retried(self, operation: Operation, reply: Reply) -> bool:
        date = email.utils.parsedate(reply.header("retry-after") or "")
        return date is None and super().is_retried(operation, reply)


class _TriesOn(SmallClient):
    """One kind of failure is tried again and again, at once."""

    most = 60
    after = 0

    def reply(self, operation: Operation, request: Request) -> Reply:
        for _ in range(self.most):
            try:
                reply = super().reply(operation, request)
            except CallFailed:
                if self.after:
                    raise
                continue
            if reply.status != self.after:
                return reply
        raise CallFailed("transport", "GaveUp", "tried on and on")


@endings("retries", *AT_LENGTH)
class TriesOnAfter503(_TriesOn):
    """503 is tried again without end."""

    after = 503
    pause = 0.001


@endings("retries", *AT_LENGTH)
class TriesOnAfter429(_TriesOn):
    """429 is tried again without end."""

    after = 429
    pause = 0.001


@endings("retries", *AT_LENGTH)
class TriesOnAfterReset(SmallClient):
    """A connection that breaks is made again without end."""

    pause = 0.001

    def reply(self, operation: Operation, request: Request) -> Reply:
        for _ in range(60):
            try:
                return self.transport.exchange(request)
            except NoReply as failure:
                if not failure.may_come:
                    raise CallFailed("transport", "NoReply", str(failure)) from None
        raise CallFailed("transport", "GaveUp", "tried on and on")


@endings("retry_body", "CreateToken", "GetBackend", *AT_LENGTH)
class RetryEncodesPathAgain(SmallClient):
    """Another attempt has its path encoded once more."""

    def attempt(self, request: Request, number: int) -> Request:
        return request if number == 1 else replace(request, target=quote(request.target, "/?=&"))


class _UnreadableAs(SmallClient):
    """A reply that cannot be understood is told as another kind of error."""

    kinds: tuple[str, ...] = ()

    def one(self, operation: Operation, params: Mapping[str, Any]) -> Any:
        try:
            return super().one(operation, params)
        except CallFailed as failure:
            if failure.code in self.kinds:
                failure.kind = "service"
            raise


@endings("robustness", *AT_LENGTH)
class LostConnectionAsService(_UnreadableAs):
    """A lost connection is told as an error of the service."""

    kinds = ("NoReply",)


@endings("robustness", *AT_LENGTH)
class BrokenReplyAsService(_UnreadableAs):
    """A reply that is no JSON is told as an error of the service."""

    kinds = ("BrokenReply",)


@endings("pages", "ListBackendJobs")
class EqualItemsOnce(SmallClient):
    """An item that stands on two pages is given once."""

    def join(self, joined: Any, more: Any) -> Any:
        return more if joined is None else joined + [each for each in more if each not in joined]


@endings("pages", "ListBackendJobs")
class SmallerPagesLater(SmallClient):
    """Following pages are asked for with another size."""

    def pages(
        self, operation: Operation, paginator: Paginator, params: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        self.first = True
        yield from super().pages(operation, paginator, params)

    def page_params(self, params: Mapping[str, Any], tokens: Mapping[str, Any]) -> dict[str, Any]:
        found = super().page_params(params, tokens)
        if tokens and "MaxResults" in found:
            found["MaxResults"] += 1
        return found


@endings("pages", "ListBackendJobs")
class StopsAtShortPage(SmallClient):
    """A page with fewer items than it may have is taken for the last."""

    def pages(
        self, operation: Operation, paginator: Paginator, params: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        for page in super().pages(operation, paginator, params):
            yield page
            if len(page.get("Jobs", ())) < params.get("MaxResults", 0):
                return


@endings("retry_body", *AT_LENGTH)
class ThirdAttemptEncodesPathAgain(SmallClient):
    """Only the attempt after the second has its path encoded once more."""

    attempts = 3

    def attempt(self, request: Request, number: int) -> Request:
        return request if number < 3 else replace(request, target=quote(request.target, "/?=&"))


# --- Bytes -------------------------------------------------------------------------------------


@names("wire_request", "CreateSecret", service="secretsmanager")
class BlobForUrls(JsonWire):
    """Bytes are sent in the base64 of URLs."""

    def scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        if shape["type"] == "blob":
            return base64.urlsafe_b64encode(value).decode()
        return super().scalar(member, shape, value)


@names("wire_request", "CreateSecret", service="secretsmanager")
class BlobWithoutPadding(JsonWire):
    """Bytes are sent without the padding of base64."""

    def scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        sent = super().scalar(member, shape, value)
        return sent.rstrip("=") if shape["type"] == "blob" else sent


@names("output", "GetSecretValue", service="secretsmanager")
class BlobReadAsText(JsonWire):
    """Bytes are read as UTF-8, and what is none is replaced."""

    def read_scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        read = super().read_scalar(member, shape, value)
        return read.decode(errors="replace").encode() if shape["type"] == "blob" else read
