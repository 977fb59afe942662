"""boto3 against the contract mock: each operation once, and each modeled error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.contract.page_places import page_tokens
from shapeproof.contract.store import as_shipped
from shapeproof.generate.cases.faults import arrives_legal
from shapeproof.generate.domain import strategy_folders
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.generate.values.plain import PlainValues
from shapeproof.mock import RunningMock
from shapeproof.mock.dispatch import installed_contract
from shapeproof.targets.client.values import to_python

CONFIG = Config(
    retries={"total_max_attempts": 1}, inject_host_prefix=False, read_timeout=20,
    s3={"addressing_style": "path"},
)  # fmt: skip


@dataclass(frozen=True)
class Boto3Calls:
    mock: RunningMock
    service: str
    client: Any
    contract: Contract
    values: RealisticValues

    @classmethod
    def of(cls, mock: RunningMock, service: str) -> Boto3Calls:
        contract = as_shipped(installed_contract(service))
        values = RealisticValues.load(contract, strategy_folders(None))
        return cls(mock, service, client_of(mock, service), contract, values)

    def problems(self) -> Iterator[str]:
        """What is wrong with the answers to all operations: each called once."""
        for operation in self._operations():
            try:
                answer = self._call(operation)
                _consume(answer)
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if not self._may_refuse(operation, code):
                    yield f"{operation.name}: {error}"
            except Exception as error:
                yield f"{operation.name}: {type(error).__name__}: {error}"

    def misread_errors(self) -> Iterator[str]:
        """The modeled errors that are not raised as their class."""
        for error, operation in self._errors():
            self.mock.fail(self.service, operation.name, error.name, message="on purpose")
            try:
                self._call(operation)
            except ClientError as raised:
                expected = getattr(self.client.exceptions, error.name)
                body_may_lack = operation.http.method == "HEAD"
                if type(raised) is not expected and not body_may_lack:
                    yield f"{error.name}: raised {type(raised).__name__} {raised}"
            else:
                yield f"{error.name}: nothing was raised by {operation.name}"

    def _operations(self) -> Iterator[Operation]:
        methods = set(self.client.meta.method_to_api_mapping.values())
        for name, operation in self.contract.operations.items():
            if name in methods:
                yield operation

    def _errors(self) -> Iterator[tuple[ErrorContract, Operation]]:
        """Each modeled error once, with an operation that has it."""
        seen: set[str] = set()
        for operation in self._operations():
            for error in self.contract.errors_of(operation):
                if error.name not in seen and operation.http.method != "HEAD":
                    seen.add(error.name)
                    yield error, operation

    def _call(self, operation: Operation) -> Any:
        known = self.values.of(operation.name)
        params = PlainValues(operation.request, known=known).value()
        if not arrives_legal(self.contract, operation, params):
            # Where all values are text, nothing stands for a structure without members.
            tokens = page_tokens(operation.request)
            params = PlainValues(operation.request, full=True, left_out=tokens, known=known).value()
        given = to_python(operation.request, params)
        return getattr(self.client, operation.python_name)(**given)

    def _may_refuse(self, operation: Operation, code: str) -> bool:
        """Whether an error says that something does not exist, or does already."""
        words = code.lower()
        kinds = ("notfound", "nosuch", "notexist", "nonexist", "exist", "conflict", "inuse", "404")
        return any(each in words for each in kinds) or code in {
            each.code for each in self.contract.errors_of(operation) if each.status in (404, 409)
        }


def client_of(mock: RunningMock, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=mock.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        config=CONFIG,
    )


def _consume(answer: dict[str, Any]) -> None:
    for value in answer.values():
        if hasattr(value, "read"):
            value.read()
        elif type(value).__name__ == "EventStream":
            list(value)
