"""Quoting for bash. What is quoted stays in one line and holds no control characters."""

from __future__ import annotations

import re

_SAFE = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_NAMED = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "'": r"\'", "\\": r"\\"}


def shell_quote(data: str | bytes) -> str:
    r"""One word of bash: bare, in ``'…'``, or in ``$'…'`` with escapes. NUL cannot be in it."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    text = raw.decode("utf-8", "surrogateescape")
    if _SAFE.fullmatch(text):
        return text
    if text.isprintable():
        return "'" + text.replace("'", r"'\''") + "'"
    return "$'" + "".join(map(_ansi_c, text)) + "'"


def printf_command(data: bytes) -> str:
    r"""A command that writes the bytes, NULs too, to its standard output."""
    if b"\0" not in data:
        return f"printf %s {shell_quote(data)}"
    text = data.decode("utf-8", "surrogateescape").replace("%", "%%").replace("\\", r"\\")
    return "printf '" + "".join(map(_printf_escape, text)) + "'"


def _ansi_c(character: str) -> str:
    # History expansion looks for ! in $'…' that holds an escaped quote.
    if character in _NAMED:
        return _NAMED[character]
    return character if character.isprintable() and character != "!" else _octal(character)


def _printf_escape(character: str) -> str:
    return character if character.isprintable() and character not in "'!" else _octal(character)


def _octal(character: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
