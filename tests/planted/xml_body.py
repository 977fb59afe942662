"""Request bodies of the rest-xml protocol, read by shape."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from tests.planted.shapes import Group, Items, Shape, Unreadable, read_text


def read_body(body: bytes, root: str, shape: Group) -> dict[str, Any]:
    """The members of a body by its shape. Elements that it does not name are ignored."""
    if not body.strip():  # clients send nothing where no member stands in the body
        return {}
    try:
        element = ElementTree.fromstring(body)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise Unreadable("", f"Invalid XML: {error}") from error
    if local(element) != root:
        raise Unreadable("", f"Invalid XML: expected the element {root}")
    value: dict[str, Any] = take(element, shape, "")
    return value


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def take(element: ElementTree.Element, shape: Shape, path: str) -> Any:
    if isinstance(shape, Group):
        value = {}
        for name, member in shape.members.items():
            if member.place:
                continue
            inner = f"{path}.{name}" if path else name
            found = [each for each in element if local(each) == (member.name or name)]
            if len(found) > 1:
                raise Unreadable(inner, f"Invalid XML: more than one element {name}")
            if found:
                value[name] = take(found[0], member, inner)
        return value
    if isinstance(shape, Items):
        found = [each for each in element if local(each) == shape.item]
        return [take(each, shape.of, f"{path}.{n}") for n, each in enumerate(found, 1)]
    if len(element):
        raise Unreadable(path, f"Invalid XML: {path} has elements")
    text = element.text or ""
    return read_text(text if type(shape).__name__ == "Text" else text.strip(), shape, path)
