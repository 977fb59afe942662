"""A small AWS client for rest-json services: an oracle that knows nothing of `src`.

As a driver it speaks JSON Lines:
`python -m tests.clients.small_client [--service NAME] [--defect NAME]`. In process,
`SmallClient(model, endpoint).call(operation, params)` returns an output or raises CallFailed. The
list of defects is in `client_defects.py`.
"""

from __future__ import annotations

import argparse
import base64
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import urlsplit

from .small_encoding import Encoding, Request
from .small_model import Model, Operation, Paginator, load_model
from .small_parsing import CallFailed, Parsing, Reply
from .small_transport import NoReply, Transport
from .small_validation import Validation

PAGINATE = "$paginate:"
_RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
_RETRIED_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)


class SmallClient(Encoding, Parsing, Validation):
    """A client for one service at one endpoint. Not for several threads at once."""

    attempts = 2
    pause = 0.01
    """Seconds before another attempt."""

    def __init__(self, model: Model, endpoint: str) -> None:
        address = urlsplit(endpoint)
        self.model = model
        self.transport = Transport(address.hostname or "127.0.0.1", address.port or 80)

    def call(self, operation: str, params: Mapping[str, Any]) -> Any:
        """The output of a call (of all pages for `$paginate:`). Raises CallFailed."""
        if operation.startswith(PAGINATE):
            return self.all_pages(operation.removeprefix(PAGINATE), params)
        return self.one(self.model.operations[operation], params)

    def one(self, operation: Operation, params: Mapping[str, Any]) -> Any:
        """One call, tried again where that may help."""
        self.validate(operation, params)
        return self.parse(operation, self.reply(operation, self.encode(operation, params)))

    def close(self) -> None:
        self.transport.close()

    def answers(self, asked: Mapping[str, Any]) -> Iterator[Any]:
        """What a driver writes for a call: one answer."""
        yield answer(self, asked)

    # --- Attempts ------------------------------------------------------------------------------

    def reply(self, operation: Operation, request: Request) -> Reply:
        """The reply of the first attempt that needs no other, or of the last."""
        attempt = 1
        while True:
            last = attempt >= self.attempts
            try:
                reply = self.transport.exchange(self.attempt(request, attempt))
                if last or not self.is_retried(operation, reply):
                    return reply
            except NoReply as failure:
                if last or not self.is_retried_without_reply(failure):
                    raise CallFailed("transport", "NoReply", str(failure)) from None
            time.sleep(self.pause)
            attempt += 1

    def attempt(self, request: Request, number: int) -> Request:
        """What is sent at an attempt: always the same."""
        return request

    def is_retried(self, operation: Operation, reply: Reply) -> bool:
        """Whether the error may pass: its status or its code says so."""
        if reply.status in _RETRIED_STATUSES:
            return True
        return reply.status >= 400 and self.code(reply, self.error_body(reply)) in _RETRIED_CODES

    def is_retried_without_reply(self, failure: NoReply) -> bool:
        return failure.may_come

    # --- Pages ---------------------------------------------------------------------------------

    def all_pages(self, name: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """The results of all pages, joined."""
        operation, paginator = self.model.operations[name], self.model.paginators[name]
        joined: dict[str, Any] = {}
        for page in self.pages(operation, paginator, params):
            for key in paginator.result_keys:
                if key in page:
                    joined[key] = self.join(joined.get(key), page[key])
        return joined

    def pages(
        self, operation: Operation, paginator: Paginator, params: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        """Page after page, until there is no token, or the same one again."""
        tokens: Mapping[str, Any] = {}
        while True:
            page = self.one(operation, self.page_params(params, tokens))
            yield page
            following = self.next_tokens(paginator, page)
            if not following or following == tokens:
                return
            tokens = following

    def page_params(self, params: Mapping[str, Any], tokens: Mapping[str, Any]) -> dict[str, Any]:
        return {**params, **tokens}

    def next_tokens(self, paginator: Paginator, page: Mapping[str, Any]) -> dict[str, Any]:
        pairs = zip(paginator.input_tokens, paginator.output_tokens, strict=True)
        return {into: page[out] for into, out in pairs if page.get(out)}

    def join(self, joined: Any, more: Any) -> Any:
        return more if joined is None else joined + more


# --- The driver --------------------------------------------------------------------------------


def serve(client: SmallClient, lines: IO[str], out: IO[str]) -> None:
    """Answer each line on `lines` with a line on `out`."""
    _say(out, {"hello": 1, "client": "small_client", "supports": ["paginate"]})
    for line in lines:
        for message in client.answers(json.loads(line)):
            _say(out, message)


def answer(client: SmallClient, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a call of the driver protocol."""
    try:
        output = client.call(asked["operation"], to_python(asked["params"]))
    except CallFailed as failure:
        error = {
            "kind": failure.kind,
            "code": failure.code,
            "message": failure.message,
            "status": failure.status,
            "fields": to_json(failure.fields),
        }
        given = {name: value for name, value in error.items() if value is not None}
        return {"id": asked["id"], "ok": False, "error": given}
    return {"id": asked["id"], "ok": True, "output": to_json(output)}


def to_python(value: Any) -> Any:
    """A value of the driver protocol, its marked blobs, timestamps and floats made."""
    if isinstance(value, list):
        return [to_python(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$blob"}:
        return base64.b64decode(value["$blob"])
    if value.keys() == {"$timestamp"}:
        return datetime.fromisoformat(value["$timestamp"])
    if value.keys() == {"$float"}:
        return float(value["$float"])
    return {key: to_python(each) for key, each in value.items()}


def to_json(value: Any) -> Any:
    """A value as the driver protocol writes it."""
    if isinstance(value, Mapping):
        return {key: to_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(each) for each in value]
    if isinstance(value, bytes):
        return {"$blob": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"$timestamp": value.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    if isinstance(value, float) and not math.isfinite(value):
        return {"$float": "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"}
    return value


def main() -> None:
    """Run as a driver against SHAPEPROOF_ENDPOINT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default="amplifybackend")
    parser.add_argument("--defect")
    options = parser.parse_args()
    make: Callable[[Model, str], SmallClient] = SmallClient
    if options.defect:
        from .client_defects import DEFECTS

        make = DEFECTS[options.defect].client
    client = make(load_model(options.service), os.environ["SHAPEPROOF_ENDPOINT"])
    serve(client, sys.stdin, sys.stdout)


def _say(out: IO[str], message: Mapping[str, Any]) -> None:
    out.write(json.dumps(message) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
