"""Which of a contract's annotations an OpenAPI document keeps, and what becomes of the others."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.model import Schema

_FORMATS = {"long": "int64", "float": "float", "double": "double"}
_DROPPED = frozenset({
    "$schema", "$defs", "x-shape", "x-payload", "x-location", "x-location-name", "x-member",
    "x-map", "x-integer", "x-number", "x-blob", "x-timestamp", "x-jsonvalue", "x-host-label",
    "x-pattern", "x-required-origin", "x-trust", "x-traits",
    "x-context-param", "x-requires-length", "x-synthetic", "x-query-name", "x-flattened",
    "x-sparse", "x-wrapper", "x-xml-attribute", "x-xml-name", "x-xml-namespace", "x-xml-order",
})  # fmt: skip
"""What OpenAPI says in its own words, and what is of use to nobody else or on no JSON wire."""


def plain(schema: Schema) -> dict[str, Any]:
    """One level of a schema of the wire view, in the words of OpenAPI.

    The width of a number becomes its ``format``. ``NaN`` and the infinities travel as strings.
    """
    kept = {key: value for key, value in schema.items() if key not in _DROPPED}
    if form := _FORMATS.get(str(schema.get("x-integer"))):
        kept["format"] = form
    if "x-number" in schema and "anyOf" in schema:
        number, special, *others = schema["anyOf"]
        form = _FORMATS.get(schema["x-number"])
        number = {**number, "format": form} if form else number
        kept["anyOf"] = [number, {"type": "string", **special}, *others]
    return kept
