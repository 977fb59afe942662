"""XML as the servers write it: an element is a name with text or with elements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Node:
    name: str
    content: str | list[Node] = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Style:
    """How a document is written: what XML leaves to the writer."""

    namespace: str
    prefix: str = ""
    cdata: bool = False
    indent: bool = False
    declaration: str = '<?xml version="1.0" encoding="UTF-8"?>\n'
    is_escaped: bool = True
    is_reversed: bool = False


def document(root: Node, style: Style) -> bytes:
    head = f"xmlns:{style.prefix}" if style.prefix else "xmlns"
    declared = f' {head}="{style.namespace}"' if style.namespace else ""
    return (style.declaration + element(root, style, declared)).encode()


def element(node: Node, style: Style, declared: str = "", depth: int = 0) -> str:
    name = f"{style.prefix}:{node.name}" if style.prefix else node.name
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in node.attributes.items())
    opening = f"{name}{declared}{attributes}"
    if isinstance(node.content, str):
        if not node.content:
            return f"<{opening}/>"
        return f"<{opening}>{text(node.content, style)}</{name}>"
    children = list(node.content)
    if style.is_reversed and len({each.name for each in children}) == len(children):
        children.reverse()
    inner = [element(each, style, depth=depth + 1) for each in children]
    if style.indent and inner:
        space = "\n" + "  " * (depth + 1)
        return f"<{opening}>{space}{space.join(inner)}\n{'  ' * depth}</{name}>"
    return f"<{opening}>{''.join(inner)}</{name}>"


NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: str, style: Style) -> str:
    value = NOT_IN_XML.sub("\ufffd", value)
    if not style.is_escaped:
        return value
    if style.cdata and not any(each in value for each in ("]]>", "\r")):
        return f"<![CDATA[{value}]]>"
    return escape(value)


def escape(value: str) -> str:
    for character, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("\r", "&#13;"),
    ):
        value = value.replace(character, entity)
    return value
