"""What bodies that say the same have in common, read by parsers that the codecs do not use.

Round trips hide a fault that a codec makes twice: forms are compared by their percent-encoded
fields, XML with the namespaces it declares, CBOR by the major types and widths of its items.
"""

import io
import json
import math
import struct
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from .protocol_values import comparable

DECLARED = "(declared)"


def json_body(body: bytes) -> Any:
    """The parsed value, or the bytes of a body that is no JSON."""
    try:
        return comparable(json.loads(body))
    except ValueError:
        return body


def form_body(body: bytes) -> Any:
    """The fields as they are encoded. Their order has no meaning, their number has."""
    return Counter(body.split(b"&"))


def xml_body(body: bytes) -> Any:
    """The elements, or the bytes of a body that is no XML."""
    try:
        return _element(_parsed(body))
    except ElementTree.ParseError:
        return body


def _parsed(body: bytes) -> ElementTree.Element:
    """The root element; the prefixes that an element declares become an attribute of it.

    The default namespace shows in the names.
    """
    declared: list[str] = []
    events = ElementTree.iterparse(io.BytesIO(body), events=("start-ns", "start", "end"))
    root: ElementTree.Element | None = None
    for kind, item in events:
        if kind == "start-ns":
            declared += ["=".join(item)] if item[0] else []
        elif kind == "start":
            root = item if root is None else root
            item.set(DECLARED, " ".join(sorted(declared)))
            declared = []
    assert root is not None
    return root


def _element(element: ElementTree.Element) -> Any:
    """Name, attributes, text and children. Only children of one name have an order.

    White space beside elements has no meaning.
    """
    children: dict[str, list[Any]] = {}
    for child in element:
        children.setdefault(child.tag, []).append(_element(child))
    beside = [element.text or "", *(child.tail or "" for child in element)]
    text = "".join(each.strip() for each in beside) if children else beside[0]
    return element.tag, dict(element.attrib), text, children


def cbor_body(body: bytes) -> Any:
    """The item, or the bytes of an empty body."""
    return cbor_item(io.BytesIO(body)) if body else body


_BREAK = object()


def cbor_item(stream: io.BytesIO) -> Any:
    """A data item with its types (RFC 8949, 3): maps of definite and indefinite length are alike.

    Floating-point numbers keep their width, unless they are infinite or no numbers, and a tag its
    number.
    """
    first = stream.read(1)[0]
    major, info = first >> 5, first & 31
    if major == 7:
        return _simple(info, stream)
    if major < 2:
        number = _argument(info, stream)
        return number if major == 0 else -1 - number
    size = None if info == 31 else _argument(info, stream)
    match major:
        case 2 | 3:
            return _string(major, size, stream)
        case 4:
            return ["list", *_items(size, stream)]
        case 5:
            flat = list(_items(None if size is None else 2 * size, stream))
            return ("map", sorted(zip(flat[::2], flat[1::2], strict=True), key=repr))
        case _:
            return ("tag", size, _tagged(cbor_item(stream)))


def _argument(info: int, stream: io.BytesIO) -> int:
    if info < 24:
        return info
    return int.from_bytes(stream.read(2 ** (info - 24)), "big")


def _items(count: int | None, stream: io.BytesIO) -> Iterator[Any]:
    while count is None or count > 0:
        item = cbor_item(stream)
        if item is _BREAK:
            return
        yield item
        count = None if count is None else count - 1


def _string(major: int, size: int | None, stream: io.BytesIO) -> Any:
    """Bytes and texts; the chunks of one of indefinite length are joined."""
    if size is None:
        chunks = list(_items(None, stream))
        return (b"" if major == 2 else "").join(chunks)
    found = stream.read(size)
    return found if major == 2 else found.decode()


def _tagged(item: Any) -> Any:
    """What a tag stands before; seconds may be an integer or a floating-point number (3.4.2)."""
    return item[2] if isinstance(item, tuple) and item[0] == "float" else item


_WIDTHS = {25: ">e", 26: ">f", 27: ">d"}


def _simple(info: int, stream: io.BytesIO) -> Any:
    if info in _WIDTHS:
        width = 2 ** (info - 24)
        (value,) = struct.unpack(_WIDTHS[info], stream.read(width))
        return ("float", width if math.isfinite(value) else "any", comparable(value))
    return {20: ("bool", False), 21: ("bool", True), 22: None, 31: _BREAK}[info]


READERS = {
    "json": json_body,
    "rest-json": json_body,
    "query": form_body,
    "ec2": form_body,
    "rest-xml": xml_body,
    "smithy-rpc-v2-cbor": cbor_body,
}
"""By protocol, how the bodies of requests are read."""
