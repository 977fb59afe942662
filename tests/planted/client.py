"""boto3 as the client of a server, through a socket or in the same process."""

from __future__ import annotations

import functools
import io
import threading
import wsgiref.simple_server
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.planted import cloudwatch_server, ec2_server, route53_server, sessions, sns_server


@dataclass(frozen=True)
class Planted:
    """A service: its server, and a session with it."""

    service: str
    module: ModuleType
    session: Callable[[sessions.Call], None]


PLANTED = {
    each.service: each
    for each in (
        Planted("sns", sns_server, sessions.sns),
        Planted("ec2", ec2_server, sessions.ec2),
        Planted("route53", route53_server, sessions.route53),
        Planted("cloudwatch", cloudwatch_server, sessions.cloudwatch),
    )
}


def boto3_client(service: str, url: str = "http://127.0.0.1:1", **config: Any) -> Any:
    """A client; that of CloudWatch speaks CBOR, which botocore chooses last of three protocols."""
    session = botocore.session.Session()
    loader = session.get_component("data_loader")
    load = loader.load_service_model

    def only_cbor(name: str, kind: str, api_version: str | None = None) -> Any:
        model = load(name, kind, api_version)
        if (name, kind) == ("cloudwatch", "service-2"):
            metadata = {**model["metadata"], "protocols": ["smithy-rpc-v2-cbor"]}
            return {**model, "metadata": metadata}
        return model

    loader.load_service_model = only_cbor
    return boto3.Session(botocore_session=session).client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


class QuietHandler(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    """The URL at which an application is served, on a port of its own."""
    server = wsgiref.simple_server.make_server("127.0.0.1", 0, app, handler_class=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Answered:
    """What a server has answered: the operation, status, headers and body."""

    operation: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@functools.cache
def offline_client(service: str) -> tuple[Any, list[Callable[..., Any]]]:
    """A client that asks what stands in the list, and no socket."""
    client = boto3_client(service, parameter_validation=False)
    answer: list[Callable[..., Any]] = []
    client.meta.events.register("before-send", lambda request, **_: answer[-1](request))
    return client, answer


def transcript(planted: Planted, app: Callable[..., Any]) -> list[Answered]:
    """The answers of an application to a session. Nothing that it answers raises."""
    heard: list[Answered] = []
    client, hook = offline_client(planted.service)
    current = ["", ""]

    def answer(request: Any) -> AWSResponse:
        old, _, new = current[1].partition(">")
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        body = body.replace(old.encode("latin-1"), new.encode()) if old else body
        status, headers, told = asked(app, request, body)
        heard.append(Answered(current[0], status, tuple(headers), told))
        return AWSResponse(request.url, status, HeadersLike(headers), RawBody(told))

    def call(operation: str, **parameters: Any) -> dict[str, Any]:
        current[0], _, current[1] = operation.partition(" ")
        try:
            return dict(client._make_api_call(current[0], parameters))
        except Exception:  # what boto3 makes of a defect does not matter here
            return {}

    hook.append(answer)
    planted.session(call)
    return heard


class HeadersLike(dict[str, str]):
    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__({key.lower(): value for key, value in pairs})


class RawBody(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def asked(
    app: Callable[..., Any], request: Any, body: bytes
) -> tuple[int, list[tuple[str, str]], bytes]:
    parts = urlsplit(request.url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": parts.path,
        "RAW_URI": parts.path,
        "QUERY_STRING": parts.query,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    }
    for key, value in request.headers.items():
        text = value.decode() if isinstance(value, bytes) else str(value)
        if key.lower() == "content-type":
            environ["CONTENT_TYPE"] = text
        elif key.lower() != "content-length":
            environ["HTTP_" + key.upper().replace("-", "_")] = text
    started: list[Any] = []
    chunks = app(environ, lambda status, headers: started.extend((status, headers)))
    body = b"".join(chunks)
    return int(started[0][:3]), started[1], body


def code_of(error: ClientError) -> str:
    return str(error.response["Error"].get("Code", ""))
