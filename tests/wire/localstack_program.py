"""Reads requests and writes responses as LocalStack does, in an environment that has it.

It imports nothing of this project. Each line of the standard input is a JSON object that asks for
one thing, and each line of the output is the answer: a ``result``, or a ``failure`` in words.

Bytes are ``{"$bytes": BASE64}``, timestamps ``{"$time": SECONDS}``, both ways.
"""

import base64
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import unquote

from botocore.loaders import Loader
from localstack.aws import spec
from localstack.aws.api import CommonServiceException
from localstack.aws.protocol.parser import create_parser
from localstack.aws.protocol.serializer import create_serializer
from localstack.http import Request

REQUEST_ID = "3f6c4f8e-0000-4000-8000-000000000000"

spec.loader = Loader()  # botocore's own models, without LocalStack's patches


@cache
def model(service: str) -> Any:
    return spec.load_service(service)


def parse(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The operation and the parameters of a request."""
    path, _, query = asked["target"].partition("?")
    request = Request(
        asked["method"],
        unquote(path),
        headers=dict(asked["headers"]),
        body=base64.b64decode(asked["body"]),
        query_string=query,
        raw_path=path,
    )
    parser = create_parser(model(asked["service"]), asked["protocol"])
    operation, params = parser.parse(request)
    return {"operation": operation.name, "params": outgoing(params or {})}


def output(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The response that holds an output."""
    operation = model(asked["service"]).operation_model(asked["operation"])
    serializer = create_serializer(model(asked["service"]), asked["protocol"])
    response = serializer.serialize_to_response(
        incoming(asked["output"]), operation, accepted(asked), REQUEST_ID
    )
    return message(response)


def error(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The response that holds an error."""
    operation = model(asked["service"]).operation_model(asked["operation"])
    serializer = create_serializer(model(asked["service"]), asked["protocol"])
    raised = CommonServiceException(
        asked["code"], asked["message"], asked["status"], asked["sender"]
    )
    for name, value in incoming(asked["fields"]).items():
        setattr(raised, name, value)
    return message(
        serializer.serialize_error_to_response(raised, operation, accepted(asked), REQUEST_ID)
    )


def accepted(asked: Mapping[str, Any]) -> dict[str, str]:
    return {"Accept": asked["accept"]} if asked.get("accept") else {}


def message(response: Any) -> dict[str, Any]:
    body = response.get_data()
    return {
        "status": response.status_code,
        "headers": list(response.headers),
        "body": base64.b64encode(body).decode(),
    }


def outgoing(value: Any) -> Any:
    """A value of LocalStack in JSON."""
    match value:
        case dict():
            return {key: outgoing(each) for key, each in value.items()}
        case list():
            return [outgoing(each) for each in value]
        case bytes():
            return {"$bytes": base64.b64encode(value).decode()}
        case datetime():
            return {"$time": (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()}
        case _ if hasattr(value, "read"):
            return outgoing(value.read())
    return value


def incoming(value: Any) -> Any:
    """A value as LocalStack takes it."""
    match value:
        case {"$bytes": text}:
            return base64.b64decode(text)
        case {"$time": seconds}:
            return datetime.fromtimestamp(seconds, tz=UTC)
        case dict():
            return {key: incoming(each) for key, each in value.items()}
        case list():
            return [incoming(each) for each in value]
    return value


DOES = {"parse": parse, "output": output, "error": error}


def answer(line: str) -> dict[str, Any]:
    asked = json.loads(line)
    try:
        return {"result": DOES[asked["do"]](asked)}
    except Exception as problem:  # any failure is an answer
        causes = [repr(each) for each in (problem, problem.__cause__) if each is not None]
        return {"failure": " from ".join(causes)}


def main() -> None:
    replies = sys.stdout
    sys.stdout = sys.stderr  # what LocalStack prints is no answer
    for line in sys.stdin:
        replies.write(json.dumps(answer(line)) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
