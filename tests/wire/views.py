"""Values in the API view, and as botocore and LocalStack take and give them."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.wire.aws_json.json_text import to_base64
from shapeproof.wire.timestamps import to_rfc3339

Convert = Callable[[Schema, Any], Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def converted(root: Schema, raw: Schema, value: Any, convert: Convert) -> Any:
    """A value with its scalars converted; a converter gets the schema and the scalar."""
    schema = resolve(root, raw)
    if isinstance(value, Mapping) and schema.get("type") == "object":
        members, entry = schema.get("properties", {}), schema.get("additionalProperties", {})
        return {
            key: converted(
                root, entry if schema.get("x-map") else members.get(key, {}), each, convert
            )
            for key, each in value.items()
        }
    if isinstance(value, list) and "items" in schema:
        return [converted(root, schema["items"], each, convert) for each in value]
    return convert(schema, value)


def for_botocore(root: Schema, value: Any) -> Any:
    """A value as botocore takes it: blobs are bytes."""
    return converted(root, root, value, _with_bytes)


def of_botocore(root: Schema, value: Any) -> Any:
    """A value as botocore gives it, in the API view."""
    return converted(root, root, value, _in_api_view)


def for_localstack(root: Schema, value: Any) -> Any:
    """A value as the program of LocalStack takes it in JSON."""
    return converted(root, root, value, _tagged)


def of_localstack(root: Schema, value: Any) -> Any:
    """A value as the program of LocalStack gives it, in the API view."""
    return converted(root, root, value, _untagged)


def _with_bytes(schema: Schema, value: Any) -> Any:
    return base64.b64decode(value) if schema.get("x-blob") else value


def _in_api_view(schema: Schema, value: Any) -> Any:
    if schema.get("x-timestamp") and isinstance(value, datetime):
        return to_rfc3339(value.astimezone(UTC))
    if hasattr(value, "read"):
        value = value.read()
    if schema.get("x-blob"):
        return to_base64(value if isinstance(value, bytes) else value.encode())
    return value


def _tagged(schema: Schema, value: Any) -> Any:
    if schema.get("x-blob"):
        return {"$bytes": value}
    if schema.get("x-timestamp"):
        return {"$time": (datetime.fromisoformat(value) - EPOCH).total_seconds()}
    return value


def _untagged(schema: Schema, value: Any) -> Any:
    match value:
        case {"$bytes": text}:
            return text if schema.get("x-blob") else base64.b64decode(text).decode()
        case {"$time": seconds}:
            return to_rfc3339(EPOCH + timedelta(seconds=seconds))
    if schema.get("x-blob") and isinstance(value, str):
        return to_base64(value.encode())
    if schema.get("type") == "boolean" and value in ("true", "false"):
        return value == "true"  # it leaves those of a query string as they are written
    if schema.get("x-jsonvalue") and isinstance(value, str):
        return json.loads(base64.b64decode(value))  # it leaves the text of a header
    return value


_NOTHING: tuple[Any, ...] = (None, {}, [])


def pruned(value: Any, *, in_lists: bool = False) -> Any:
    """A value without nulls and without structures, lists and maps that hold nothing.

    Forms and XML cannot tell these from absent ones everywhere; forms not even in lists.
    """
    if isinstance(value, Mapping):
        found = {key: pruned(each, in_lists=in_lists) for key, each in value.items()}
        return {key: each for key, each in found.items() if each not in _NOTHING}
    if isinstance(value, list):
        elements = [pruned(each, in_lists=in_lists) for each in value]
        return [each for each in elements if not (in_lists and each in _NOTHING)]
    return value
