"""The reference of JSON documents, from their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from tools.site.markdown import cell, table

BEGIN = """\
# JSON documents

The documents that shapeproof reads and writes, from the JSON Schemas that ship with it. A document
may name its schema by `$schema`, so that editors check it.
"""
_DOCUMENTS = (
    ("Report", "report/schemas/report-1.json", "`--report json=PATH`"),
    ("Events", "report/schemas/events-1.json", "each line of `--report jsonl=PATH`"),
    ("Baseline", "report/schemas/baseline-1.json", "`--baseline FILE`"),
    ("Comparison", "report/schemas/comparison-1.json", "`report diff --format json`"),
    ("Seeds", "contract/schemas/seeds-1.json", "`--seeds FILE`"),
    ("Overlay", "contract/schemas/overlay-1.json", "`overlay.json`"),
    ("Lifecycle", "contract/schemas/lifecycle-1.json", "`lifecycle.json`"),
    (
        "Configuration",
        "configuration/schemas/config-1.json",
        "`shapeproof.toml`, `[tool.shapeproof]`",
    ),
)
_SOURCE = "../../src/shapeproof"


def page() -> str:
    """The page, with a section for each document."""
    return "\n".join((BEGIN, *(_section(*each) for each in _DOCUMENTS)))


def _section(title: str, path: str, use: str) -> str:
    schema = json.loads(files("shapeproof").joinpath(path).read_text(encoding="utf-8"))
    parts = [f"## {title}", f"{use}; schema [{path.rpartition('/')[2]}]({_SOURCE}/{path})."]
    if schema.get("description"):
        parts.append(_words(schema))
    if rows := list(_rows(schema)):
        parts.append(_table(rows))
    for name, part in sorted(schema.get("$defs", {}).items()):
        if rows := list(_rows(part)):
            parts += [f"### {title}: {name}", *([_words(part)] if _words(part) else [])]
            parts.append(_table(rows))
    return "\n\n".join(parts) + "\n"


def _table(rows: list[tuple[str, str, str]]) -> str:
    return table(("key", "type", "meaning"), rows)


def _rows(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    required = schema.get("required", ())
    for name, value in schema.get("properties", {}).items():
        needed = "" if name in required or not required else "Optional. "
        yield f"`{name}`", _type(value), f"{needed}{_words(value)}".strip()


def _words(schema: Mapping[str, Any] | bool) -> str:
    return cell(schema.get("description", "")) if isinstance(schema, Mapping) else ""


def _type(schema: Mapping[str, Any] | bool) -> str:
    """The type of a value in a few words."""
    if not isinstance(schema, Mapping):
        return "any"
    if "$ref" in schema:
        return f"*{schema['$ref'].rpartition('/')[2]}*"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(each)}`" for each in schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(_type(each) for each in schema[key]))
    kinds = schema.get("type", "any")
    kind = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"list of {_type(schema['items'])}" if kind == "array" and "items" in schema else kind
