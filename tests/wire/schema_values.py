"""Valid values of a schema document in the API view, drawn by Hypothesis."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.wire.json_text import to_base64
from shapeproof.wire.timestamps import to_rfc3339

DEPTH = 3
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
FIELD_TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8)
FIELD_NAME = st.from_regex(r"[a-z][a-z-]{0,6}[a-z]", fullmatch=True)
LONG_AGO, LATER = datetime(1971, 1, 1), datetime(2099, 1, 1)
SECONDS = st.datetimes(LONG_AGO, LATER, timezones=st.just(UTC)).map(
    lambda moment: to_rfc3339(moment.replace(microsecond=0))
)
JSON = st.recursive(
    st.booleans() | st.integers(-9, 9) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)


def messages(root: Schema) -> st.SearchStrategy[dict[str, Any]]:
    """Parameters or outputs of a request's or response's schema."""
    return structures(root, root, DEPTH)


def structures(root: Schema, schema: Schema, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    members = schema["properties"]
    if schema.get("x-union"):
        single = [
            st.fixed_dictionaries({key: values(root, members[key], depth)}) for key in members
        ]
        return st.one_of(single)
    needed = set(schema.get("required", ()))
    needed |= {key for key in members if members[key].get("x-location") == "uri"}
    optional = members.keys() - needed if depth > 0 else ()
    return st.fixed_dictionaries(
        {key: values(root, members[key], depth) for key in sorted(needed)},
        optional={key: values(root, members[key], depth) for key in sorted(optional)},
    )


def values(root: Schema, schema: Schema, depth: int) -> st.SearchStrategy[Any]:
    schema = resolve(root, schema)
    match schema.get("type"):
        case "object" if schema.get("x-map"):
            keys = FIELD_NAME if schema.get("x-location") else TEXT
            entry = {"x-location": schema.get("x-location"), **schema["additionalProperties"]}
            inner = st.deferred(lambda: values(root, entry, depth - 1))
            return st.dictionaries(keys, inner, min_size=1, max_size=2 if depth > 0 else 1)
        case "object":
            return st.deferred(lambda: structures(root, schema, depth - 1))
        case "array":
            item = {"x-location": schema.get("x-location"), **schema["items"]}
            inner = st.deferred(lambda: values(root, item, depth - 1))
            return st.lists(inner, min_size=1, max_size=2) if depth > 0 else st.just([])
        case _:
            return scalars(schema)


def scalars(schema: Schema) -> st.SearchStrategy[Any]:
    if schema.get("x-timestamp"):
        return SECONDS
    if schema.get("x-blob"):
        return st.binary(min_size=1, max_size=5).map(to_base64)
    match schema.get("type"):
        case "integer":
            return st.integers(-(10**9), 10**9)
        case "number":
            return st.floats(-1e6, 1e6, width=32)
        case "boolean":
            return st.booleans()
        case "string":
            return FIELD_TEXT if schema.get("x-location") else TEXT
        case _:
            return JSON
