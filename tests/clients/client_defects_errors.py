"""Clients that report errors wrongly, or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .client_planting import AT_LENGTH, planter
from .small_client import SmallClient
from .small_encoding import Request
from .small_model import Operation, Shape
from .small_parsing import CallFailed, Reply

plant = planter("errors")


class _ChangedFailure(SmallClient):
    """Changes the failure that an error reply makes."""

    def change(self, failure: CallFailed, reply: Reply) -> None:
        raise NotImplementedError

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        failure = super().error(operation, reply)
        self.change(failure, reply)
        return failure


@plant("error", "GetToken")
class ErrorNotRaised(SmallClient):
    """4xx is taken for a success."""

    def is_error(self, operation: Operation, reply: Reply) -> bool:
        return reply.status >= 500

    def result(self, operation: Operation, reply: Reply) -> Any:
        return {} if reply.status >= 400 else super().result(operation, reply)


@plant("error", "CreateBackendConfig")
class OneStatusNotRaised(SmallClient):
    """404 is taken for a success without output."""

    def parse(self, operation: Operation, reply: Reply) -> Any:
        return {} if reply.status == 404 else super().parse(operation, reply)


@plant("error", "CreateToken")
class ServerErrorAsSuccess(SmallClient):
    """5xx is taken for a success."""

    def parse(self, operation: Operation, reply: Reply) -> Any:
        return {} if reply.status >= 500 else super().parse(operation, reply)


@plant("error", "GetBackendAuth")
class CodeOnlyFromHeader(SmallClient):
    """The body is not asked for the error's name."""

    def codes_in_body(self, body: Mapping[str, Any]) -> tuple[Any, ...]:
        return ()


@plant("error", "GetBackendStorage")
class CodeOnlyFromBody(SmallClient):
    """The header is not asked for the error's name."""

    def code_in_header(self, reply: Reply) -> str | None:
        return None


@plant("error", "DeleteToken")
class TypeIgnored(SmallClient):
    """`__type` is not asked for the error's name."""

    def codes_in_body(self, body: Mapping[str, Any]) -> tuple[Any, ...]:
        return (body.get("code"),)


@plant("error", "DeleteToken")
class CodeMemberIgnored(SmallClient):
    """`code` is not asked for the error's name."""

    def codes_in_body(self, body: Mapping[str, Any]) -> tuple[Any, ...]:
        return (body.get("__type"),)


@plant("error", "CreateToken")
class SuffixKept(SmallClient):
    """What follows the colon stays in the code."""

    def plain_code(self, name: str) -> str:
        return name.rpartition("#")[2]


@plant("error", "CreateToken")
class NamespaceKept(SmallClient):
    """The namespace stays in the code."""

    def plain_code(self, name: str) -> str:
        return name.partition(":")[0]


@plant("error", "GetToken")
class CodeShortened(SmallClient):
    """The code loses `Exception`."""

    def plain_code(self, name: str) -> str:
        return super().plain_code(name).removesuffix("Exception")


@plant("error", *AT_LENGTH)
class CodeLengthened(SmallClient):
    """A code without `Exception` gets it."""

    def plain_code(self, name: str) -> str:
        return super().plain_code(name).removesuffix("Exception") + "Exception"


@plant("error", "GetToken")
class CodeFromStatus(_ChangedFailure):
    """The code is made of the status."""

    def change(self, failure: CallFailed, reply: Reply) -> None:
        failure.code = str(reply.status)


@plant("error", "ListS3Buckets")
class HeaderNameByCase(SmallClient):
    """Headers are looked for in one spelling only."""

    def code_in_header(self, reply: Reply) -> str | None:
        return dict(reply.headers).get("X-Amzn-Errortype")


@plant("error", "ListS3Buckets")
class OneErrorForAnother(_ChangedFailure):
    """One modeled error is reported as another."""

    def change(self, failure: CallFailed, reply: Reply) -> None:
        if failure.code == "BadRequestException":
            failure.code = "NotFoundException"


@plant("error", "GetBackendJob")
class MessageLost(SmallClient):
    """The message is not read."""

    def message(self, body: Mapping[str, Any]) -> str | None:
        return None


@plant("error", "GetBackendJob")
class MessageOnlyInLowerCase(SmallClient):
    """`Message` is not read."""

    def message(self, body: Mapping[str, Any]) -> str | None:
        return body.get("message")


@plant("error", "GetBackendJob")
class MessageIsTheBody(_ChangedFailure):
    """The whole body is the message."""

    def change(self, failure: CallFailed, reply: Reply) -> None:
        failure.message = reply.body.decode("utf-8", "replace")


@plant("error", "UpdateBackendJob")
class MessageCut(_ChangedFailure):
    """The message is cut after its first word."""

    def change(self, failure: CallFailed, reply: Reply) -> None:
        failure.message = failure.message and failure.message[:4]


@plant("error", "RemoveAllBackends")
class StatusAlways400(_ChangedFailure):
    """The status of any error is 400."""

    def change(self, failure: CallFailed, reply: Reply) -> None:
        failure.status = 400


@plant("error", "CloneBackend")
class FieldsLost(SmallClient):
    """The further members of an error are not read."""

    def fields(self, shape: Shape, reply: Reply) -> dict[str, Any]:
        return {}


@plant("error", "CloneBackend")
class FieldsByWireNames(SmallClient):
    """The further members of an error have wire names."""

    def fields(self, shape: Shape, reply: Reply) -> dict[str, Any]:
        return {name[0].lower() + name[1:]: v for name, v in super().fields(shape, reply).items()}


@plant("error", "ImportBackendStorage")
class ErrorAsTransportFailure(_ChangedFailure):
    """An error of the service is reported as a failure of the connection."""

    def change(self, failure: CallFailed, reply: Reply) -> None:
        failure.kind = "transport"


@plant("error", "GetBackendAPI")
class UnmodeledErrorAsSuccess(SmallClient):
    """An error that the model does not know is taken for a success."""

    def parse(self, operation: Operation, reply: Reply) -> Any:
        try:
            return super().parse(operation, reply)
        except CallFailed as failure:
            if failure.kind == "service" and failure.code not in self.model.shapes:
                return {}
            raise


@plant("error", "GetBackendAPI")
class UnmodeledErrorNameless(_ChangedFailure):
    """An error that the model does not know loses its name."""

    def change(self, failure: CallFailed, reply: Reply) -> None:
        if failure.code not in self.model.shapes:
            failure.code = "UnknownError"


@plant("crash", "UpdateBackendAPI")
class UnmodeledErrorCrashes(SmallClient):
    """An error that the model does not know is not expected at all."""

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        code = self.code(reply, self.error_body(reply)) or "NotFoundException"
        _ = self.model.shapes[code]
        return super().error(operation, reply)


@plant("crash", "UpdateBackendAuth")
class UnknownMemberOfErrorCrashes(SmallClient):
    """A member that an error's shape lacks is not expected at all."""

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        body = self.error_body(reply)
        shape = self.model.error_shape(self.code(reply, body) or "")
        if shape is not None:
            known = {m["locationName"] for m in shape["members"].values()}
            for name in body.keys() - {"__type", "code", "Message"}:
                known.remove(name)
        return super().error(operation, reply)


@plant("robustness", *AT_LENGTH)
class ErrorPageCrashes(SmallClient):
    """An error that is no JSON is not expected at all."""

    def error_body(self, reply: Reply) -> dict[str, Any]:
        return json.loads(reply.body or b"{}")


@plant("leaking_state", "GetBackendAPIModels")
class ErrorSticks(SmallClient):
    """An error is reported again at the next call, whatever its reply."""

    def parse(self, operation: Operation, reply: Reply) -> Any:
        stuck = self.__dict__.pop("stuck", None)
        if stuck is not None:
            raise stuck
        return super().parse(operation, reply)

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        self.stuck = super().error(operation, reply)
        return self.stuck


@plant("leaking_state", "GetBackendAPIModels")
class FieldsOfPreviousErrorRemain(_ChangedFailure):
    """The message of the first error is reported for all that follow."""

    def change(self, failure: CallFailed, reply: Reply) -> None:
        if failure.message is not None:
            failure.message = self.__dict__.setdefault("first", failure.message)


@plant("request_content_type", "CreateBackendAPI")
class ContentTypeLostAfterError(SmallClient):
    """After an error no request has a content type."""

    def encode(self, operation: Operation, params: Mapping[str, Any]) -> Request:
        request = super().encode(operation, params)
        return replace(request, headers=()) if self.__dict__.get("failed") else request

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        self.failed = True
        return super().error(operation, reply)
