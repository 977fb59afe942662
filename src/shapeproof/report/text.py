"""Text of untrusted origin and HTTP bodies, escaped and shortened for display."""

from __future__ import annotations

import base64

from shapeproof.exchange.contrast import contrasted

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    r"""The text with all characters that do not print escaped (``\n``, ``\x1b``, ``\u202e``)."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


def abbreviated(text: str, limit: int) -> str:
    """The text, with its middle left out if it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    tail = limit - head
    return f"{text[:head]}… {len(text) - limit:,} more characters …{text[-tail:]}"


def cut(text: str, limit: int) -> str:
    """The beginning of a text: ``limit`` characters at most, with an ellipsis if it is cut."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def shown(text: str, limit: int = 200) -> str:
    """The text in one line: abbreviated, and with control characters escaped."""
    return visible(abbreviated(text, limit))


def shown_apart(expected: str, actual: str, limit: int = 200) -> tuple[str, str]:
    """Expected and actual, each in one line, from where they differ, with no control characters."""
    one, other = contrasted(expected, actual, limit)
    return visible(one), visible(other)


def encodable(text: str) -> str:
    """The text with lone surrogates escaped, so that it can be written as UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def counted(number: int, noun: str) -> str:
    """A number and its noun: ``1 finding``, ``1,204 findings``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _escaped(character: str) -> str:
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


BASE64_PREFIX = "base64:"
MAX_RESPONSE_TEXT = 32_768


def body_text(body: bytes) -> str:
    """The body as text."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _in_base64(body)
    return _in_base64(body) if text.startswith(BASE64_PREFIX) else text


def response_text(body: bytes) -> str:
    """The body of a response as text of a bounded length."""
    return abbreviated(body_text(body), MAX_RESPONSE_TEXT)


def _in_base64(body: bytes) -> str:
    return BASE64_PREFIX + base64.b64encode(body).decode("ascii")
