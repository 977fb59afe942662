"""The installed boto3, called in-process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore
from botocore.config import Config
from botocore.eventstream import EventStream, ParserError
from botocore.exceptions import BotoCoreError
from botocore.exceptions import ClientError as BotoClientError
from botocore.parsers import ResponseParserError
from botocore.retries import standard
from botocore.retries.standard import ExponentialBackoff

from shapeproof.contract.model import Operation
from shapeproof.exchange import ClientError, ClientResult
from shapeproof.targets.client.values import from_python, to_python
from shapeproof.targets.environment import ACCESS_KEY, REGION, SECRET_KEY, own_session
from shapeproof.targets.interface import CannotStart
from shapeproof.targets.worker import Worker, crash_detail

ATTEMPTS = 2
"""The maximum number of requests of a call."""
_MAX_EVENTS = 10_000
_LONGEST_WAIT = 0.02
"""Seconds between attempts."""


class Boto3Client:
    """Calls a client of boto3, each call in a thread that may be abandoned.

    The user's configuration is not read. ``read_seconds`` is boto3's own time-out of a read and of
    a connect: a call waits for it at most ``ATTEMPTS`` times. Between attempts it hardly waits.
    Choose it so that boto3 gives up before the time-out of the call. ``protocol`` is the one that
    boto3 speaks if its model of the service has it; by default the one that it prefers.
    """

    kind = "boto3"
    paginates = True
    traits: tuple[str, ...] = ()
    address = f"boto3 {boto3.__version__} (botocore {botocore.__version__})"

    def __init__(
        self, service: str, *, read_seconds: float = 3.0, protocol: str | None = None
    ) -> None:
        self._service = service
        self._config = _config(read_seconds)
        session = own_session()
        if protocol is not None:
            session.register_component("data_loader", _NarrowedLoader(session, protocol))
        self._session = boto3.session.Session(botocore_session=session)
        self._worker = Worker()
        self._started: _Started | None = None

    def start(self, endpoint: str) -> None:
        """Make a new client. Raises CannotStart if boto3 does not know this service."""
        self._retire()
        try:
            with _short_waits():
                client = self._session.client(
                    self._service,
                    region_name=REGION,
                    endpoint_url=endpoint,
                    config=self._config,
                    aws_access_key_id=ACCESS_KEY,
                    aws_secret_access_key=SECRET_KEY,
                )
        except (BotoCoreError, ValueError) as error:
            raise CannotStart(self.address, str(error)) from None
        self._started = _Started(client, endpoint)

    def call(
        self, operation: Operation, params: Mapping[str, Any], *, paginate: bool, timeout: float
    ) -> ClientResult:
        """Make one call within ``timeout`` seconds. Once a call hangs, nothing more is sent."""
        started = self._started
        if started is None:
            return ClientResult(breakdown="closed", detail="it is not running")
        try:
            return self._worker.run(lambda: started.call(operation, params, paginate), timeout)
        except TimeoutError:
            self._retire()
            return ClientResult(breakdown="hung", detail="no answer in time")

    def close(self) -> None:
        """Close its connections."""
        self._retire()
        self._worker.close()

    def _retire(self) -> None:
        if self._started is not None:
            self._started.retire()
            self._started = None


class _ShortBackoff(ExponentialBackoff):  # type: ignore[misc]  # botocore has no types
    """botocore's own, whose waits are cut short: up to a second each, they are not judged."""

    def delay_amount(self, context: Any) -> float:
        """Seconds before the next attempt."""
        return float(min(_LONGEST_WAIT, super().delay_amount(context)))


@contextmanager
def _short_waits() -> Iterator[None]:
    """Clients that are made within hardly wait before they try again.

    botocore has no setting for it, and its retry handler makes the backoff by the name that is in
    ``botocore.retries.standard``.
    """
    standard.ExponentialBackoff = _ShortBackoff
    try:
        yield
    finally:
        standard.ExponentialBackoff = ExponentialBackoff


class _NarrowedLoader:
    """Loads what a session loads, but of the protocols of a service only the given one.

    botocore has no setting for it: it takes the first of its own list that the model has.
    """

    def __init__(self, session: Any, protocol: str) -> None:
        self._loader = session.get_component("data_loader")
        self._protocol = protocol

    def load_service_model(self, *args: Any, **kwargs: Any) -> Any:
        """The model, as if the service spoke only this protocol."""
        model = self._loader.load_service_model(*args, **kwargs)
        spoken = model.get("metadata", {}).get("protocols", ())
        if self._protocol not in spoken:
            return model
        metadata = {**model["metadata"], "protocol": self._protocol, "protocols": [self._protocol]}
        return {**model, "metadata": metadata}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


class _Retired(BotoCoreError):  # type: ignore[misc]  # botocore has no types
    fmt = "the call was given up"


@dataclass
class _Started:
    """A client with its endpoint; whether its call has sent something, and still may."""

    client: Any
    endpoint: str
    sent: bool = False
    retired: bool = False

    def __post_init__(self) -> None:
        self.client.meta.events.register_first("before-send", self._note_sending)
        self._methods = {
            name: method for method, name in self.client.meta.method_to_api_mapping.items()
        }

    def call(self, operation: Operation, params: Mapping[str, Any], paginate: bool) -> ClientResult:
        """The result of a call. Never raises."""
        self.sent = False
        try:
            method = self._methods.get(operation.name)
            if method is None:
                return _refused("UnknownOperation", f"boto3 has no operation {operation.name}")
            given = to_python(operation.request, params)
            answer = self._answer(method, given, paginate)
            return ClientResult(output=_read({**answer}))
        except BotoClientError as error:
            return ClientResult(error=_service_error(error))
        except (BotoCoreError, ResponseParserError, ParserError) as error:
            if not self.sent:
                return _refused(type(error).__name__, str(error))
            return ClientResult(error=ClientError("transport", type(error).__name__, str(error)))
        except BaseException as error:  # the client may raise anything
            if not self.sent and isinstance(error, (TypeError, ValueError)):
                return _refused(type(error).__name__, str(error))
            return ClientResult(breakdown="crashed", detail=crash_detail(error))

    def _answer(self, method: str, params: Any, paginate: bool) -> Mapping[str, Any]:
        if paginate:
            pages = self.client.get_paginator(method).paginate(**params)
            found: Mapping[str, Any] = pages.build_full_result()
            return found
        call: Callable[..., Mapping[str, Any]] = getattr(self.client, method)
        return call(**params)

    def retire(self) -> None:
        """Stop it from sending anything more."""
        self.retired = True
        self.client.close()

    def _note_sending(self, request: Any, **_: Any) -> None:
        if self.retired:
            raise _Retired
        self.sent = True
        request.url = _sent_to(self.endpoint, request.url)


def _sent_to(endpoint: str, url: str) -> str:
    """The URL at the endpoint: the rules of some services choose an address of AWS anyway."""
    here, there = urlsplit(endpoint), urlsplit(url)
    if (there.scheme, there.netloc) == (here.scheme, here.netloc):
        return url
    place = url.removeprefix(f"{there.scheme}://{there.netloc}")
    return f"{here.scheme}://{here.netloc}{place}"


def _read(answer: dict[str, Any]) -> Any:
    answer.pop("ResponseMetadata", None)
    return {name: from_python(_listed(value)) for name, value in answer.items()}


def _listed(value: Any) -> Any:
    """The events of a stream."""
    if not isinstance(value, EventStream):
        return value
    return [event for _, event in zip(range(_MAX_EVENTS), value, strict=False)]


def _service_error(error: BotoClientError) -> ClientError:
    members = {**error.response}
    described = members.pop("Error", None) or {}
    status = (members.pop("ResponseMetadata", None) or {}).get("HTTPStatusCode")
    return ClientError(
        "service",
        described.get("Code"),
        described.get("Message"),
        status,
        {name: from_python(value) for name, value in members.items()},
    )


def _refused(code: str, message: str) -> ClientResult:
    return ClientResult(error=ClientError("validation", code, message))


def _config(read_seconds: float) -> Config:
    return Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        connect_timeout=read_seconds,
        read_timeout=read_seconds,
        proxies={},  # none from the environment: the endpoint is on this machine
        inject_host_prefix=False,  # PREFIX.127.0.0.1 does not exist
        max_pool_connections=1,
    )
