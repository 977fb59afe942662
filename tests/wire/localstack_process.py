"""LocalStack's request parser and response serializer, asked in an environment of their own."""

import base64
import json
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.exchange import HttpRequest, HttpResponse

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".cache" / "servers" / "localstack" / "bin" / "python"
ABSENT = "LocalStack is not here; install it with 'make servers'"
REQUIREMENTS = ROOT / "tests" / "servers" / "requirements-localstack.txt"
PROGRAM = Path(__file__).with_name("localstack_program.py")


class Refused(Exception):
    """LocalStack could not read a request or write a response."""


class LocalStack:
    """A process that reads requests and writes responses."""

    def __init__(self, python: Path) -> None:
        self._process = subprocess.Popen(
            [str(python), str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def params(self, contract: Contract, request: HttpRequest) -> tuple[str, Any]:
        """The operation and the parameters of a request."""
        found = self._ask(
            contract,
            do="parse",
            method=request.method,
            target=request.target,
            headers=request.headers,
            body=base64.b64encode(request.body).decode(),
        )
        return found["operation"], found["params"]

    def response(self, contract: Contract, operation: Operation, output: Any) -> HttpResponse:
        """The response that holds an output."""
        return _message(self._ask(contract, do="output", operation=operation.name, output=output))

    def error(
        self,
        contract: Contract,
        operation: Operation,
        error: ErrorContract,
        fields: Any,
        message: str,
    ) -> HttpResponse:
        """The response that holds an error, as the sender's fault.

        LocalStack writes no type for other faults, and no members but those of a body in JSON or
        CBOR.
        """
        found = self._ask(
            contract,
            do="error",
            operation=operation.name,
            code=error.code,
            message=message,
            status=error.status or 400,
            sender=True,
            fields=fields,
        )
        return _message(found)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)

    def _ask(self, contract: Contract, **asked: Any) -> Any:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        asked = {"service": contract.service, "protocol": contract.protocol, **asked}
        stdin.write(json.dumps(asked) + "\n")
        stdin.flush()
        found: Mapping[str, Any] = json.loads(stdout.readline())
        if "failure" in found:
            raise Refused(found["failure"])
        return found["result"]


def _message(found: Mapping[str, Any]) -> HttpResponse:
    headers = tuple((name, value) for name, value in found["headers"])
    return HttpResponse(found["status"], headers, base64.b64decode(found["body"]))


@cache
def localstack() -> LocalStack | None:
    """The process, one for all tests; None where LocalStack is not installed."""
    return LocalStack(PYTHON) if PYTHON.is_file() else None
