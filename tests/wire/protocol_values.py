"""Values of botocore's protocol tests in the API view.

In the files blobs are plain text, timestamps are epoch seconds, non-finite numbers are strings, and
a ``jsonvalue`` may be the JSON text.
"""

import json
import math
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.wire.aws_json.json_text import to_base64
from shapeproof.wire.timestamps import decode_timestamp

NON_FINITE = {"NaN", "Infinity", "-Infinity"}


def to_api_view(root: Schema, schema: Schema, value: Any) -> Any:
    """A value of the files, in the API view."""
    schema = resolve(root, schema)
    match value:
        case None:
            return None
        case dict() if "properties" in schema:
            properties = schema["properties"]
            return {
                key: to_api_view(root, properties.get(key, {}), each) for key, each in value.items()
            }
        case dict() if "additionalProperties" in schema:
            entry = schema["additionalProperties"]
            return {key: to_api_view(root, entry, each) for key, each in value.items()}
        case list() if "items" in schema:
            return [to_api_view(root, schema["items"], each) for each in value]
    return scalar_to_api_view(schema, value)


def scalar_to_api_view(schema: Schema, value: Any) -> Any:
    if schema.get("x-timestamp"):
        return decode_timestamp(value)
    if schema.get("x-blob"):
        return to_base64(value.encode())
    if schema.get("x-jsonvalue") and isinstance(value, str):
        return json.loads(value)
    if schema.get("type") == "number" and value in NON_FINITE:
        return float(value)
    return value


def comparable(value: Any) -> Any:
    """A value in which not-a-number equals itself, and numbers do not equal booleans."""
    if isinstance(value, dict):
        return {key: comparable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [comparable(each) for each in value]
    return (type(value).__name__, value) if isinstance(value, bool) else _number(value)


def _number(value: Any) -> Any:
    return "NaN" if isinstance(value, float) and math.isnan(value) else value
