"""Which of a model's errors says what: for an operation, by the words in its name.

Where nothing is modeled, the code is the one that services of the protocol answer with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from shapeproof.contract.lifecycle import Resource
from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.generate.domain.member_words import words_of
from shapeproof.mock.generated.names import plain_name

_INVALID = tuple(
    re.compile(each)
    for each in (
        r"^validation(exception|error)?$", r"^invalidparameter(exception)?$",
        r"^invalidparametervalue(exception)?$", r"^(invalid|bad)request(exception)?$",
        r"^invalidargument(exception)?$", r"^invalidinput(exception)?$",
        r"^invalidparameter(?!combination)",
        r"validation(error|exception|fault)?$", r"^invalid(request|argument|input|param|value)",
        r"^(bad|malformed)(request|input)",
    )
)  # fmt: skip
_MISSING = re.compile(r"^missing.*param")
_NOT_FOUND = re.compile(r"notfound|nosuch|doesnotexist|notexist|nonexist|unknownresource")
_CONFLICT = tuple(map(re.compile, (r"exist(s|ed)?(fault|exception)?$", r"duplicate", r"conflict",
                                   r"inuse")))  # fmt: skip
_GENERAL = frozenset({"resource", "entity", "not", "found", "exception", "no", "such", "fault",
                      "error"})  # fmt: skip
_NOT_EXIST = re.compile(r"not?exist|nonexist|doesnot")
_THROTTLING = re.compile(r"throttl|toomanyrequest|requestlimit|slowdown|ratelimit|ratexceed")
_INTERNAL = re.compile(r"internal|servicefailure|servererror|serviceexception")


@dataclass(frozen=True)
class ProtocolCodes:
    """The codes that services of a protocol answer with where nothing is modeled."""

    invalid: str = "ValidationException"
    missing: str = "ValidationException"
    not_found: str = "ResourceNotFoundException"
    throttling: str = "ThrottlingException"
    internal: str = "InternalFailure"
    throttling_status: int = 400


_CODES = {
    "query": ProtocolCodes("ValidationError", "MissingParameter", "{kind}NotFound", "Throttling"),
    "ec2": ProtocolCodes(
        "InvalidParameterValue", "MissingParameter", "Invalid{kind}ID.NotFound",
        "RequestLimitExceeded", "InternalError", 503,
    ),
    "rest-xml": ProtocolCodes(
        "InvalidArgument", "InvalidArgument", "NoSuch{kind}", "SlowDown", "InternalError", 503
    ),
}  # fmt: skip


@dataclass(frozen=True)
class ErrorChoice:
    """Chooses among the errors of one contract."""

    contract: Contract
    _invalid: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def codes(self) -> ProtocolCodes:
        """What the protocol has where nothing is modeled."""
        return _CODES.get(self.contract.protocol, ProtocolCodes())

    def invalid(self, operation: Operation | None, missing: bool = False) -> str:
        """The code that refuses a request which breaks the contract."""
        if missing and operation is not None:
            for error in self.contract.errors_of(operation):
                if _MISSING.match(_code(error)):
                    return error.code
        name = operation.name if operation is not None else ""
        found = self._invalid.get(name)
        if found is None:
            found = self._invalid[name] = self._found_invalid(operation)
        return self.codes.missing if missing and found == self.codes.invalid else found

    def _found_invalid(self, operation: Operation | None) -> str:
        own = self.contract.errors_of(operation) if operation is not None else ()
        for errors in (own, tuple(self.contract.errors.values())):
            of_client = [each for each in errors if each.fault == "client"]
            for pattern in _INVALID:
                for error in of_client:
                    code = _code(error)
                    if pattern.search(code) and not _NOT_FOUND.search(code):
                        return error.code
        return self.codes.invalid

    def not_found(self, operation: Operation, resource: Resource) -> str | None:
        """The operation's own code for a resource that does not exist, None where it has none."""
        own = self.contract.errors_of(operation)
        return self._nearest(resource, (e for e in own if _is_not_found(e)))

    def about(self, operation: Operation, resource: Resource) -> bool:
        """Whether an operation has an error that says that such a resource does not exist."""
        wanted = set(words_of(resource.name))
        own = self.contract.errors_of(operation) if wanted - _GENERAL else ()
        return any(wanted <= set(words_of(e.code)) for e in own if _is_not_found(e))

    def about_another(self, operation: Operation, above: tuple[Resource, ...]) -> bool:
        """Whether an operation has a not-found error of a name that is none of what is above."""
        names = [set(words_of(each.name)) for each in above]
        for error in self.contract.errors_of(operation):
            words = set(words_of(error.code)) - _GENERAL
            if _is_not_found(error) and words and not any(each <= words for each in names):
                return True
        return False

    def customary_not_found(self, resource: Resource) -> ErrorContract:
        """The error for a resource that does not exist, where the operation has none."""
        modeled = [each for each in self.contract.errors.values() if _is_not_found(each)]
        found = self._nearest(resource, modeled, strict=True)
        known = next((each for each in modeled if each.code == found), None)
        if known is not None:
            return known
        code = self.codes.not_found.format(kind=resource.name)
        status = 404 if self.contract.protocol.startswith("rest") else 400
        return ErrorContract(code, code, status, "client", {"type": "object"})

    def conflict(self, operation: Operation) -> str | None:
        """The operation's own code for a resource that exists already, None where it has none."""
        for pattern in _CONFLICT:
            for error in self.contract.errors_of(operation):
                code = _code(error)
                if pattern.search(code) and not _NOT_EXIST.search(code):
                    return error.code
        return None

    def token(self, operation: Operation) -> str:
        """The code that refuses a page token."""
        for error in self.contract.errors_of(operation):
            if re.search(r"token|marker", _code(error)):
                return error.code
        return self.invalid(operation)

    def throttling(self, operation: Operation | None) -> ErrorContract:
        """The error for too many requests."""
        return self._of_kind(operation, _THROTTLING) or ErrorContract(
            self.codes.throttling, self.codes.throttling, self.codes.throttling_status, "client", {
                "type": "object"
            },
        )  # fmt: skip

    def internal(self, operation: Operation | None) -> ErrorContract:
        """The error for a failure of the service."""
        own = self._of_kind(operation, _INTERNAL)
        if own is not None and own.fault == "server":
            return own
        code = self.codes.internal
        return ErrorContract(code, code, 500, "server", {"type": "object"})

    def _of_kind(
        self, operation: Operation | None, pattern: re.Pattern[str]
    ) -> ErrorContract | None:
        own = self.contract.errors_of(operation) if operation is not None else ()
        for errors in (own, self.contract.errors.values()):
            for error in errors:
                states = (error.retryable or {}).get("throttling") and pattern is _THROTTLING
                if states or pattern.search(_code(error)):
                    return error
        return None

    def _nearest(
        self, resource: Resource, errors: Iterable[ErrorContract], *, strict: bool = False
    ) -> str | None:
        """The error with the most words of the resource and the fewest others."""
        wanted = set(words_of(resource.name))
        best: tuple[int, int] | None = None
        code: str | None = None
        for error in errors:
            words = set(words_of(error.code)) - _GENERAL
            if strict and words and not words <= wanted | {"does", "exist"}:
                continue
            rank = (len(words & wanted), -len(words - wanted))
            if best is None or rank > best:
                best, code = rank, error.code
        return code


def _code(error: ErrorContract) -> str:
    return plain_name(error.code)


def _is_not_found(error: ErrorContract) -> bool:
    return bool(_NOT_FOUND.search(_code(error))) or (
        error.status == 404 and "access" not in _code(error)
    )


def absent(resource: Resource) -> str:
    """What an error says of a resource that does not exist."""
    return f"The {resource.name} does not exist"
