"""What the drivers of the clients built on botocore share: lines, values, names and errors.

The driver protocol has one JSON object per line: a call in, its answer out. This file imports no
SDK, because each SDK needs its own version of botocore.
"""

import base64
import json
import math
import os
import sys
from datetime import datetime

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 2, 3, 2
"""Short, to keep runs short: a contract server on this machine answers at once, or never."""

# Only answers go to the standard output; what the SDK prints there goes to the log.
_answers = os.fdopen(os.dup(1), "w", encoding="ascii")
os.dup2(2, 1)


def say(message):
    """Write one line: the hello, or an answer."""
    _answers.write(json.dumps(message) + "\n")
    _answers.flush()


def say_hello(client):
    """Write the first line. No trait of the protocol is needed: botocore reads and sends all."""
    say({"hello": 1, "client": client, "supports": ["paginate"], "traits": []})


def read_call(line):
    """The id of a call, its operation, whether it requests all pages, and its parameters."""
    call = json.loads(line, object_hook=_value_in)
    paginate, _, operation = call["operation"].rpartition("$paginate:")
    return call["id"], operation or paginate, call["operation"] != operation, call["params"]


class Unsupported(Exception):
    """An operation, or a member, that the client's own model lacks."""


def refuse_unknown(model, operation, params):
    """Raise Unsupported for what the client's model lacks: it may be older than the contract."""
    if operation not in model.operation_names:
        raise Unsupported(operation)
    _refuse_members(model.operation_model(operation).input_shape, params)


def _refuse_members(shape, value):
    match value:
        case dict() if shape is not None and shape.type_name == "structure":
            for name, member in value.items():
                if name not in shape.members and not getattr(shape, "is_document_type", False):
                    raise Unsupported(f"{shape.name}.{name}")
                _refuse_members(shape.members.get(name), member)
        case dict() if shape is not None and shape.type_name == "map":
            for entry in value.values():
                _refuse_members(shape.value, entry)
        case list() if shape is not None and shape.type_name == "list":
            for item in value:
                _refuse_members(shape.member, item)


def success(call_id, output):
    """The answer to a call that succeeded. botocore adds ResponseMetadata to the output."""
    members = {name: value for name, value in output.items() if name != "ResponseMetadata"}
    return {"id": call_id, "ok": True, "output": _value_out(members)}


def failure(call_id, error, *, sent):
    """The answer to a call that raised.

    botocore raises ClientError for an error that the server answered with. An exception before
    anything was sent is a refusal of the parameters. Everything else, such as a time-out or an
    AttributeError in botocore's parser, is a reply that was not readable or never came: its kind
    is transport, with the exception's name as its code.
    """
    if isinstance(error, Unsupported):
        return {"id": call_id, "unsupported": True}
    response = getattr(error, "response", None)  # not a dict in other exceptions
    if isinstance(response, dict):
        described = _service_error(response)
    else:
        kind = "transport" if sent else "validation"
        described = {"kind": kind, "code": type(error).__name__, "message": str(error)}
    return {"id": call_id, "ok": False, "error": described}


def _service_error(response):
    error, reply = response.get("Error", {}), response.get("ResponseMetadata", {})
    others = {"Error", "ResponseMetadata", "message", "Message"}
    fields = {name: value for name, value in response.items() if name not in others}
    return {
        "kind": "service",
        "code": _text(error.get("Code")),
        "message": _text(error.get("Message")),
        "status": reply.get("HTTPStatusCode"),
        "fields": _value_out(fields),
    }


def _text(value):
    """The server may send anything in place of a text; the driver protocol has texts."""
    return value if value is None else str(value)


def _value_in(value):
    """A JSON object, or the value that it represents."""
    match value:
        case {"$blob": str(text)}:
            return base64.b64decode(text)
        case {"$timestamp": str(text)}:
            return datetime.fromisoformat(text)
        case {"$float": str(text)}:
            return float(text)
        case _:
            return value


def _value_out(value):
    match value:
        case dict():
            return {name: _value_out(member) for name, member in value.items()}
        case list() | tuple():
            return [_value_out(item) for item in value]
        case bytes() | bytearray():
            return {"$blob": base64.b64encode(value).decode()}
        case datetime():
            return {"$timestamp": value.isoformat()}
        case float() if not math.isfinite(value):
            name = "NaN" if math.isnan(value) else "Infinity"
            return {"$float": name if value != -math.inf else "-Infinity"}
        case _ if hasattr(value, "read"):
            return {"$blob": base64.b64encode(value.read()).decode()}
        case _ if hasattr(value, "close"):  # a stream of events
            return [_value_out(event) for event in value]
        case _:
            return value


def python_names(client):
    """The method of a client for each operation, by the API's name."""
    return {name: method for method, name in client.meta.method_to_api_mapping.items()}


def log(text):
    """Write a line to the log, which is the standard error."""
    print(text, file=sys.stderr, flush=True)
