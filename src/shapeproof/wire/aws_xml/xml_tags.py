"""How elements are called (Smithy ``xmlName`` and ``xmlNamespace``), and those without a schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.wire.aws_xml.xml_text import Pairs, XmlElement, is_name, local_name
from shapeproof.wire.text_values import text_of

_XSI = {"xsi": "http://www.w3.org/2001/XMLSchema-instance"}


@dataclass(frozen=True)
class Tag:
    """How an element is called: its name, the default namespace and the prefixes it declares.

    ``namespace`` is None where the element stands in that of the element around it.
    """

    name: str
    namespace: str | None = None
    prefixes: Pairs = ()

    @classmethod
    def of(cls, name: str, schema: Schema) -> Tag:
        """The tag of an element with the schema's namespace (Smithy ``xmlNamespace`` trait)."""
        stated = schema.get("x-xml-namespace")
        if stated is None:
            return cls(name)
        if isinstance(stated, str):
            return cls(name, stated, (("", stated),))
        uri, prefix = str(stated["uri"]), stated.get("prefix")
        return cls(name, None if prefix else uri, ((prefix or "", uri),))

    def element(
        self, around: str, text: str = "", children: Iterable[XmlElement] = ()
    ) -> XmlElement:
        """An element; ``around`` is the namespace of the one that it stands in."""
        return XmlElement(
            self.name, self.inside(around), (), text, tuple(children), prefixes=self.prefixes
        )

    def inside(self, around: str) -> str:
        """The namespace of the element, in which its children stand."""
        return around if self.namespace is None else self.namespace


def plain_element(value: Any, tag: Tag, around: str) -> XmlElement:
    """The element of a value that no schema describes: members by name, lists of ``member``."""
    inside = tag.inside(around)
    if isinstance(value, Mapping):
        children = [plain_element(each, Tag(str(key)), inside) for key, each in value.items()]
    elif isinstance(value, (list, tuple)):
        children = [plain_element(each, Tag("member"), inside) for each in value]
    else:
        return _named(tag).element(around, "" if value is None else text_of(value))
    return _named(tag).element(around, children=children)


def plain_tree(element: XmlElement) -> Any:
    """The tree of an element that no schema describes."""
    if not element.children:
        return element.text
    return {name: plain_trees(each) for name, each in by_name(element.children).items()}


def plain_trees(elements: list[XmlElement]) -> Any:
    """The tree of elements of one name: a list where there are several."""
    return plain_tree(elements[0]) if len(elements) == 1 else [*map(plain_tree, elements)]


def _named(tag: Tag) -> Tag:
    """A tag whose name XML can hold."""
    if is_name(tag.name):
        return tag
    name = re.sub(r"[^\w.\-]", "_", tag.name)
    return Tag(name if is_name(name) else f"_{name}", tag.namespace, tag.prefixes)


def by_name(elements: Iterable[XmlElement]) -> dict[str, list[XmlElement]]:
    """Elements by their names without namespaces, in their order."""
    found: dict[str, list[XmlElement]] = {}
    for each in elements:
        found.setdefault(each.name, []).append(each)
    return found


def attribute_name(name: str, tag: Tag) -> str:
    """The name of an attribute with the namespace of its prefix, which the element declares."""
    prefix, colon, local = name.rpartition(":")
    uri = {**_XSI, **dict(tag.prefixes)}.get(prefix) if colon else None
    return f"{{{uri}}}{local}" if uri else name


def attribute_of(element: XmlElement, name: str) -> str | None:
    """An attribute by its name; any namespace will do for a prefix."""
    prefix, _, local = name.rpartition(":")
    for found, value in element.attributes:
        if local_name(found) == local and (found[0] == "{") == bool(prefix):
            return value
    return None
