"""A client of boto3, made as any other, whose calls never leave the process.

It is a real one: its parameters are looked at, its exceptions, paginators and waiters made, by the
installed botocore. Only what it would send is answered before it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from threading import Lock
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import UnknownServiceError

from shapeproof.exceptions import BadUsage
from shapeproof.targets.client.environment import ACCESS_KEY, SECRET_KEY
from shapeproof.targets.fake.events import listen
from shapeproof.targets.fake.interface import Behaviour
from shapeproof.targets.own_session import own_session

_MAKING = Lock()
"""Sessions of boto3 make one client at a time."""
_BEHAVIOUR = "_shapeproof_behaviour"


def open_client(service: str, region: str, behaviour: Behaviour) -> Any:
    """A client of a service that behaves as it is told.

    Raises BadUsage where the installed botocore has no such service.
    """
    with _MAKING:
        try:
            client = _session().client(
                service,
                region_name=region,
                aws_access_key_id=ACCESS_KEY,
                aws_secret_access_key=SECRET_KEY,
                config=Config(proxies={}, ignore_configured_endpoint_urls=True),
            )
        except UnknownServiceError:
            reason = "the installed botocore has no client of this service"
            raise BadUsage(service, reason, "give a service that boto3 knows") from None
    client.__dict__[_BEHAVIOUR] = behaviour
    listen(client.meta.events, behaviour)
    return client


def as_read(client: Any, operation: str, output: Mapping[str, Any]) -> dict[str, Any]:
    """What a client makes of an output that was parsed: it decodes the JSON in some texts."""
    model = client.meta.service_model.operation_model(operation)
    parsed = dict(output)
    client.meta.events.emit(
        f"after-call.{client.meta.service_model.service_id.hyphenize()}.{operation}",
        http_response=AWSResponse(None, 200, {}, None),
        parsed=parsed,
        model=model,
        context={},
    )
    return parsed


@cache
def _session() -> Any:
    """The session of all of these clients; their classes are its own."""
    session = boto3.session.Session(botocore_session=own_session())
    session.events.register_last("creating-client-class", _put_methods_in)
    return session


def _put_methods_in(class_attributes: dict[str, Any], base_classes: list[type], **_: Any) -> None:
    operations: Mapping[str, str] = class_attributes["_PY_TO_OP_NAME"]
    for name, operation in operations.items():
        if name not in class_attributes:  # boto3 has no method for streams in both directions
            continue
        class_attributes[name] = _Method(name, operation, class_attributes[name])
    base_classes.insert(0, _FakeClient)


class _Method:
    """A method of a client: what its behaviour puts in its place."""

    def __init__(self, name: str, operation: str, original: Any) -> None:
        self._name = name
        self._operation = operation
        self._original = original

    def __get__(self, client: Any, owner: type | None = None) -> Any:
        behaviour: Behaviour | None = client and client.__dict__.get(_BEHAVIOUR)
        if behaviour is None:
            return self._original
        call: Callable[..., Any] = self._original.__get__(client, owner)
        found = behaviour.method(self._name, self._operation, call)
        if found is None:
            raise AttributeError(f"the contract has no operation {self._operation}")
        return found


class _FakeClient(BaseClient):  # type: ignore[misc]  # botocore has no types
    """What is added to the class of a client."""

    @property
    def calls(self) -> list[Any]:
        """The calls so far, with the parameters that were given."""
        behaviour: Behaviour = self.__dict__[_BEHAVIOUR]
        return behaviour.calls

    def get_waiter(self, waiter_name: str) -> Any:
        """As on any client; it waits for nothing between two calls, unless it is told to."""
        waiter = super().get_waiter(waiter_name)
        waiter.config.delay = 0
        return waiter

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError as error:
            nearest = get_close_matches(name, self._PY_TO_OP_NAME, n=3, cutoff=0.6)
            hint = f"; did you mean {', '.join(nearest)}?" if nearest else ""
            raise AttributeError(f"{error}{hint}", name=name, obj=self) from None
