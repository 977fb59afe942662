"""Finds a secret in a text however it is written there: by undoing encodings, not by making them.

It knows nothing of what masking knows: a text is decoded in every way, again and again, and the
secret is looked for in what comes out.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

_BYTE = re.compile(r"\\x([0-9a-fA-F]{2})")
_UNIT = re.compile(r"\\u([0-9a-fA-F]{4})")
_PLAIN = re.compile(r"\\([\"'\\/])")
_SPACE = re.compile(r"\\[nrt]|\s+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){6,}")
_DEEPEST = 4


def shows(text: str, secret: str) -> bool:
    """Whether a text holds a secret in any encoding, or in several around each other."""
    seen: set[str] = set()
    todo = [(text, 0)]
    while todo:
        current, depth = todo.pop()
        if secret in current:
            return True
        if current in seen or depth == _DEEPEST:
            continue
        seen.add(current)
        todo += [(each, depth + 1) for each in _decoded(current) if each != current]
    return False


def _decoded(text: str) -> Iterator[str]:
    yield html.unescape(text)
    yield unquote_to_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
    yield (
        _PLAIN.sub(r"\1", _UNIT.sub(_unit, text))
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )
    yield _BYTE.sub(_unit, text)
    yield text.replace("+", " ")
    yield _SPACE.sub("", text)
    yield from _runs(text, _HEX, bytes.fromhex)
    for start in range(4):
        yield from _runs(text, _BASE64, lambda run, start=start: _of_base64(run[start:]))  # type: ignore[misc]


def _unit(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _runs(text: str, pattern: re.Pattern[str], decode: Callable[[str], bytes]) -> Iterator[str]:
    found = [decode(each[0]).decode("utf-8", "replace") for each in pattern.finditer(text)]
    if found:
        yield "\n".join(found)


def _of_base64(run: str) -> bytes:
    whole = run[: len(run) // 4 * 4 + (len(run) % 4 if len(run) % 4 != 1 else 0)]
    try:
        return base64.b64decode(whole.replace("-", "+").replace("_", "/") + "==")
    except binascii.Error:
        return b""


def shown_among(text: str, secrets: tuple[str, ...]) -> list[str]:
    """Which secrets a long text holds: as ``shows``, in the usual orders of encodings only."""
    readings = [text]
    for _ in range(3):
        readings.append(_unescaped(readings[-1]))
    data = [each for reading in (text, readings[-1]) for each in _texts_in(reading)]
    legible = "\n".join(
        line for each in data for line in each.split("\n") if line and "\ufffd" not in line
    )
    within = (_unescaped(legible), *_texts_in(legible))
    return [each for each in secrets if any(each in one for one in (*readings, *data, *within))]


def _unescaped(text: str) -> str:
    data = unquote_to_bytes(text.encode("utf-8", "replace"))
    plain = html.unescape(data.decode("utf-8", "replace"))
    return _PLAIN.sub(r"\1", _UNIT.sub(_unit, plain))


def _texts_in(text: str) -> Iterator[str]:
    """The texts that stand in hexadecimal or base64, each kind joined."""
    yield from _runs(text, _HEX, bytes.fromhex)
    for start in range(4):
        yield from _runs(text, _BASE64, lambda run, start=start: _of_base64(run[start:]))  # type: ignore[misc]
