"""Clients that refuse here and send there, that swallow broken replies, that hang or crash."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from http.client import IncompleteRead
from typing import Any

from .client_planting import AT_LENGTH, planter
from .small_client import SmallClient, answer
from .small_encoding import Request
from .small_model import Operation, Shape
from .small_parsing import CallFailed, Reply
from .small_transport import NoReply

validation = planter("validation")
robustness = planter("robustness")
breakdown = planter("breakdown")
driver = planter("driver")
HANG_SECONDS = 20.0
"""How long a client hangs: longer than a call may take in the tests."""


# --- Validation --------------------------------------------------------------------------------


@validation("local_validation", "CreateBackendStorage", also=("CreateBackendAuth",))
class OneOperationNotValidated(SmallClient):
    """The parameters of one operation are not looked at."""

    def validate(self, operation: Operation, params: Mapping[str, Any]) -> None:
        if operation.name != "CreateBackendStorage":
            super().validate(operation, params)

    def encode(self, operation: Operation, params: Mapping[str, Any]) -> Request:
        try:
            return super().encode(operation, params)
        except (TypeError, AttributeError, KeyError):
            return Request(operation.method, "/", (), b"{}")


@validation(
    "local_validation", "UpdateBackendStorage", also=("DeleteBackendStorage", "GetBackendStorage")
)
class OneRequiredMemberNotValidated(SmallClient):
    """One required member may be missing in one operation."""

    def validate(self, operation: Operation, params: Mapping[str, Any]) -> None:
        if operation.name == "UpdateBackendStorage":
            params = {"ResourceName": "x", **params}
        super().validate(operation, params)


@validation("local_validation", "GetToken", also=("DeleteToken", "CreateToken"))
class OneLabelNotValidated(SmallClient):
    """One label may be missing in one operation, and is sent empty."""

    def validate(self, operation: Operation, params: Mapping[str, Any]) -> None:
        if operation.name == "GetToken":
            params = {"SessionId": "x", **params}
        super().validate(operation, params)


@validation("local_validation", "UpdateBackendJob", also=("UpdateBackendConfig",))
class OneTypeNotValidated(SmallClient):
    """The type of one member is not looked at."""

    def validate(self, operation: Operation, params: Mapping[str, Any]) -> None:
        if operation.name == "UpdateBackendJob":
            params = {name: each for name, each in params.items() if name != "Status"}
        super().validate(operation, params)


@validation("wire_request", "GetBackend")
class EmptyTextRefused(SmallClient):
    """An empty string is refused though it is legal."""

    def problems(self, shape: Shape, value: Any, place: str) -> Iterator[str]:
        yield from super().problems(shape, value, place)
        if value == "":
            yield f"{place}: empty"


@validation("wire_request", "ListBackendJobs")
class LegalBoundRefused(SmallClient):
    """The greatest number that is legal is refused."""

    def problems(self, shape: Shape, value: Any, place: str) -> Iterator[str]:
        yield from super().problems(shape, value, place)
        if "max" in shape and value == shape["max"]:
            yield f"{place}: too great"


# --- Broken replies ----------------------------------------------------------------------------


@robustness("robustness", *AT_LENGTH)
class CutBodyAsSuccess(SmallClient):
    """A body that is cut short, or no JSON, makes a success without output."""

    def result(self, operation: Operation, reply: Reply) -> Any:
        try:
            return super().result(operation, reply)
        except CallFailed:
            return {}


@robustness("robustness", *AT_LENGTH)
class PageAsSuccess(SmallClient):
    """A page of HTML makes a success without output."""

    def document(self, reply: Reply) -> Any:
        return {} if reply.body.lstrip()[:1] == b"<" else super().document(reply)


@robustness("robustness", *AT_LENGTH)
class MissingBytesAsSuccess(SmallClient):
    """A body that is shorter than was said makes a success without output."""

    def reply(self, operation: Operation, request: Request) -> Reply:
        try:
            return super().reply(operation, request)
        except CallFailed as failure:
            if IncompleteRead.__name__ in str(failure):
                return Reply(200, (), b"{}")
            raise


@robustness("robustness", *AT_LENGTH)
class BrokenReplyCrashes(SmallClient):
    """A reply that is no object is not expected at all."""

    def document(self, reply: Reply) -> Any:
        document = super().document(reply)
        if not isinstance(document, dict):
            raise AttributeError("'list' object has no attribute 'get'")
        return document


# --- Hangs and crashes -------------------------------------------------------------------------


@breakdown("hang", "CreateBackendConfig")
class HangsAfterError(SmallClient):
    """After an error that nobody knows the next call does not return."""

    failed = False

    def one(self, operation: Operation, params: Mapping[str, Any]) -> Any:
        if self.failed:
            time.sleep(HANG_SECONDS)
        return super().one(operation, params)

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        failure = super().error(operation, reply)
        self.failed = failure.status == 409
        return failure


@breakdown("hang", "RemoveBackendConfig")
class HangsAtEmptyBody(SmallClient):
    """A body without any byte is waited for."""

    def result(self, operation: Operation, reply: Reply) -> Any:
        if not reply.body:
            time.sleep(HANG_SECONDS)
        return super().result(operation, reply)


@breakdown("crash", "GetToken")
class ErrorCrashes(SmallClient):
    """An error of the service ends in another one, of the client."""

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        raise KeyError("error")


@breakdown("crash", *AT_LENGTH)
class ResetCrashes(SmallClient):
    """A broken connection is not caught."""

    def is_retried_without_reply(self, failure: NoReply) -> bool:
        raise AttributeError("'NoneType' object has no attribute 'status'")


# --- The driver protocol -----------------------------------------------------------------------


@driver("crash", "GetToken", driver_only=True)
class DriverEndsAtError(SmallClient):
    """The driver ends where the service answers with an error."""

    def error(self, operation: Operation, reply: Reply) -> CallFailed:
        os._exit(3)


@driver("driver", "GetToken", driver_only=True)
class DriverAnswersWithAnotherId(SmallClient):
    """An error is answered with the id of another call."""

    def answers(self, asked: Mapping[str, Any]) -> Iterator[Any]:
        said = answer(self, asked)
        yield said if said["ok"] else {**said, "id": asked["id"] + 1}


@driver("driver", "GetToken", driver_only=True)
class DriverAnswersTwice(SmallClient):
    """A call that fails is answered twice."""

    def answers(self, asked: Mapping[str, Any]) -> Iterator[Any]:
        said = answer(self, asked)
        yield said
        if not said["ok"]:
            yield said


@driver("driver", "GetToken", driver_only=True)
class DriverLogsToStdout(SmallClient):
    """A call that fails is logged on standard output."""

    def answers(self, asked: Mapping[str, Any]) -> Iterator[Any]:
        said = answer(self, asked)
        if not said["ok"]:
            print("WARNING: call failed", flush=True)
        yield said


@driver("driver", "RemoveBackendConfig", driver_only=True)
class DriverAnswersWithoutOutput(SmallClient):
    """An output that is empty is left out of the answer."""

    def answers(self, asked: Mapping[str, Any]) -> Iterator[Any]:
        said = answer(self, asked)
        yield {name: value for name, value in said.items() if name != "output" or value}
