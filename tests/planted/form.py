"""Requests of the query and ec2 protocols: a form, read by shape."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import parse_qsl

from tests.planted.shapes import Blob, Group, Items, Pairs, Shape, Unreadable, read_text


def read_form(body: bytes) -> dict[str, Any]:
    """The form as a tree of its dotted names; a text stands under ``""``."""
    tree: dict[str, Any] = {}
    text = body.decode("utf-8", "replace")
    for name, value in parse_qsl(text, keep_blank_values=True, encoding="utf-8"):
        node = tree
        for part in name.split("."):
            node = node.setdefault(part, {})
        node[""] = value
    return tree


def take(tree: dict[str, Any], shape: Shape, path: str = "") -> Any:
    """The value that a tree has by its shape. Members that it does not name are ignored."""
    if isinstance(shape, Group):
        value = {}
        for name, member in shape.members.items():
            wire = member.name or name
            if wire in tree:
                value[name] = take(tree[wire], member, f"{path}.{name}" if path else name)
        return value
    if isinstance(shape, Items):
        inner = tree.get(shape.item, {}) if shape.item else tree
        return [take(each, shape.of, f"{path}.{n}") for n, each in numbered(inner)]
    if isinstance(shape, Pairs):
        pairs = {}
        for number, entry in numbered(tree.get("entry", {})):
            key = entry.get(shape.key, {}).get("")
            if key is None:
                raise Unreadable(path, f"{path}.entry.{number} has no {shape.key}")
            pairs[key] = take(entry.get(shape.value, {"": ""}), shape.of, f"{path}.{key}")
        return pairs
    text = tree.get("")
    if text is None:
        raise Unreadable(path, f"Value for parameter {path} is invalid.")
    if isinstance(shape, Blob):
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise Unreadable(path, f"Value for parameter {path} is not Base64.") from error
    if any(ord(each) < 32 and each not in "\t\n\r" for each in text):
        raise Unreadable(path, f"Value for parameter {path} has a character XML cannot hold.")
    return read_text(text, shape, path)


def numbered(tree: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """The items of a list by their numbers, which may have gaps."""
    return sorted((int(key), each) for key, each in tree.items() if key.isdecimal())
