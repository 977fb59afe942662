"""Errors of a service as boto3's exceptions hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.contract.model import ErrorContract
from shapeproof.contract.shape import Shape
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.fake.judge import FakeJudge
from shapeproof.targets.fake_client import Answer, as_boto3
from shapeproof.wire.registry import traits_of

_COMMON_STATUS: Mapping[str, int] = {
    "AccessDenied": 403, "AccessDeniedException": 403, "ExpiredTokenException": 403,
    "InternalFailure": 500, "InternalServerError": 500, "InvalidClientTokenId": 403,
    "OptInRequired": 403, "ServiceUnavailable": 503, "SignatureDoesNotMatch": 403,
}  # fmt: skip
"""The statuses, other than 400, of errors that any service may return."""


def error_answer(
    judge: FakeJudge,
    name: str,
    message: str | None,
    status: int | None,
    members: Mapping[str, Any],
    strict: bool,
) -> Answer:
    """An error by its name or its code. Raises ContractViolation if it breaks the contract."""
    error = _named(judge, name)
    code = name if error is None else error.code
    judge.error(code, status, strict)
    if message is None:
        message = str(members.get("Message", members.get("message", f"{code} of a fake client")))
    all_members = (
        {**members} if error is None else _members_of(judge, error, message, members, strict)
    )
    found = error.status if error is not None and status is None else status
    default = 500 if error is not None and error.fault == "server" else 400
    return Answer(
        found or _COMMON_STATUS.get(code, default),
        _parsed(judge, error, code, message, all_members),
    )


_BOTO3 = "botocore."


def exception_name(judge: FakeJudge, error: object) -> str | None:
    """The name of an error whose class among ``client.exceptions`` is given, or None."""
    if not (isinstance(error, type) and error.__module__.startswith(_BOTO3)):
        return None
    return error.__name__ if _named(judge, error.__name__) else None


def _named(judge: FakeJudge, name: str) -> ErrorContract | None:
    """The error with this name: preferably one that the operation declares."""
    declared = judge.contract.errors_of(judge.operation)
    for error in (*declared, *judge.contract.errors.values()):
        if name in (error.name, error.code):
            return error
    return None


def _members_of(
    judge: FakeJudge, error: ErrorContract, message: str, members: Mapping[str, Any], strict: bool
) -> dict[str, Any]:
    """All members: those given, the message, and plain values for required ones."""
    names = Shape.of(error.schema).members
    own = next((each for each in names if each.lower() == "message"), None)
    given = {
        name: each
        for name, each in members.items()
        if name in names or own is None or name.lower() != "message"
    }
    if own is not None:
        given[own] = message
    all_members = {**PlainValues(error.schema).value(), **given}
    judge.members(error, all_members, strict)
    return as_boto3(error.schema, all_members)


def _parsed(
    judge: FakeJudge,
    error: ErrorContract | None,
    code: str,
    message: str,
    members: Mapping[str, Any],
) -> dict[str, Any]:
    """The error as botocore's parsers return it; they differ by protocol."""
    contract = judge.contract
    described: dict[str, Any] = {"Message": message, "Code": code}
    if "awsQueryCompatible" in contract.metadata and error is not None:
        described["QueryErrorCode"] = error.name
    traits = traits_of(contract.protocol)
    if traits.boto3_error_type or "QueryErrorCode" in described:
        is_servers = error is not None and error.fault == "server"
        described["Type"] = "Receiver" if is_servers else "Sender"
    if traits.boto3_members_in_error:
        texts = {name: str(each) for name, each in members.items() if _is_inside(name, each)}
        described = {**texts, **described}
    outside = members if error is not None and traits.boto3_members_outside_error else {}
    return {"Error": described, **outside}


def _is_inside(name: str, value: Any) -> bool:
    return name.lower() != "message" and not isinstance(value, (dict, list))
